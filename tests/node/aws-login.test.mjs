// @ts-check
/** `awsLogin`, with the sign-in service on loopback: it checks PKCE, DPoP proofs, state and redirect URIs. */
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { awsLogin, fromProfile, isRolehopError, SharedConfig } from 'rolehop'
import { startSignIn } from '../../tools/sign-in/server.mjs'
import { homeWith, read } from './support.mjs'

/** A user, and the file that the AWS CLI 2.36.7 has for its login session. */
const ALICE = 'arn:aws:iam::123456789012:user/alice'
const FILE = 'b7d71d383b9557a9bad4c3346c50365819226484c6824a0fdef66637be339db0.json'

/**
 * A home folder and the service.
 * @param {import('node:test').TestContext} t
 * @param {string} [config]
 * @param {import('../../tools/sign-in/server.mjs').Options} [options]
 */
async function stage(t, config = '[profile dev]\nregion = eu-west-1\n', options = {}) {
  const service = await startSignIn({ arn: ALICE, ...options })
  t.after(() => service.close())
  const home = homeWith(t, { config })
  const folder = join(home.aws, 'login', 'cache')
  /** The pages that were shown. @type {import('rolehop').SignInPage[]} */
  const pages = []
  return { service, ...home, folder, config: join(home.aws, 'config'), pages }
}

/** @param {Awaited<ReturnType<typeof stage>>} on @param {object} [more] */
const signIn = ({ service, env, pages }, more = {}) =>
  awsLogin({
    profile: 'dev',
    env,
    fetch: service.fetch,
    host: { open: async (url) => void service.approve(url) },
    onUrl: (page) => void pages.push(page),
    ...more,
  })

const fails =
  (/** @type {string} */ code, /** @type {RegExp} */ message = /./) =>
  (/** @type {unknown} */ error) => {
    assert.ok(isRolehopError(error), String(error))
    assert.equal(error.code, code, error.message)
    assert.match(error.message, message)
    return true
  }

/** Sends a request line by hand and returns the response. @param {string} page @param {string} lines */
function raw(page, lines) {
  const port = Number(new URL(String(new URL(page).searchParams.get('redirect_uri'))).port)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(lines))
    socket.setEncoding('utf8').on('data', (piece) => (text += piece))
    socket.on('error', reject).on('close', () => resolve(text))
  })
}

