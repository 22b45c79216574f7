// @ts-check
/** `rolehop login` for IAM Identity Center: with an authorization code on a desktop, and with a device code elsewhere. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DEMO_PORTAL } from '../../tools/sso/demo.mjs'
import { startSso } from '../../tools/sso/server.mjs'
import { atTerminal, skip as noTerminal } from './pty.mjs'
import { assertStatus, CLI, ended, stage } from './support.mjs'

const PRELOAD = fileURLToPath(new URL('on-desktop.cjs', import.meta.url))

/** `xdg-open` is the opener of desktops other than macOS and Windows. */
const skip = ['darwin', 'win32'].includes(process.platform) && 'needs a desktop with xdg-open'

const CONFIG = `${DEMO_PORTAL}region = eu-west-1
[profile old]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Dev
`

/**
 * A user at a desktop, whose `xdg-open` notes the URL, and the service.
 * @param {import('node:test').TestContext} t
 * @param {string} [config]
 * @param {string} [startUrl]
 */
async function desktop(t, config = CONFIG, startUrl = 'https://corp.awsapps.com/start') {
  const sso = await startSso({ interval: 0, startUrl })
  t.after(() => sso.close())
  const user = await stage(t, { files: { config } })
  const [bin, opened] = [join(user.home, 'bin'), join(user.home, 'opened')]
  mkdirSync(bin)
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`, { mode: 0o755 })
  const env = {
    ...user.env,
    PATH: `${bin}${delimiter}${user.env.PATH}`,
    DISPLAY: ':99',
    AWS_ENDPOINT_URL_SSO: sso.url,
    AWS_ENDPOINT_URL_SSO_OIDC: sso.url,
  }
  return { user, env, sso, opened }
}

const argv = (/** @type {readonly string[]} */ args) => [process.execPath, '--require', PRELOAD, CLI, ...args]

const pageIn = (/** @type {string} */ screen) => /http:\S+\/authorize\?\S+/.exec(screen)?.[0] ?? ''

/**
 * Signs in without a terminal, as the printed URL or code tells.
 * @param {Awaited<ReturnType<typeof desktop>>} on
 * @param {readonly string[]} args
 * @param {Record<string, string>} [more] variables
 */
async function signIn({ env, sso }, args, more = {}) {
  const [program = '', ...words] = argv(['login', ...args])
  const child = spawn(program, words, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let text = ''
  let isDone = false
  child.stderr.on('data', (piece) => {
    text += piece
    const userCode = /user_code=(\w{8})/.exec(text)?.[1]
    if (isDone || !(userCode || /authorize\?\S+\n/.test(text))) return
    isDone = true
    if (userCode) sso.decide(userCode)
    else void sso.approve(pageIn(text))
  })
  return ended(child)
}

const usedDeviceCode = (/** @type {{ requests: string[] }} */ sso) =>
  sso.requests.includes('POST /device_authorization')

test('on a desktop, a browser opens and brings the code', { skip }, async (t) => {
  const on = await desktop(t)
  const result = await signIn(on, ['--profile', 'dev', '--output', 'json'])
  assertStatus(result, 0)
  const { Expiration, ...done } = JSON.parse(result.stdout)
  assert.deepEqual(done, { StartUrl: 'https://corp.awsapps.com/start', Region: 'eu-central-1', Renewable: true })
  assert.ok(Date.parse(Expiration) > Date.now())
  assert.match(result.stderr, /^A browser opens to sign in\..*\n\n +http.*\n\n.*with --use-device-code\)\n/)
  assert.equal(usedDeviceCode(on.sso), false)
  assert.equal(readFileSync(on.opened, 'utf8'), pageIn(result.stderr))
  assert.equal(readdirSync(on.user.path('rolehop', 'sso')).length, 2)
  const used = await on.user.run(['credentials', '--profile', 'dev', '--format', 'process'], {
    env: on.env,
    printsSecrets: true,
  })
  assert.match(used.stdout, /"AccessKeyId": "ASIA/)
})

test('with --no-browser, the URL is printed, and the code comes to this host', { skip }, async (t) => {
  const on = await desktop(t)
  const result = await signIn(on, ['--sso-session', 'corp', '--no-browser'])
  assertStatus(result, 0)
  assert.match(result.stderr, /^To sign in, open this URL on this computer:\n/)
  assert.deepEqual([usedDeviceCode(on.sso), existsSync(on.opened)], [false, false])
})

for (const [where, args, variables] of /** @type {const} */ ([
  ['with --use-device-code', ['--profile', 'dev', '--use-device-code'], {}],
  ['for a profile without `sso_session`', ['--profile', 'old'], {}],
  ['over SSH', ['--profile', 'dev'], { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }],
  ['in a container of Podman', ['--profile', 'dev'], { container: 'podman' }],
  ['in a container of Docker', ['--profile', 'dev'], { IN_DOCKER: '1' }],
  ['without a desktop session', ['--profile', 'dev'], { DISPLAY: '' }],
])) {
  test(`the user approves a device code ${where}`, { skip }, async (t) => {
    const on = await desktop(t)
    const result = await signIn(on, args, variables)
    assertStatus(result, 0)
    assert.equal(usedDeviceCode(on.sso), true)
    assert.match(result.stderr, /any device/)
  })
}

test('options of the other kind of sign-in are refused', async (t) => {
  const user = await stage(t, { files: { config: `${CONFIG}[profile console]\nregion = eu-west-1\n` } })
  const remote = await user.run(['login', '--profile', 'dev', '--remote'])
  assert.deepEqual([remote.status, /use `--use-device-code`/.test(remote.stderr)], [252, true], remote.stderr)
  const device = await user.run(['login', '--profile', 'console', '--use-device-code'])
  assert.deepEqual([device.status, /use `--remote`/.test(device.stderr)], [252, true], device.stderr)
})

test('at a terminal, the command that needs a token asks, and signs in with a code', {
  skip: skip || noTerminal,
}, async (t) => {
  const { env, sso } = await desktop(t)
  const needs = argv(['credentials', '--profile', 'dev', '--format', 'process'])
  const { status, screen, unseen } = await atTerminal(needs, env, [
    ['Sign in now? [Y/n]: ', '\r'],
    ['with --use-device-code)', (screen) => void sso.approve(pageIn(screen))],
  ])
  assert.deepEqual([status, unseen], [0, []], screen)
  assert.match(screen, /"AccessKeyId": "ASIA/)
  assert.equal(usedDeviceCode(sso), false)
})

test('Ctrl-C while the sign-in waits for the browser leaves no token and no port', {
  skip: skip || noTerminal,
}, async (t) => {
  const { env, user } = await desktop(t)
  const { status, screen, unseen } = await atTerminal(argv(['login', '--profile', 'dev']), env, [
    ['with --use-device-code)', '\u0003'],
  ])
  assert.deepEqual([status, unseen], [130, []], screen)
  await assert.rejects(fetch(String(new URL(pageIn(screen)).searchParams.get('redirect_uri'))), 'the port is closed')
  const files = Object.values(user.files()).filter((text) => text.includes('accessToken'))
  assert.deepEqual(files, [])
})

const tls = (/** @type {string} */ name) => fileURLToPath(new URL(`../node/tls/${name}`, import.meta.url))

/**
 * A domain of the customer's own. Each request is noted, with what it must not contain.
 * @param {import('node:test').TestContext} t
 * @param {(method: string) => [status: number, location?: string]} answer
 */
async function customDomain(t, answer) {
  /** @type {string[]} */
  const requests = []
  const files = { key: readFileSync(tls('server.key')), cert: readFileSync(tls('server.pem')) }
  const server = createServer(files, (request, response) => {
    const { authorization, cookie, 'content-length': length = '0' } = request.headers
    requests.push([request.method, request.url, authorization, cookie, length].join(' ').replace(/ +/g, ' '))
    const [status, location] = answer(request.method ?? '')
    response.writeHead(status, location === undefined ? {} : { location }).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { requests, startUrl: `https://localhost:${port}/start` }
}

