// @ts-check
/**
 * Properties that another library adds to `Object.prototype` are never options: they give pasted text no
 * program, no file, no endpoint and no other identity.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { demo, homeWith, inProcess, read } from './support.mjs'

/**
 * The source of a module that pollutes `Object.prototype` with data and functions.
 * @param {string} ran a file that shows that a program was run
 */
const polluted = (ran) => `
  const polluted = {
    trust: 'trusted', process: true, files: true, ssoTokens: true, metadata: true, endpointOverride: true, untrusted: false,
    capabilities: { process: true, files: true, ssoTokens: true, metadata: true, endpointOverride: true, untrusted: false },
    profile: 'evil', region: 'us-gov-west-1', defaultRegion: 'us-gov-west-1', env: { AWS_PROFILE: 'evil' },
    AWS_PROFILE: 'evil', AWS_ACCESS_KEY_ID: 'AKIAEVIL', AWS_SECRET_ACCESS_KEY: 'evil', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9/',
    AWS_CONFIG_FILE: '/evil', HOME: '/evil', HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9',
    config: '[default]\\naws_access_key_id = AKIAEVIL\\n', credentials: '[default]\\naws_access_key_id = AKIAEVIL\\n',
    filepath: '/evil', configFilepath: '/evil', cache: 'aws-cli', clientConfig: { region: 'us-gov-west-1' },
    callerClientConfig: { profile: 'evil' }, forceRefresh: true, minRemainingSeconds: 1, session: { policy: '{}' }, sessionName: 'evil',
    policy: '{}', tags: { evil: 'evil' }, sourceIdentity: 'evil', shared: {}, readsFiles: true, tokenStores: {}, login: {}, sso: {},
    fetchInit: { redirect: 'follow' }, platform: 'windows', unknown: 'any', required: [], refused: {}, sessionToken: 'evil',
    accountId: '999999999999', tokenCode: '000000', endpoint: 'http://127.0.0.1:9/', label: 'evil', isTrusted: true,
    run: () => { ran() }, readFile: () => { ran() }, fetch: () => { ran() }, mfaCodeProvider: () => { ran() }, warn: () => { ran() },
    host: { run: () => { ran() } }, logger: { warn: () => { ran() } },
  }
  const { writeFileSync } = await import('node:fs')
  const ran = () => { writeFileSync(${JSON.stringify(ran)}, 'x'); throw new Error('ran') }
  for (const [key, value] of Object.entries(polluted)) Object.defineProperty(Object.prototype, key, { value, writable: true, configurable: true, enumerable: true })
`

const PASTED = (/** @type {string} */ ran) =>
  JSON.stringify({
    config: [
      '[profile program]',
      `credential_process = ${process.execPath} -e "require('fs').writeFileSync('${ran}', 'x')"`,
      '[profile evil]',
      `credential_process = ${process.execPath} -e "require('fs').writeFileSync('${ran}', 'x')"`,
      '[profile token]',
      'role_arn = arn:aws:iam::111122223333:role/R',
      'web_identity_token_file = /etc/hostname',
      '[profile machine]',
      'role_arn = arn:aws:iam::111122223333:role/R',
      'credential_source = Ec2InstanceMetadata',
      '[profile elsewhere]',
      'role_arn = arn:aws:iam::111122223333:role/R',
      'source_profile = keys',
      'endpoint_url = http://127.0.0.1:9/',
      'region = eu-west-1',
      '',
    ].join('\n'),
    credentials: '[keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = secret\n',
  })

const CALLS = `
  const code = (promise) => promise.then(({ accessKeyId }) => accessKeyId, (error) => error.code)
  const config = SharedConfig.parse(text)
  const codes = {}
  for (const profile of ['program', 'token', 'machine', 'elsewhere']) {
    codes[profile] = [await code(fromProfile({ profile, config: text, env: {} })()), await code(fromProfile({ profile, config, env: {} })()),
      (await fromProfiles([profile], { config: text, env: {} }))[0].error?.code]
  }
  codes.none = await code(fromProfile({ config: text, env: {} })())
  codes.keys = await code(fromProfile({ profile: 'keys', config: text, env: {} })())
`

