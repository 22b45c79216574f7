// @ts-check
/** Web identity, container and EC2 instance credentials over HTTP, from servers that implement the protocols. */
import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromProfile, isRolehopError, SharedConfig } from 'rolehop'
import { identityProvider } from './identity-provider.mjs'
import { homeWith } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

test('a token in a file is exchanged for a session once', async (t) => {
  const { sts, env, file, config, aws } = await identityProvider(t)
  const role = 'role_arn = arn:aws:iam::111122223333:role/Ci'
  writeFileSync(config, `[profile ci]\n${role}\nregion = eu-west-1\nweb_identity_token_file = ${file}\n`)
  const credentials = await fromProfile({ profile: 'ci', env, sessionName: '{profile}@runner' })()
  assert.equal(credentials.accountId, '111122223333')
  const again = await fromProfile({ profile: 'ci', env })()
  assert.equal(again.accessKeyId, credentials.accessKeyId)
  assert.deepEqual(
    sts.requests.map(({ action, params }) => [action, params.RoleSessionName]),
    [['AssumeRoleWithWebIdentity', 'ci@runner']],
  )
  assert.equal(readdirSync(join(aws, 'rolehop', 'cache')).length, 1)
})

test('environment variables set the token file, the role and the session name', async (t) => {
  const { env, file, token } = await identityProvider(t)
  const ofPod = {
    ...env,
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/Ci',
    AWS_ROLE_SESSION_NAME: 'pod',
  }
  assert.match((await fromProfile({ env: ofPod, cache: false })()).accessKeyId, /^ASIA/)
  const plan = String((await SharedConfig.load({ env: ofPod })).plan())
  assert.match(plan, /web identity of the environment/)
  assert.ok(plan.includes(`reads       ${file}`), plan)
  writeFileSync(file, token(-1))
  await assert.rejects(fromProfile({ env: ofPod, cache: false })(), (error) => isRolehopError(error, 'token-expired'))
})

/**
 * A server that records its requests.
 * @param {TestContext} t
 * @param {(path: string, headers: import('node:http').IncomingHttpHeaders, method: string) => [number, string]} answer
 */
async function serve(t, answer) {
  /** @type {string[]} */
  const asked = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const [status, body] = answer(request.url ?? '', request.headers, request.method ?? '')
    response.writeHead(status).end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  t.after(() => server.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${port}`, asked }
}

const keys = (/** @type {string} */ name) =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: `ASIA${name}`,
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z'),
  })

test('the container endpoint returns credentials for the right token', async (t) => {
  const { home, env } = homeWith(t, {})
  const file = join(home, 'token')
  writeFileSync(file, 'the token\n')
  let failures = 1
  const { url, asked } = await serve(t, (_path, { authorization, accept }) => {
    if (authorization !== 'the token' || accept !== 'application/json') return [403, 'no']
    failures -= 1
    return failures >= 0 ? [500, 'later'] : [200, keys('CONTAINER')]
  })
  const inside = {
    ...env,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role?x=1`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
  }
  const sleep = () => {}
  const credentials = await fromProfile({ env: inside, host: { sleep } })()
  assert.equal(credentials.accessKeyId, 'ASIACONTAINER')
  assert.deepEqual(asked, ['GET /role?x=1', 'GET /role?x=1'])
  const other = { ...inside, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' }
  const refused = fromProfile({ env: other, host: { sleep } })()
  await assert.rejects(refused, (error) => isRolehopError(error, 'container-failed'))
})

const ROLES = '/latest/meta-data/iam/security-credentials/'

/** The metadata service of an instance. @param {TestContext} t @param {boolean} hasTokens */
const instance = (t, hasTokens) =>
  serve(t, (path, headers, method) => {
    if (method === 'PUT' && path === '/latest/api/token' && headers['x-aws-ec2-metadata-token-ttl-seconds'] === '21600')
      return hasTokens ? [200, 'imds'] : [403, '']
    if (hasTokens && headers['x-aws-ec2-metadata-token'] !== 'imds') return [401, '']
    if (path === ROLES) return [200, 'Machine']
    return path === `${ROLES}Machine` ? [200, keys('MACHINE')] : [404, '']
  })

for (const hasTokens of [true, false]) {
  test(`an instance returns the credentials of its role, ${hasTokens ? 'with' : 'without'} a token`, async (t) => {
    const { env } = homeWith(t, {})
    const { url, asked } = await instance(t, hasTokens)
    const onInstance = { ...env, AWS_EC2_METADATA_SERVICE_ENDPOINT: url }
    assert.equal((await fromProfile({ env: onInstance })()).accessKeyId, 'ASIAMACHINE')
    assert.deepEqual(asked, ['PUT /latest/api/token', `GET ${ROLES}`, `GET ${ROLES}Machine`])
    asked.length = 0
    const disabled = fromProfile({ env: { ...onInstance, AWS_EC2_METADATA_DISABLED: 'true' } })()
    await assert.rejects(disabled, (error) => isRolehopError(error, 'no-credentials'))
    const only = { ...onInstance, AWS_EC2_METADATA_V1_DISABLED: 'true' }
    if (!hasTokens)
      await assert.rejects(fromProfile({ env: only })(), (error) => isRolehopError(error, 'metadata-failed'))
    assert.deepEqual(asked, hasTokens ? [] : ['PUT /latest/api/token'])
  })
}

test('pasted text never reads files or calls metadata services', async (t) => {
  const { url, asked } = await instance(t, true)
  const config = SharedConfig.parse({
    config: `[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = ${url}\n`,
  })
  await assert.rejects(fromProfile({ config, profile: 'p', env: {} })(), (error) =>
    isRolehopError(error, 'not-supported-here'),
  )
  assert.deepEqual(asked, [])
})