const PORTAL = 'https://ssoins-1.portal.eu-west-1.app.aws/start'
const TRUSTED = { AWS_CA_BUNDLE: tls('ca.pem') }

const sections = (/** @type {string} */ startUrl) => `# mine
[sso-session corp]
sso_start_url = ${startUrl}
# region
sso_region = eu-central-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
[default]
sso_start_url = ${startUrl}
sso_region = eu-central-1
`

/**
 * Signs in twice: the first time, the region changes where it is set.
 * @param {import('node:test').TestContext} t
 * @param {readonly string[]} args
 * @param {boolean} byDevice
 * @param {(config: string) => string} changed
 */
async function signInByDomain(t, args, byDevice, changed) {
  const domain = await customDomain(t, (method) => (method === 'HEAD' ? [405] : [302, `${PORTAL}/?from=mail#/`]))
  const before = sections(domain.startUrl)
  const on = await desktop(t, before, PORTAL)
  const done = await signIn(on, args, TRUSTED)
  assertStatus(done, 0)
  assert.match(done.stderr, /changed sso_region from eu-central-1 to eu-west-1/)
  assert.deepEqual(domain.requests, ['HEAD /start 0', 'GET /start 0'])
  assert.equal(usedDeviceCode(on.sso), byDevice)
  assert.equal(readFileSync(join(on.user.home, '.aws', 'config'), 'utf8'), changed(before))
  const again = await signIn(on, args, TRUSTED)
  assertStatus(again, 0)
  assert.doesNotMatch(again.stderr, /changed/)
}

const inSession = (/** @type {string} */ config) => config.replace('eu-central-1', 'eu-west-1')
const inDefault = (/** @type {string} */ config) => config.replace(/eu-central-1\n$/, 'eu-west-1\n')

test('a start URL on a custom domain: a session, with an authorization code', { skip }, (t) =>
  signInByDomain(t, ['--profile', 'dev'], false, inSession),
)

test('a start URL on a custom domain: a session, with a device code', { skip }, (t) =>
  signInByDomain(t, ['--sso-session', 'corp', '--use-device-code'], true, inSession),
)

test('a start URL on a custom domain: the default profile without a session', { skip }, (t) =>
  signInByDomain(t, [], true, inDefault),
)

const refusals = /** @type {const} */ ([
  ['no redirect', [200], 253, /does not redirect to an AWS access portal: it returned status 200/],
  [
    'a redirect elsewhere',
    [302, 'https://d-1.awsapps.com.evil.example/'],
    253,
    /evil\.example.*not an AWS access portal/,
  ],
  ['an outage', [503], 255, /is not available: status 503/],
])

for (const [shows, answer, status, message] of refusals) {
  test(`a custom domain with ${shows} is reported before anything is registered`, { skip }, async (t) => {
    const domain = await customDomain(t, () => [...answer])
    const on = await desktop(t, sections(domain.startUrl))
    const done = await signIn(on, ['--profile', 'dev'], TRUSTED)
    assertStatus(done, status)
    assert.match(done.stderr, message)
    assert.deepEqual(on.sso.requests, [])
  })
}
