// @ts-check
/** `sso list` and `sso write`: the accounts and roles of a portal, and profiles for them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSso } from '../../tools/sso/server.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertStatus, CLI, stage } from './support.mjs'

const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

# the user's own
[profile ops]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
output = text
`

const PORTAL = {
  roles: { 111122223333: ['Admin', 'ReadOnly'], 444455556666: ['Admin'] },
  accounts: { 111122223333: { name: 'Log Archive' }, 444455556666: { name: 'dev' } },
}

const ADDED = `[profile Log-Archive-ReadOnly]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1
[profile dev-Admin]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Admin
region = eu-west-1
`

/**
 * A user who has signed in to a portal.
 * @param {import('node:test').TestContext} t
 * @param {import('../../tools/sso/server.mjs').Options} [options]
 */
async function signedIn(t, options = PORTAL) {
  const user = await stage(t, { files: { config: CONFIG } })
  const sso = await startSso({ interval: 0, ...options })
  t.after(() => sso.close())
  user.env.AWS_ENDPOINT_URL_SSO = sso.url
  user.env.AWS_ENDPOINT_URL_SSO_OIDC = sso.url
  const child = user.start(['login', '--sso-session', 'corp', '--use-device-code', '--no-browser'])
  child.stderr?.on('data', (text) => sso.decide(/user_code=(\w{8})/.exec(String(text))?.[1] ?? ''))
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0)
  return { user, sso }
}

test('sso list prints a line for each role, and JSON', async (t) => {
  const { user } = await signedIn(t)
  const text = await user.run(['sso', 'list'])
  assert.deepEqual(
    [text.status, text.stdout, text.stderr],
    [0, '444455556666\tdev\tAdmin\n111122223333\tLog Archive\tAdmin\n111122223333\tLog Archive\tReadOnly\n', ''],
  )
  const json = await user.run(['sso', 'list', '--filter', 'role=read*', '--sso-session', 'corp', '--output', 'json'])
  assert.deepEqual(JSON.parse(json.stdout), {
    startUrl: 'https://corp.awsapps.com/start',
    region: 'eu-central-1',
    session: 'corp',
    accounts: [
      { accountId: '444455556666', accountName: 'dev', roles: [] },
      { accountId: '111122223333', accountName: 'Log Archive', roles: ['ReadOnly'] },
    ],
  })
})

test('sso list without a sign-in, or with a wrong filter, is an error', async (t) => {
  const { user, sso } = await signedIn(t)
  const filter = await user.run(['sso', 'list', '--filter', 'prod'])
  assertStatus(filter, 252)
  assert.match(filter.stderr, /the filter `prod` is not valid/)
  sso.revoke()
  const revoked = await user.run(['sso', 'list'])
  assertStatus(revoked, 255)
  assert.match(revoked.stderr, /^error\[sso-login-required\]: /)
})

test('a region that is not one is refused, and of several sections the user names one', async (t) => {
  const { user } = await signedIn(t)
  const before = user.files()
  const region = await user.run(['sso', 'write', '--yes', '--region', 'eu west'])
  assertStatus(region, 253)
  assert.match(region.stderr, /^error\[region-invalid\]: `eu west` is not a region\n/)
  assert.deepEqual(user.files(), before)
  user.write({ config: `${CONFIG}[sso-session b]\nsso_start_url = https://b.awsapps.com/start\n` })
  const several = await user.run(['sso', 'list'])
  assertStatus(several, 253)
  assert.match(
    several.stderr,
    /help: name a profile, or an `\[sso-session\]` section with `--sso-session`: `corp`, `b`\n/,
  )
})