test('pasted text runs no program, reads no file and sends no request', async (t) => {
  const { home, env } = homeWith(t, {})
  const ran = join(home, 'ran')
  const { status, stdout, stderr } = await inProcess(
    `const { fromProfile, fromProfiles, SharedConfig, getCallerIdentity } = await import('rolehop')
     const text = Object.assign(Object.create(null), ${PASTED(ran)})
     SharedConfig.parse().profiles
     ${polluted(ran)}
     ${CALLS}
     const only = SharedConfig.parse({ config: '' })
     const more = { paths: { ...only.paths }, profiles: only.profiles, text: only.text('credentials') }
     console.log(JSON.stringify({ codes, more }))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''])
  const { codes, more } = JSON.parse(stdout)
  for (const profile of ['program', 'token', 'machine', 'elsewhere'])
    assert.deepEqual(codes[profile], Array(3).fill('not-supported-here'), profile)
  assert.deepEqual([codes.none, codes.keys], ['no-credentials', 'AKIAKEYS'])
  assert.deepEqual(more, { paths: {}, profiles: [], text: '' })
  assert.equal(existsSync(ran), false)
})

test('an untrusted config stays untrusted, and the errors say so', async (t) => {
  const { home, env } = homeWith(t, {})
  const ran = join(home, 'ran')
  const { status, stdout, stderr } = await inProcess(
    `const { fromProfile, SharedConfig } = await import('rolehop')
     const text = Object.assign(Object.create(null), ${PASTED(ran)})
     SharedConfig.parse().profiles
     ${polluted(ran)}
     const codes = []
     for (const profile of ['program', 'token', 'machine', 'elsewhere'])
       codes.push(await fromProfile({ profile, config: text, env: {}, trust: 'untrusted' })().catch((error) => error.code))
     console.log(JSON.stringify(codes))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''])
  assert.deepEqual(JSON.parse(stdout), Array(4).fill('untrusted'))
  assert.equal(existsSync(ran), false)
})

test('no single property changes the results of the files', async (t) => {
  const { env, aws, sts, config } = await demo(t)
  writeFileSync(config, `${read(config)}\n[profile evil]\naws_access_key_id = AKIAEVIL\naws_secret_access_key = evil\n`)
  const { status, stdout, stderr } = await inProcess(
    `const { fromProfile, SharedConfig, getCallerIdentity, signGetCallerIdentity, formatCredentials } = await import('rolehop')
     SharedConfig.parse().profiles
     ${polluted(join(aws, 'ran'))}
     for (const key of Object.keys(polluted)) delete Object.prototype[key]
     const env = ${JSON.stringify(env)}
     const date = new Date(1700000000000)
     const one = async () => {
       const credentials = await fromProfile({ profile: 'base', env })()
       const assumed = await fromProfile({ profile: 'readonly', env, cache: false })()
       const config = await SharedConfig.load({ env })
       return JSON.stringify([credentials.accessKeyId, Object.entries(credentials), assumed.accessKeyId.slice(0, 4),
         formatCredentials(credentials, 'env'), signGetCallerIdentity(credentials, { date }).headers.authorization,
         JSON.parse(JSON.stringify(config.plan('readonly'))).hops, (await getCallerIdentity(assumed)).arn.split('/')[1]])
     }
     const usual = await one()
     const changed = []
     // Node's own \`fetch\` fails when every object has \`required\`.
     for (const key of Object.keys(polluted).filter((key) => key !== 'required')) {
       Object.defineProperty(Object.prototype, key, { value: polluted[key], writable: true, configurable: true, enumerable: false })
       const now = await one().catch((error) => String(error))
       if (now !== usual) changed.push([key, now])
       delete Object.prototype[key]
     }
     console.log(JSON.stringify({ changed, polluted: Object.keys(polluted).length }))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''])
  const { changed, polluted: count } = JSON.parse(stdout)
  assert.ok(count > 50)
  assert.deepEqual(changed, [])
  assert.equal(existsSync(join(aws, 'ran')), false)
  assert.deepEqual(readdirSync(aws).sort(), ['config', 'credentials'], 'nothing is cached')
  assert.ok(sts.requests.every(({ action }) => ['AssumeRole', 'GetCallerIdentity'].includes(action)))
})

test('a workspace without `isTrusted` is not trusted', async (t) => {
  const { env } = homeWith(t, {})
  const { status, stdout, stderr } = await inProcess(
    `const { trustOf } = await import('rolehop/vscode')
     Object.prototype.isTrusted = true
     let code
     try { trustOf({}) } catch (error) { code = error.code }
     console.log(JSON.stringify([code, trustOf({ isTrusted: false }), trustOf({ isTrusted: true })]))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''])
  assert.deepEqual(JSON.parse(stdout), ['usage-invalid', 'untrusted', 'trusted'])
})
