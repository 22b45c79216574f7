// @ts-check
/** The demo runs the commands of the guide: all at once without a terminal, step by step at one. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertNoSecrets, ended } from './support.mjs'

const DEMO = fileURLToPath(new URL('../../tools/demo/demo.mjs', import.meta.url))

const ROLE = 'arn:aws:iam::111122223333:role/OperationsAdmin'
const profile = '--profile operations-admin'

/** The commands of the guide, in order; the demo adds others after the last one. */
const GUIDE = [
  'rolehop list-profiles',
  `rolehop set role_arn ${ROLE} ${profile}`,
  `rolehop set source_profile source-user ${profile}`,
  `rolehop set role_session_name alice ${profile}`,
  `rolehop set duration_seconds 3600 ${profile}`,
  `rolehop set mfa_serial ${DEMO_MFA.serial} ${profile}`,
  'cat ~/.aws/config',
  `rolehop whoami ${profile}`,
  `rolehop whoami ${profile} --query Arn --output text`,
]

const SECTION = `[profile operations-admin]
role_arn = ${ROLE}
source_profile = source-user
role_session_name = alice
duration_seconds = 3600
mfa_serial = ${DEMO_MFA.serial}
`

/** Asserts that all commands of the guide ran, the chain was shown and the folder was deleted. */
function assertWalked(/** @type {string} */ screen) {
  const commands = [...screen.matchAll(/^\$ (.+)$/gm)].map(([, words]) => words?.replace(/ --mfa-code \d+$/, ''))
  assert.deepEqual(commands.slice(0, GUIDE.length), GUIDE)
  assert.match(screen, /list-profiles\ndefault\nsource-user\nsso-admin\n/)
  assert.ok(screen.includes(SECTION), 'the saved file')
  assert.match(screen, /text\narn:aws:sts::111122223333:assumed-role\/OperationsAdmin\/alice\n/)
  assert.match(screen, /error\S*\[source-profile-not-found\]/)
  const more = commands.slice(GUIDE.length).map((words) => words?.split(' ')[1])
  assert.deepEqual(more, ['set', 'set', 'set', 'set', 'check', 'set', 'plan', 'whoami', 'cache'])
  const [, home] = /home folder: (.+)$/m.exec(screen) ?? []
  assert.ok(home && !existsSync(home), 'the folder is deleted')
}

test('without a terminal the demo runs without pauses', async () => {
  const child = spawn(process.execPath, [DEMO], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const { status, stdout, stderr } = await ended(child)
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assertWalked(stdout)
  assertNoSecrets({ stdout: stdout.replaceAll(DEMO_MFA.code, ''), stderr }, [DEMO_KEY.secretAccessKey])
})

/** Presses Enter this many times, each time when the demo waits for it. */
const enter = (/** @type {number} */ times) =>
  Array.from({ length: times }, () => /** @type {const} */ (['Press Enter', '\r']))

test('at a terminal the user presses Enter and types the code', { skip }, async () => {
  const code = /** @type {const} */ ([`Enter MFA code for ${DEMO_MFA.serial}: `, `${DEMO_MFA.code}\r`])
  const script = [...enter(3), code, ...enter(5)].map(
    ([seen, typed]) => /** @type {[string, string]} */ ([seen, typed]),
  )
  const { status, screen, unseen } = await atTerminal(
    [process.execPath, DEMO],
    { PATH: process.env.PATH ?? '' },
    script,
  )
  assert.deepEqual(unseen, [], screen)
  assert.equal(status, 0, screen)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal
  assertWalked(screen.replaceAll('\r', '').replaceAll(/\u001b\[[\d;]*m/g, ''))
})

test('Ctrl-C at a pause ends the demo and deletes the folder', { skip }, async () => {
  const script = [/** @type {[string, string]} */ (['Press Enter', '\u0003'])]
  const { status, screen } = await atTerminal([process.execPath, DEMO], { PATH: process.env.PATH ?? '' }, script)
  assert.equal(status, 1, screen)
  const [, home] = /home folder: (.+?)\r?$/m.exec(screen) ?? []
  assert.ok(home && !existsSync(home), screen)
})