test('sso write shows what it would write, writes it with --yes, and changes nothing the second time', async (t) => {
  const { user } = await signedIn(t)
  const before = user.text('config')
  const args = ['sso', 'write', '--region', 'eu-west-1']
  const dry = await user.run([...args, '--dry-run'])
  assertStatus(dry, 0)
  assert.deepEqual(
    dry.stdout.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['+', 'dev-Admin', '444455556666', 'dev', 'Admin'],
      ['+', 'Log-Archive-ReadOnly', '111122223333', 'Log Archive', 'ReadOnly'],
      [''],
    ],
  )
  assert.equal(dry.stderr, 'rolehop: 2 new, 0 changed, 0 removed, 1 unchanged\n')
  assert.equal(user.text('config'), before)
  const refused = await user.run(args)
  assertStatus(refused, 252)
  assert.match(refused.stderr, /there is none\n.*pass `--yes`/)
  assert.equal(user.text('config'), before)
  assertStatus(await user.run([...args, '--yes']), 0)
  const after = user.text('config')
  for (const section of ADDED.split(/(?=\[)/)) assert.ok(after.includes(section), section)
  assert.ok(after.startsWith(before))
  const again = await user.run([...args, '--yes'])
  assert.deepEqual([again.status, again.stdout], [0, ''])
  assert.equal(user.text('config'), after)
  assert.match((await user.run(['plan', '-p', 'dev-Admin'])).stdout, /444455556666/)
})

test('sso write as JSON, with a template and a filter', async (t) => {
  const { user } = await signedIn(t)
  const args = ['--template', '{sso_session}/{account_id}.{role_name}', '--filter', 'account=dev', '--output', 'json']
  const { status, stdout } = await user.run(['sso', 'write', '--yes', ...args])
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(stdout), {
    added: [{ profile: 'corp/444455556666.Admin', accountId: '444455556666', accountName: 'dev', roleName: 'Admin' }],
    changed: [],
    gone: [],
    unchanged: 0,
    written: true,
  })
})

test('profiles of roles that are gone are removed with --prune, unless they have settings of their own', async (t) => {
  const { user, sso } = await signedIn(t)
  const original = user.text('config')
  assertStatus(await user.run(['sso', 'write', '--yes']), 0)
  sso.state.roles = { 111122223333: ['ReadOnly'] }
  const shown = await user.run(['sso', 'write', '--dry-run'])
  assert.match(shown.stdout, /^- +ops .*kept: it also sets `output`$/m)
  assert.match(shown.stdout, /^- +dev-Admin .*kept without --prune$/m)
  assertStatus(await user.run(['sso', 'write', '--yes', '--prune']), 0)
  const after = user.text('config')
  assert.ok(after.startsWith(original))
  assert.deepEqual([after.includes('[profile dev-Admin]'), after.includes('[profile ops]')], [false, true])
})

test('names that collide are all reported, and nothing is written', async (t) => {
  const { user } = await signedIn(t)
  const before = user.files()
  const result = await user.run(['sso', 'write', '--yes', '--template', 'x'])
  assertStatus(result, 252)
  assert.match(result.stderr, /^error\[edit-refused\]: role `Admin` in account `444455556666` and role .* `x`/)
  assert.deepEqual(user.files(), before)
  const unknown = await user.run(['sso', 'write', '--template', '{account}'])
  assert.match(unknown.stderr, /unknown variable `account`/)
  const both = await user.run(['sso', 'write', '--dry-run', '--yes'])
  assert.match(both.stderr, /`--dry-run` and `--yes` cannot be combined/)
})

for (const [answer, isWritten] of /** @type {const} */ ([
  ['y\r', true],
  ['\r', false],
  ['\u0003', false],
])) {
  test(`at a terminal, sso write asks: ${JSON.stringify(answer)}`, { skip }, async (t) => {
    const { user } = await signedIn(t)
    const before = user.text('config')
    const argv = [process.execPath, CLI, 'sso', 'write', '--region', 'eu-west-1']
    const { status, screen, unseen } = await atTerminal(argv, user.env, [['[y/N]: ', answer]])
    assert.deepEqual(unseen, [], screen)
    assert.equal(status, answer === '\u0003' ? 130 : 0, screen)
    assert.match(screen, /2 new, 0 changed/)
    assert.equal(user.text('config') !== before, isWritten)
  })
}
