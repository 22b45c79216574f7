// @ts-check
/**
 * The exact output of the command: `golden/` has a file for each scene. After a change of a text,
 * `UPDATE_GOLDEN=1 node --test tests/cli/golden.test.mjs` rewrites the files; review the difference as
 * part of the change.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSso } from '../../tools/sso/server.mjs'
import { DEMO_KEY, demoFiles } from '../../tools/sts/demo.mjs'
import { COMMANDS, ended, stage } from './support.mjs'

const FOLDER = fileURLToPath(new URL('./golden/', import.meta.url))
const UPDATES = process.env.UPDATE_GOLDEN === '1'

/** Values that differ between runs. @type {readonly [RegExp, string][]} */
const VARIABLE = [
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, 'TIME'],
  [/(botocore-session|rolehop|aws-sdk-js|aws-cli)-\d{9,}/g, '$1-TIME'],
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}/g, '$1…'],
  [/IQoJb3JpZ2luX2Vj[\w+/=-]*/g, 'TOKEN'],
  [/"remainingSeconds": \d+/g, '"remainingSeconds": SECONDS'],
  [/\b5\dm \d+s\b/g, '59m SSs'],
  [/after \d+ ms/g, 'after N ms'],
  [/"RequestId": "[^"]+"|request(?: ID)? [0-9a-f-]{36}/gi, 'REQUEST'],
  [/[0-9a-f]{40}/g, 'KEY'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/(AWS_CONTAINER_AUTHORIZATION_TOKEN\W+)[\w-]{43}/g, '$1TOKEN'],
  [/(user_code=|^ {4})[0-9A-F]{8}$/gm, '$1CODE'],
  [/(secret_?access_?key"?)( ?[=:] ?| )("?)[\w/+]{40}/gi, '$1$2$3SECRET'],
]

/** @param {string} text @param {import('./support.mjs').Stage} user */
function stable(text, user) {
  const placed = text.replaceAll(user.home, '/home/alice')
  return VARIABLE.reduce((shown, [pattern, name]) => shown.replaceAll(pattern, name), placed)
}

/** A config with many errors, for `check`. */
const BROKEN = `[default]
region = eu-west-1 # home
[profile loop]
role_arn = arn:aws:iam::111122223333:role/Loop
source_profile = loop
[profile typo]
rolearn = arn:aws:iam::111122223333:role/Typo
source_profile = bsae
[deploy]
region = eu-west-1
[profile session]
role_arn = arn:aws:sts::111122223333:assumed-role/Deploy/alice
source_profile = default
duration_seconds = 100
region = moon-base-1
[profile session]
output = json
`

/** A portal to sign in to. */
const PORTAL = `[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
`

/**
 * @typedef {object} Scene
 * @property {readonly string[]} args
 * @property {readonly (readonly string[])[]} [setUp] the command lines before
 * @property {{ config?: string, credentials?: string }} [files]
 * @property {boolean} [secrets] whether secrets are printed
 * @property {string} [until] after this, Ctrl-C ends the command
 * @property {boolean} [approves] whether the user approves the request in the browser
 */

/** Runs a scene to its end. @param {import('node:test').TestContext} t @param {import('./support.mjs').Stage} user @param {Scene} scene */
async function played(t, user, { args, secrets = false, until, approves = false }) {
  if (until === undefined && !approves) return user.run(args, { printsSecrets: secrets })
  const portal = await startSso({ interval: 0 })
  t.after(() => portal.close())
  const child = user.start(args, { AWS_ENDPOINT_URL_SSO_OIDC: portal.url })
  let shown = ''
  child.stderr.on('data', (text) => {
    shown += text
    if (until !== undefined && shown.includes(until)) child.kill('SIGINT')
    portal.decide(/user_code=(\w{8})/.exec(shown)?.[1] ?? '')
  })
  return ended(child)
}

const MFA = ['--profile', 'deploy', '--mfa-code', '123456']