test('a user signs in, and the profile has credentials', async (t) => {
  const on = await stage(t)
  const done = await signIn(on)
  assert.deepEqual(
    { ...done, expiresAt: undefined },
    { profile: 'dev', loginSession: ALICE, accountId: '123456789012', region: 'eu-west-1', expiresAt: undefined },
  )
  assert.ok(Math.abs(done.expiresAt.getTime() - Date.now() - 900_000) < 60_000)
  assert.deepEqual(
    on.pages.map(({ isLocal }) => isLocal),
    [true],
  )
  assert.match(on.pages[0]?.url ?? '', /^https:\/\/eu-west-1\.signin\.aws\.amazon\.com\/v1\/authorize\?/)
  assert.equal(read(on.config), `[profile dev]\nregion = eu-west-1\nlogin_session = ${ALICE}\n`)

  assert.deepEqual(readdirSync(on.folder), [FILE], 'the name of the AWS CLI')
  const path = join(on.folder, FILE)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const text = read(path)
  assert.match(text, /^\{"accessToken": \{.*\}$/, 'one line, with the separators of the AWS CLI')
  const { accessToken, dpopKey, refreshToken, ...rest } = JSON.parse(text)
  assert.deepEqual(Object.keys(accessToken).sort(), [
    'accessKeyId',
    'accountId',
    'expiresAt',
    'secretAccessKey',
    'sessionToken',
  ])
  assert.match(accessToken.expiresAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const { idToken, ...others } = rest
  assert.equal(idToken.split('.').length, 3)
  assert.deepEqual(others, {
    clientId: 'arn:aws:signin:::devtools/same-device',
    signInRegion: 'eu-west-1',
    tokenType: 'aws_sigv4',
  })
  const key = createPrivateKey(dpopKey)
  assert.equal(key.export({ type: 'sec1', format: 'pem' }), dpopKey, "OpenSSL's own form")
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  assert.equal(on.service.state.refreshTokens.get(refreshToken)?.x, x, 'the key of the proof')

  const { accessKeyId } = await fromProfile({ profile: 'dev', env: on.env, fetch: on.service.fetch })()
  assert.equal(accessKeyId, accessToken.accessKeyId)
  assert.deepEqual(on.service.requests, ['authorization_code'])
})

test('a new profile is created, with the region that it has not', async (t) => {
  const on = await stage(t, '# mine\n[default]\n')
  await signIn(on, { profile: 'a b', region: 'eu-central-1' })
  assert.equal(
    read(on.config),
    `# mine\n[default]\n[profile "a b"]\nlogin_session = ${ALICE}\nregion = eu-central-1\n`.replaceAll('"', "'"),
  )
  const config = await SharedConfig.load({ env: on.env })
  assert.equal(config.plan('a b', { env: on.env }).source.kind, 'login')
})

test('the sign-in of a role is that of its source profile', async (t) => {
  const on = await stage(
    t,
    `[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nregion = us-east-1\n[profile base]\nlogin_session = ${ALICE}\nregion = eu-west-1\n`,
  )
  const before = read(on.config)
  const { profile, region } = await signIn(on)
  assert.deepEqual([profile, region], ['base', 'eu-west-1'])
  assert.equal(read(on.config), before)
})

test('with `remote`, the user enters the code that the page shows', async (t) => {
  const on = await stage(t)
  const signInCodeProvider = () => on.service.verificationCode(on.pages[0]?.url ?? '')
  await signIn(on, { remote: true, signInCodeProvider, host: { open: () => assert.fail('no browser is opened') } })
  assert.deepEqual(
    on.pages.map(({ isLocal }) => isLocal),
    [false],
  )
  assert.equal(JSON.parse(read(join(on.folder, FILE))).clientId, 'arn:aws:signin:::devtools/cross-device')
})

test('codes that are not of this sign-in are refused before any call', async (t) => {
  const on = await stage(t)
  const encoded = (/** @type {string} */ text) => Buffer.from(text).toString('base64')
  for (const [code, message] of /** @type {const} */ ([
    ['', /not a code/],
    ['???', /not a code/],
    [encoded('code=C'), /not a code/],
    [encoded('code=C&state=other'), /another sign-in/],
  ])) {
    const refused = signIn(on, { remote: true, signInCodeProvider: () => code })
    await assert.rejects(refused, fails('login-failed', message))
  }
  assert.deepEqual([on.service.requests, existsSync(on.folder)], [[], false])
})

test('other requests to the port do not end the sign-in, and get no answer that matters', async (t) => {
  const on = await stage(t)
  /** @type {Record<string, [status: number, text: string]>} */
  const seen = {}
  const open = async (/** @type {string} */ page) => {
    const { redirectUri, code, state } = on.service.state.authorize(new URL(page))
    const { origin } = new URL(redirectUri)
    const get = async (/** @type {string} */ name, /** @type {string} */ url, method = 'GET') => {
      const response = await fetch(url, { method })
      seen[name] = [response.status, await response.text()]
    }
    const idle = connect(Number(new URL(origin).port), '127.0.0.1')
    idle.on('error', () => {})
    await get('favicon', `${origin}/favicon.ico`)
    await get('other path', `${origin}/?code=${code}&state=${state}`)
    await get('no state', `${redirectUri}?code=${code}`)
    await get('wrong state', `${redirectUri}?code=${code}&state=${state.replace(/./, 'x')}`)
    await get('wrong error', `${redirectUri}?error=access_denied&state=other`)
    await get('POST', `${redirectUri}?code=${code}&state=${state}`, 'POST')
    seen.huge = [431, await raw(page, `GET /oauth/callback?state=${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`)]
    seen.garbage = [400, await raw(page, 'no HTTP\r\n\r\n')]
    await Promise.all([
      get('right', `${redirectUri}?code=${code}&state=${state}`),
      get('again', `${redirectUri}?code=${code}&state=${state}`).catch(() => {}),
    ])
    idle.destroy()
  }
  await signIn(on, { host: { open: (/** @type {string} */ page) => void open(page) } })
  const [right, huge, garbage] = ['right', 'huge', 'garbage'].map((name) => seen[name] ?? [0, ''])
  const refused = Object.entries(seen).filter(([name]) => !['right', 'huge', 'garbage', 'again'].includes(name))
  assert.deepEqual(
    refused.map(([name, [status]]) => [name, status]),
    [
      ['favicon', 404],
      ['other path', 404],
      ['no state', 400],
      ['wrong state', 400],
      ['wrong error', 400],
      ['POST', 405],
    ],
  )
  assert.match(String(huge?.[1]), /^HTTP\/1\.1 431 /)
  assert.match(String(garbage?.[1]), /^HTTP\/1\.1 400 /)
  assert.equal(right?.[0], 200)
  assert.match(String(right?.[1]), /You can close this page/)
  assert.deepEqual(on.service.requests, ['authorization_code'], 'the code is exchanged once')
  const redirectUri = new URL(String(new URL(on.pages[0]?.url ?? '').searchParams.get('redirect_uri')))
  await assert.rejects(fetch(redirectUri), 'the port is closed')
})

test('a refusal in the browser is shown there and here, as text', async (t) => {
  const on = await stage(t)
  const open = async (/** @type {string} */ page) => {
    const { redirectUri, state } = on.service.state.authorize(new URL(page))
    const query = new URLSearchParams({ error: 'access_denied', error_description: '<b>no</b>\u001b[31m', state })
    const response = await fetch(`${redirectUri}?${query}`)
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    return response.text()
  }
  let shown = Promise.resolve('')
  const host = {
    open: (/** @type {string} */ page) => {
      shown = open(page)
    },
  }
  await assert.rejects(signIn(on, { host }), (error) => {
    assert.ok(isRolehopError(error))
    assert.equal(error.code, 'login-failed')
    assert.match(error.message, /refused: access_denied: <b>no<\/b>/)
    assert.ok(!error.message.includes('\u001b'))
    return true
  })
  assert.match(await shown, /&lt;b&gt;no&lt;\/b&gt;/)
  assert.deepEqual([on.service.requests, existsSync(on.folder)], [[], false])
})

for (const [code, expected, message] of /** @type {const} */ ([
  ['AUTHCODE_EXPIRED', 'login-failed', /expired/],
  ['INSUFFICIENT_PERMISSIONS', 'login-failed', /permissions/],
  ['ELSE', 'login-failed', /ELSE/],
])) {
  test(`the service refuses the code: ${code}`, async (t) => {
    const on = await stage(t)
    const before = read(on.config)
    on.service.faults.push({ status: 403, body: { error: code, message: 'canary' } })
    await assert.rejects(signIn(on), fails(expected, message))
    assert.deepEqual([read(on.config), existsSync(on.folder)], [before, false])
  })
}

test('a response without an ID token is not a sign-in', async (t) => {
  const on = await stage(t)
  const accessToken = { accessKeyId: 'ASIAX', secretAccessKey: 's', sessionToken: 't' }
  on.service.faults.push({ status: 200, body: { accessToken, expiresIn: 900, refreshToken: 'r', tokenType: 'x' } })
  await assert.rejects(signIn(on), fails('login-unreachable', /not from the AWS sign-in service/))
  assert.equal(existsSync(on.folder), false)
})

test('another login session is replaced only if the caller says so', async (t) => {
  const bob = 'arn:aws:sts::111122223333:assumed-role/Dev/bob'
  const config = `[profile dev]\nregion = eu-west-1\nlogin_session = ${bob}\n`
  const on = await stage(t, config)
  await assert.rejects(signIn(on), fails('login-conflict', /assumed-role\/Dev\/bob/))
  await assert.rejects(signIn(on, { replaceSession: () => false }), fails('login-conflict'))
  assert.deepEqual([read(on.config), existsSync(on.folder)], [config, false])
  /** @type {string[]} */
  const asked = []
  await signIn(on, { replaceSession: (/** @type {string[]} */ ...arns) => asked.push(...arns) > 0 })
  assert.deepEqual(asked, [bob, ALICE])
  assert.equal(read(on.config), config.replace(bob, ALICE))
})

for (const [settings, kind] of /** @type {const} */ ([
  ['web_identity_token_file = x', 'a web identity'],
  ['sso_role_name = x', 'IAM Identity Center'],
  ['sso_account_id = 111122223333', 'IAM Identity Center'],
  ['aws_access_key_id = AKIAX', 'an access key'],
  ['role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = x', 'a role'],
  ['credential_process = x', 'a `credential_process`'],
])) {
  test(`a profile with ${kind} is refused before any call: ${settings.split(' ')[0]}`, async (t) => {
    const on = await stage(t, `[profile dev]\nregion = eu-west-1\n${settings}\n`)
    await assert.rejects(signIn(on), fails('login-conflict', new RegExp(kind)))
    assert.deepEqual(on.pages, [])
  })
}

test('without a region there is no sign-in', async (t) => {
  const on = await stage(t, '')
  await assert.rejects(signIn(on), fails('region-missing'))
  await signIn(on, { env: { ...on.env, AWS_DEFAULT_REGION: 'us-west-2' } })
  assert.match(on.pages[0]?.url ?? '', /^https:\/\/us-west-2\.signin/)
})

test('the sign-in uses the endpoints of FIPS, dual stack and partitions, and no custom endpoint', async (t) => {
  for (const [region, settings, host] of /** @type {const} */ ([
    ['us-east-1', 'use_fips_endpoint = true', 'signin-fips.us-east-1.amazonaws.com'],
    ['us-east-1', 'use_dualstack_endpoint = true', 'signin.us-east-1.api.aws'],
    ['cn-north-1', 'endpoint_url = https://example.test', 'cn-north-1.signin.amazonaws.cn'],
    ['us-gov-west-1', 'use_fips_endpoint = true', 'signin-fips.amazonaws-us-gov.com'],
  ])) {
    const on = await stage(t, `[profile dev]\nregion = ${region}\n${settings}\n`)
    await signIn(on)
    assert.equal(new URL(on.pages[0]?.url ?? '').host, host)
  }
})

test('an aborted sign-in writes nothing and closes its port', async (t) => {
  const on = await stage(t)
  const before = read(on.config)
  const controller = new AbortController()
  const aborted = signIn(on, { signal: controller.signal, host: { open: () => controller.abort() } })
  await assert.rejects(aborted, fails('aborted'))
  assert.deepEqual([read(on.config), existsSync(on.folder), on.service.requests], [before, false, []])
  const redirectUri = String(new URL(on.pages[0]?.url ?? '').searchParams.get('redirect_uri'))
  await assert.rejects(fetch(redirectUri))
})

test('what is read is what was written: the key signs the renewal', async (t) => {
  const on = await stage(t, undefined, { expiresIn: 60 })
  await signIn(on)
  const { accessKeyId } = await fromProfile({ profile: 'dev', env: on.env, fetch: on.service.fetch })()
  assert.match(accessKeyId, /^ASIASIGNEDIN/)
  assert.deepEqual(on.service.requests, ['authorization_code', 'refresh_token'])
  assert.ok(readFileSync(join(on.folder, FILE), 'utf8').includes('signInRegion'))
})

test('other edits of the config stay unsaved', async (t) => {
  const on = await stage(t)
  const before = read(on.config)
  const config = await SharedConfig.load({ env: on.env })
  config.set('dev', 'output', 'json')
  await signIn(on, { config })
  const signedIn = `${before}login_session = ${ALICE}\n`
  assert.equal(read(on.config), signedIn)
  assert.equal(config.get('dev', 'login_session'), ALICE)
  await config.save()
  assert.equal(read(on.config), `${signedIn}output = json\n`)
})

test('what a sign-in has saved is not saved again, nor what it has replaced', async (t) => {
  const on = await stage(t)
  const config = await SharedConfig.load({ env: on.env })
  config.set('dev', 'login_session', 'replaced')
  await signIn(on, { config, replaceSession: () => true })
  assert.equal(config.get('dev', 'login_session'), ALICE)
  const ofAnother = read(on.config).replace(ALICE, 'another')
  writeFileSync(on.config, ofAnother)
  await config.save()
  assert.equal(read(on.config), ofAnother)
  config.set('dev', 'output', 'json')
  await config.save()
  assert.equal(read(on.config), `${ofAnother}output = json\n`)
  assert.deepEqual([config.get('dev', 'login_session'), config.text('config')], ['another', read(on.config)])
})

test('an edit that is made while a sign-in saves stays unsaved', async (t) => {
  const on = await stage(t)
  const config = await SharedConfig.load({
    env: on.env,
    host: {
      writeFile: (path, bytes) => {
        config.set('dev', 'login_session', 'later')
        writeFileSync(path, bytes)
        return true
      },
    },
  })
  await signIn(on, { config })
  assert.ok(read(on.config).endsWith(`\nlogin_session = ${ALICE}\n`))
  await config.save()
  assert.ok(read(on.config).endsWith('\nlogin_session = later\n'))
})
