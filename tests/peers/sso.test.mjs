// @ts-check
/**
 * SSO tokens that rolehop and botocore share: each uses, and renews, a token that the other wrote. The
 * requests of both go to loopback: rolehop gets a `fetch`, botocore the URL.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { fromProfile, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { needsPeers, python } from './setup.mjs'

const { skip } = needsPeers()

const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
region = eu-west-1
[profile old]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Dev
region = eu-west-1
`

/** botocore's credentials of a profile. */
const CREDENTIALS = `
import sys, botocore.session
session = botocore.session.Session(profile=sys.argv[1])
print(session.get_credentials().get_frozen_credentials().access_key)
`

/** Writes a token with botocore. */
const SAVE = `
import sys, json, os, datetime
from botocore.utils import JSONFileCache, SSOTokenLoader
token = json.loads(sys.argv[1])
folder = os.path.expanduser(os.path.join("~", ".aws", "sso", "cache"))
loader = SSOTokenLoader(cache=JSONFileCache(folder))
loader.save_token(token["startUrl"], token, session_name=sys.argv[2] or None)
`

/** @type {Awaited<ReturnType<typeof startSso>>} */
let sso
let home = ''

beforeEach(async () => {
  sso = await startSso({ interval: 0 })
  home = mkdtempSync(join(tmpdir(), 'rolehop-sso-'))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'config'), CONFIG)
})

afterEach(async () => {
  await sso.close()
  rmSync(home, { recursive: true })
})

async function runPython(/** @type {string} */ program, /** @type {string[]} */ ...args) {
  const env = {
    HOME: home,
    AWS_ENDPOINT_URL_SSO: sso.url,
    AWS_ENDPOINT_URL_SSO_OIDC: sso.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', program, ...args], { env })
  return stdout.trim()
}

const signIn = (/** @type {string} */ profile, /** @type {'code' | 'device'} */ flow = 'device') =>
  ssoLogin({
    profile,
    flow,
    env: { HOME: home },
    fetch: sso.fetch,
    host: { sleep: () => {}, open: (page) => void (flow === 'code' && sso.approve(page)) },
    onDeviceCode: ({ userCode }) => sso.decide(userCode),
  })

const rolehopCredentials = (/** @type {string} */ profile) =>
  fromProfile({ profile, env: { HOME: home }, fetch: sso.fetch, cache: false })()

/** The number of token requests since the last call. */
const tokenCalls = () => sso.requests.splice(0).filter((request) => request === 'POST /token').length

/** The path and the content of the token file. */
function signedIn() {
  const folder = join(home, '.aws', 'sso', 'cache')
  const files = readdirSync(folder).map((name) => join(folder, name))
  const found = files.map((path) => ({ path, token: JSON.parse(readFileSync(path, 'utf8')) }))
  const one = found.find(({ token }) => 'accessToken' in token)
  assert.ok(one)
  return one
}

/** Makes the token expire soon. */
function age() {
  const { path, token } = signedIn()
  const expiresAt = new Date(Date.now() + 600_000).toISOString().replace(/\.\d+Z$/, 'Z')
  writeFileSync(path, JSON.stringify({ ...token, expiresAt }))
  return token
}

for (const [profile, flow] of /** @type {const} */ ([
  ['dev', 'device'],
  ['dev', 'code'],
  ['old', 'device'],
])) {
  test(`botocore uses a token that rolehop wrote: ${profile}, ${flow}`, { skip }, async () => {
    await signIn(profile, flow)
    tokenCalls()
    assert.match(await runPython(CREDENTIALS, profile), /^ASIA/)
    assert.equal(tokenCalls(), 0)
  })
}

for (const flow of /** @type {const} */ (['device', 'code'])) {
  test(`botocore renews a token that rolehop wrote, and rolehop uses it: ${flow}`, { skip }, async () => {
    await signIn('dev', flow)
    const old = age()
    tokenCalls()
    assert.match(await runPython(CREDENTIALS, 'dev'), /^ASIA/)
    assert.equal(tokenCalls(), 1)
    const { token } = signedIn()
    assert.notEqual(token.accessToken, old.accessToken)
    // Only the new token is valid.
    sso.state.accessTokens.delete(old.accessToken)
    assert.match((await rolehopCredentials('dev')).accessKeyId, /^ASIA/)
    assert.equal(tokenCalls(), 0)
  })
}

for (const flow of /** @type {const} */ (['device', 'code'])) {
  test(`rolehop renews a token that botocore wrote, and botocore uses it: ${flow}`, { skip }, async () => {
    await signIn('dev', flow)
    const { path } = signedIn()
    const token = age()
    // botocore writes the same token, as its renewal does.
    const soon = new Date(Date.now() + 600_000).toISOString().replace(/\.\d+Z$/, 'Z')
    rmSync(path)
    await runPython(SAVE, JSON.stringify({ ...token, expiresAt: soon }), 'corp')
    assert.equal(signedIn().path, path, 'both use the same file name')
    tokenCalls()
    assert.match((await rolehopCredentials('dev')).accessKeyId, /^ASIA/)
    assert.equal(tokenCalls(), 1)
    sso.state.accessTokens.delete(token.accessToken)
    assert.match(await runPython(CREDENTIALS, 'dev'), /^ASIA/)
    assert.equal(tokenCalls(), 0)
  })
}

test('rolehop uses a token without a session that botocore wrote', { skip }, async () => {
  await signIn('old')
  const { path, token } = signedIn()
  rmSync(path)
  await runPython(SAVE, JSON.stringify(token), '')
  assert.equal(signedIn().path, path, 'both use the same file name')
  assert.match((await rolehopCredentials('old')).accessKeyId, /^ASIA/)
})
