// @ts-check
/** `configure`: a dialogue at a pseudo-terminal for each kind of profile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atTerminal, skip } from './pty.mjs'
import { assertStatus, CLI, stage } from './support.mjs'

const CONFIG = `# mine
[profile base]
credential_process = /bin/true

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
`

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

/**
 * Answers the questions, and returns what was printed.
 * @param {import('./support.mjs').Stage} user
 * @param {string[]} args
 * @param {[seen: string, typed: string][]} script
 */
async function dialogue(user, args, script) {
  const result = await atTerminal([process.execPath, CLI, 'configure', ...args], user.env, script)
  assert.deepEqual(result.unseen, [], result.screen)
  return result
}

const staged = (/** @type {import('node:test').TestContext} */ t) => stage(t, { files: { config: CONFIG } })

test('a role', { skip }, async (t) => {
  const user = await staged(t)
  const { status, screen } = await dialogue(
    user,
    [],
    [
      ['Profile name: ', 'base'],
      ['(is in use)', '\u0015deploy\r'],
      ['Kind (role, sso, keys, process): ', 'rol'],
      [': rol  (is not one of', '\t'],
      [': role', '\r'],
      ['Role ARN: ', 'arn:aws:iam::4444'],
      ['(`role_arn` ', '55556666:role/Deploy\r'],
      ['Source profile: ', 'bas\r'],
      ['is not in the config', 'e\r'],
      ['MFA device ARN (optional): ', '\r'],
      ['900 to 43200 (optional): ', '60\r'],
      ['(`duration_seconds` ', '\u00153600\r'],
      ['Region (optional): ', 'eu-west-1\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  assert.match(
    screen,
    /~\/\.aws\/config\r\n\+ \[profile deploy\]\r\n\+ role_arn = arn:aws:iam::444455556666:role\/Deploy\r\n/,
  )
  const added =
    '[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/Deploy\nsource_profile = base\n' +
    'duration_seconds = 3600\nregion = eu-west-1\n'
  assert.equal(user.text('config'), CONFIG + added)
})

test('IAM Identity Center, with a section that exists and with a new one', { skip }, async (t) => {
  const user = await staged(t)
  const first = await dialogue(
    user,
    ['--profile', 'dev'],
    [
      ['Kind ', 'sso\r'],
      ['SSO session: ', 'co'],
      [': co', '\t'],
      [': corp', '\r'],
      ['Account ID: ', '1111'],
      ['(`sso_account_id` ', '22223333\r'],
      ['Role name: ', 'Admin\r'],
      ['Region (optional): ', '\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(first.status, 0, first.screen)
  const dev = '[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n'
  assert.equal(user.text('config'), CONFIG + dev)
  const second = await dialogue(
    user,
    ['--profile', 'ops'],
    [
      ['Kind ', 'sso\r'],
      ['SSO session: ', 'my team\r'],
      ['SSO start URL: ', 'http://x\r'],
      ['is not an https URL)', '\u0015https://team.awsapps.com/start\r'],
      ['SSO region: ', 'eu west\r'],
      ['is not a region', '\u0015eu-west-1\r'],
      ['Account ID: ', '111122223333\r'],
      ['Role name: ', 'Ops\r'],
      ['Region (optional): ', '\r'],
      ['Write this? [y/N]: ', 'yes\r'],
    ],
  )
  assert.equal(second.status, 0, second.screen)
  assert.match(
    second.screen,
    /\+ \[sso-session 'my team'\]\r\n\+ sso_start_url = https:\/\/team\.awsapps\.com\/start\r\n/,
  )
  const session =
    "[sso-session 'my team']\nsso_start_url = https://team.awsapps.com/start\nsso_region = eu-west-1\n" +
    'sso_registration_scopes = sso:account:access\n'
  assert.ok(user.text('config').includes(session))
  assert.ok(
    user
      .text('config')
      .includes('[profile ops]\nsso_session = my team\nsso_account_id = 111122223333\nsso_role_name = Ops\n'),
  )
  assert.equal((await user.run(['check', '-p', 'ops'])).status, 0)
})

test('access keys: the secret is never shown', { skip }, async (t) => {
  const user = await staged(t)
  const { status, screen } = await dialogue(
    user,
    ['--profile', 'alice'],
    [
      ['Kind ', 'keys\r'],
      ['Access key ID: ', 'AKIAIOSFODNN7EXAMPLE\r'],
      ['Secret access key: ', '\r'],
      ['(is required)', `${SECRET}\r`],
      ['Region (optional): ', '\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  assert.ok(!screen.includes(SECRET) && !screen.includes(SECRET.slice(0, 8)), screen)
  assert.match(
    screen,
    /~\/\.aws\/credentials\r\n\+ \[alice\]\r\n\+ aws_access_key_id = \*+MPLE\r\n\+ aws_secret_access_key = \*+EKEY\r\n/,
  )
  assert.equal(
    user.text('credentials'),
    `[alice]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`,
  )
  assert.equal(user.text('config'), CONFIG)
})

test('a temporary access key needs its session token, which is never shown', { skip }, async (t) => {
  const user = await staged(t)
  const { status, screen } = await dialogue(
    user,
    ['--profile', 'alice'],
    [
      ['Kind ', 'keys\r'],
      ['Access key ID: ', 'ASIAIOSFODNN7EXAMPLE\r'],
      ['Secret access key: ', `${SECRET}\r`],
      ['Session token: ', '\r'],
      ['(is required)', 'token/of/alice\r'],
      ['Region (optional): ', '\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  assert.ok(!screen.includes('token/of'), screen)
  const { stdout } = await user.run(['check', '--profile', 'alice'])
  assert.equal(stdout, 'no problems found\n')
  assert.match(user.text('credentials'), /^aws_session_token = token\/of\/alice$/m)
})

test('a program', { skip }, async (t) => {
  const user = await staged(t)
  const { status, screen } = await dialogue(
    user,
    ['--profile', 'corp'],
    [
      ['Kind ', 'proces\r'],
      ['(is not one of role, sso, keys, process)', 's\r'],
      ['Command: ', '/opt/bin/helper "x\r'],
      ['(`credential_process` ', '"\r'],
      ['Region (optional): ', 'us-east-1\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  const added = '[profile corp]\ncredential_process = /opt/bin/helper "x"\nregion = us-east-1\n'
  assert.equal(user.text('config'), CONFIG + added)
})

for (const [shows, script, expected] of /** @type {[string, [string, string][], number][]} */ ([
  [
    'Ctrl-C at a question',
    [
      ['Kind ', 'keys\r'],
      ['Access key ID: ', 'AKIA\u0003'],
    ],
    130,
  ],
  ['Ctrl-D at a question', [['Kind ', '\u0004']], 130],
  [
    'Ctrl-C at the last question',
    [
      ['Kind ', 'process\r'],
      ['Command: ', 'x\r'],
      ['Region (optional): ', '\r'],
      ['Write this? ', '\u0003'],
    ],
    130,
  ],
  [
    'Enter at the last question',
    [
      ['Kind ', 'process\r'],
      ['Command: ', 'x\r'],
      ['Region (optional): ', '\r'],
      ['Write this? ', '\r'],
    ],
    0,
  ],
])) {
  test(`${shows} leaves the files untouched`, { skip }, async (t) => {
    const user = await staged(t)
    const before = user.files()
    const { status, screen } = await dialogue(user, ['--profile', 'new'], script)
    assert.equal(status, expected, screen)
    assert.deepEqual(user.files(), before)
  })
}

test('without a terminal, and with a name in use, it is an error', async (t) => {
  const user = await staged(t)
  const none = await user.run(['configure'])
  assertStatus(none, 252)
  assert.match(none.stderr, /a question needs a terminal.*\n.*run `rolehop set KEY VALUE`/)
  const used = await user.run(['configure', '--profile', 'base'])
  assertStatus(used, 252)
  assert.match(used.stderr, /`--profile` cannot be `base` \(is in use\)/)
})

test('lines that are pasted together answer one question each', { skip }, async (t) => {
  const user = await staged(t)
  const lines = ['pasted', 'keys', 'AKIAIOSFODNN7EXAMPLE', SECRET, 'eu-west-1', '']
  const { status, screen } = await dialogue(
    user,
    [],
    [
      ['Profile name: ', lines.join('\r')],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  assert.ok(!screen.includes(SECRET), screen)
  assert.match(user.text('credentials'), new RegExp(`= AKIAIOSFODNN7EXAMPLE\\naws_secret_access_key = ${SECRET}\\n`))
  assert.match(user.text('config'), /\[profile pasted\]\nregion = eu-west-1\n/)
})

test('a pasted line with a problem can be corrected, and the lines after it are kept', { skip }, async (t) => {
  const user = await staged(t)
  const { status, screen } = await dialogue(
    user,
    [],
    [
      ['Profile name: ', 'base\rprocess\r/bin/tr'],
      ['(is in use)', '2\r'],
      ['/bin/tr', 'ue\r'],
      ['Region (optional): ', '\r'],
      ['Write this? [y/N]: ', 'y\r'],
    ],
  )
  assert.equal(status, 0, screen)
  assert.match(user.text('config'), /\[profile base2\]\ncredential_process = \/bin\/true\n/)
})