/** @type {Record<string, Scene>} */
const SCENES = {
  help: { args: ['--help'] },
  ...Object.fromEntries(
    COMMANDS.map((name) => [`help-${name.replace(' ', '-')}`, { args: [...name.split(' '), '--help'] }]),
  ),
  'list-profiles': { args: ['list-profiles'] },
  'list-sections': { args: ['list-sections', 'sso-session'] },
  get: { args: ['get', 'region', '--profile', 'base'] },
  'get-nothing': { args: ['get', 'output', '--profile', 'base'] },
  set: { args: ['set', 'output', 'json', '--profile', 'base'] },
  'set-refused': { args: ['set', 'region', 'a\nb', '--profile', 'base'] },
  unset: { args: ['unset', 'region', '--profile', 'base'] },
  show: { args: ['show', '--profile', 'deploy'] },
  'show-keys': { args: ['show', '--profile', 'base'] },
  'show-json': { args: ['show', '--profile', 'base', '--output', 'json'] },
  check: { args: ['check'] },
  'check-broken': { args: ['check'], files: { config: BROKEN } },
  'check-broken-profile': {
    args: ['check', '--profile', 'session'],
    files: { config: BROKEN.replace(/\[profile session\]\noutput.*\n/, '') },
  },
  'check-broken-json': { args: ['check', '--output', 'json'], files: { config: BROKEN } },
  plan: { args: ['plan', '--profile', 'deploy'] },
  'plan-static': { args: ['plan', '--profile', 'base'] },
  'plan-json': { args: ['plan', '--profile', 'readonly', '--output', 'json'] },
  'plan-cached': { args: ['plan', '--profile', 'deploy'], setUp: [['whoami', ...MFA]] },
  'plan-broken': { args: ['plan', '--profile', 'loop'], files: { config: BROKEN } },
  whoami: { args: ['whoami', '--profile', 'readonly'] },
  'whoami-text': { args: ['whoami', '--profile', 'readonly', '--output', 'text'] },
  'whoami-query': { args: ['whoami', '--profile', 'readonly', '--query', 'Arn', '--output', 'text'] },
  'whoami-many': { args: ['whoami', '--profiles', 'readonly,locked,base'] },
  'whoami-debug': { args: ['whoami', '--debug', ...MFA] },
  'whoami-mfa-required': { args: ['whoami', '--profile', 'deploy'] },
  'whoami-mfa-rejected': { args: ['whoami', '--profile', 'deploy', '--mfa-code', '999999'] },
  'whoami-denied': { args: ['whoami', '--profile', 'locked'] },
  'whoami-no-profile': { args: ['whoami', '--profile', 'depoly'] },
  'whoami-no-files': { args: ['whoami'], files: {} },
  ...Object.fromEntries(
    ['process', 'env', 'env-no-export', 'powershell', 'windows-cmd', 'fish', 'json', 'ini'].map((format) => [
      `credentials-${format}`,
      { args: ['credentials', '--profile', 'readonly', '--format', format], secrets: true },
    ]),
  ),
  'exec-missing-program': { args: ['exec', '--profile', 'readonly', '--', 'no-such-program'] },
  'exec-nothing': { args: ['exec', '--profile', 'readonly'] },
  'console-switch-role': { args: ['console', '--profile', 'deploy', '--switch-role'] },
  'console-long-term-keys': { args: ['console', '--profile', 'base'] },
  'cache-list': { args: ['cache', 'list'], setUp: [['whoami', '--profile', 'readonly']] },
  'cache-list-json': { args: ['cache', 'list', '--output', 'json'], setUp: [['whoami', '--profile', 'readonly']] },
  'cache-list-empty': { args: ['cache', 'list'] },
  'cache-clear': { args: ['cache', 'clear', '--profile', 'readonly'], setUp: [['whoami', '--profile', 'readonly']] },
  'login-no-sso': { args: ['login', '--profile', 'base'] },
  login: {
    args: ['login', '--profile', 'dev', '--use-device-code', '--no-browser'],
    files: { config: PORTAL },
    approves: true,
  },
  'login-json': {
    args: ['login', '--sso-session', 'corp', '--use-device-code', '--no-browser', '--output', 'json'],
    files: { config: PORTAL },
    approves: true,
  },
  logout: { args: ['logout'] },
  serve: { args: ['serve', '--profile', 'readonly'], secrets: true, until: 'until Ctrl-C' },
  'serve-json': { args: ['serve', '--profile', 'readonly', '--output', 'json'], secrets: true, until: 'until Ctrl-C' },
  'usage-command': { args: ['whoam'] },
  'usage-option': { args: ['whoami', '--profil', 'base'] },
  'usage-value': { args: ['whoami', '--output', 'xml'] },
  'usage-missing': { args: ['set', 'region'] },
  'usage-nothing': { args: [] },
  'usage-pick': { args: ['whoami', '--pick'] },
  'usage-query': { args: ['whoami', '--query', 'Arn Account'] },
  'query-type': { args: ['list-profiles', '--query', 'abs(profiles)'] },
}

describe('the exact output of the command', { concurrency: 2 }, () => {
  if (UPDATES) mkdirSync(FOLDER, { recursive: true })
  for (const [name, scene] of Object.entries(SCENES)) {
    const { args, setUp = [], files = demoFiles() } = scene
    it(name, async (t) => {
      const user = await stage(t, { files })
      for (const earlier of setUp) assert.equal((await user.run(earlier)).status, 0, earlier.join(' '))
      const { status, stdout, stderr } = await played(t, user, scene)
      const shown = [`$ rolehop ${args.join(' ')}`, stdout, '--- stderr', stderr, `--- exit code ${status}`]
      const text = `${stable(shown.map((part) => part.trimEnd()).join('\n'), user)}\n`
      assert.ok(!text.includes(DEMO_KEY.secretAccessKey), 'a golden file contains no secret')
      const path = `${FOLDER}${name}.txt`
      if (UPDATES) writeFileSync(path, text)
      assert.equal(text, existsSync(path) ? readFileSync(path, 'utf8') : `${name}.txt does not exist`)
    })
  }

  it('every golden file has a scene', () => {
    const known = Object.keys(SCENES).map((name) => `${name}.txt`)
    assert.deepEqual(readdirSync(FOLDER).sort(), known.sort())
  })
})
