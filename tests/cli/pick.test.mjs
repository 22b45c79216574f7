// @ts-check
/** The list from which a user at a terminal picks the profile. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { atTerminal, skip } from './pty.mjs'
import { assertNoSecrets, assertStatus, CLI, stage } from './support.mjs'

/** Why processes cannot be found here. */
const withoutProc = skip || (process.platform !== 'linux' && 'there is no /proc')
const LEAVE = '\u001b[H\u001b[J\u001b[?7h\u001b[?1049l'
const [UP, DOWN, PAGE_DOWN, ESCAPE, CTRL_C] = ['\u001b[A', '\u001b[B', '\u001b[6~', '\u001b', '\u0003']
const ARN = ['--query', 'Arn', '--output', 'text']

/**
 * @typedef {import('./support.mjs').Stage} Stage
 * @typedef {Parameters<typeof atTerminal>[2]} Script
 */

/**
 * Runs the command in a window of this size.
 * @param {Stage} user
 * @param {string[]} args
 * @param {Script} script
 * @param {{ rows?: number, columns?: number, env?: Record<string, string>, shell?: string }} [options] `shell`: how it is
 *   run, as `"$@"`
 */
async function inWindow(user, args, script, { rows = 24, columns = 80, env = {}, shell = '"$@"' } = {}) {
  const source = `tty; stty rows ${rows} cols ${columns}; ${shell}; status=$?; stty -a; exit $status`
  const argv = ['sh', '-c', source, 'sh', process.execPath, CLI, ...args]
  const { status, screen, unseen } = await atTerminal(argv, { ...user.env, ...env }, script)
  assertNoSecrets({ stdout: screen, stderr: '' }, user.cachedSecrets())
  assert.deepEqual(unseen, [], screen)
  // The modes of a shell's terminal, whatever has happened.
  for (const mode of ['icanon', 'echo', 'isig']) assert.match(screen, new RegExp(`(^|[ ;])${mode}\\b`, 'm'), mode)
  return {
    status,
    screen,
    shown:
      screen
        .split(LEAVE)
        .at(-1)
        ?.split(/^speed /m)[0] ?? '',
  }
}

/** The lines of the last picture of the list. @param {string} screen */
function picture(screen) {
  const [drawn = ''] = screen.split(LEAVE)[0]?.split('\u001b[H').at(-1)?.split('\u001b[J') ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys.
  return drawn.replaceAll(/\u001b\[(K|7m|27m)/g, '').split(/\r*\n/)
}

/** A config with many roles. @param {number} count */
const many = (count) =>
  Array.from(
    { length: count },
    (_, at) =>
      `[profile team-${at}]\nrole_arn = arn:aws:iam::${String(100_000_000_000 + at)}:role/path/Role${at}\nsource_profile = base\n`,
  ).join('')

test('without a profile, a user at a terminal picks one', { skip }, async (t) => {
  const user = await stage(t)
  const script = /** @type {Script} */ ([
    ['5 of 5', 'only'],
    ['1 of 5', '\r'],
  ])
  const { status, shown, screen } = await inWindow(user, ['whoami', ...ARN], script)
  assert.equal(status, 0)
  assert.match(shown, /^rolehop: profile readonly\r\narn:aws:sts::111122223333:assumed-role\/ReadOnly\/\S+\r\n$/)
  assert.deepEqual(picture(screen), [
    'Profile: only',
    '> readonly  111122223333  ReadOnly',
    '1 of 5, Enter selects, Escape cancels',
  ])
})

for (const [by, typed, found] of [
  ['account', '4444', '2 of 5'],
  ['role', 'DEPLOY', '1 of 5'],
  ['several words', 'loy 4444', '1 of 5'],
]) {
  test(`a profile is found by its ${by}`, { skip }, async (t) => {
    const user = await stage(t)
    const script = /** @type {Script} */ ([
      ['5 of 5', typed],
      [found, '\r'],
    ])
    const { shown } = await inWindow(user, ['get', 'role_arn', '-P'], script)
    assert.match(shown, /^rolehop: profile deploy\r\narn:aws:iam::444455556666:role\/Deploy\r\n$/)
  })
}

test('the name that is typed comes before those that contain it', { skip }, async (t) => {
  const user = await stage(t, { files: { config: '[profile my-dev]\n[profile dev-2]\n[profile dev]\nregion = x\n' } })
  const { screen } = await inWindow(
    user,
    ['show', '--pick'],
    [
      ['3 of 3', 'dev'],
      ['> dev\u001b[27m', '\r'],
    ],
  )
  assert.deepEqual(picture(screen).slice(1, 4), ['> dev', '  dev-2', '  my-dev'])
})

test('arrow keys move; what is typed can be corrected', { skip }, async (t) => {
  const user = await stage(t)
  const { shown } = await inWindow(
    user,
    ['get', 'region', '-P'],
    [
      ['5 of 5', 'zz'],
      ['0 of 5', '\r\u007f\u007f'],
      ['> base', `${DOWN}${DOWN}${DOWN}${UP}${UP}${UP}${UP}${DOWN}`],
      ['> hub', '\r'],
    ],
  )
  assert.match(shown, /^rolehop: profile hub\r\neu-central-1\r\n$/)
})

for (const [key, typed] of /** @type {const} */ ([
  ['Escape', ESCAPE],
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', '\u0004'],
])) {
  test(`${key} cancels as Ctrl-C does, and the terminal is as before`, { skip }, async (t) => {
    const user = await stage(t)
    const { status, shown, screen } = await inWindow(user, ['whoami'], [['5 of 5', typed]])
    assert.equal(status, 130)
    assert.equal(shown, '')
    assert.ok(screen.includes(LEAVE))
    assert.deepEqual(user.calls(), [])
  })
}

for (const signal of ['TERM', 'INT']) {
  test(`the terminal is as before after SIG${signal}`, { skip: withoutProc }, async (t) => {
    const user = await stage(t)
    const { shown } = await inWindow(
      user,
      ['whoami'],
      [['5 of 5', () => process.kill(Math.max(...processesOf(user)), `SIG${signal}`)]],
    )
    assert.match(shown, /^(Terminated\r\n)?$/)
  })
}

test('a terminal that closes ends the command', { skip: withoutProc }, async (t) => {
  const user = await stage(t)
  await atTerminal([process.execPath, CLI, 'whoami'], user.env, [['5 of 5', null]])
  while (processesOf(user).length > 0) await new Promise((done) => setImmediate(done))
  assert.deepEqual(user.calls(), [])
})

/** The processes of a test, found by its home folder. @param {Stage} user */
function processesOf({ home }) {
  const found = spawnSync('sh', ['-c', `grep -lsz "^HOME=${home}$" /proc/[0-9]*/environ`], { encoding: 'utf8' })
  return found.stdout.split('\n').flatMap((path) => /\d+/.exec(path)?.map(Number) ?? [])
}

test('what is captured from stdout has the result alone', { skip }, async (t) => {
  const user = await stage(t)
  const shell = 'eval "$("$@")"; echo "key=$AWS_ACCESS_KEY_ID"'
  const script = /** @type {Script} */ ([
    ['5 of 5', 'base'],
    ['> base', '\r'],
  ])
  for (const args of [['-P'], []]) {
    const { shown } = await inWindow(user, ['credentials', '--format', 'env', ...args], script, { shell })
    assert.match(shown, /^rolehop: profile base\r\nkey=AKIA\w+\r\n$/)
  }
})

test('400 profiles scroll in 24 lines', { skip }, async (t) => {
  const user = await stage(t, { files: { config: `[profile base]\nregion = x\n${many(400)}` } })
  const { shown, screen } = await inWindow(
    user,
    ['get', 'role_arn', '-P'],
    [
      ['401 of 401', PAGE_DOWN + PAGE_DOWN],
      ['> team-41', 'role39'],
      ['11 of 401', DOWN],
      ['> team-390', '\r'],
    ],
  )
  assert.match(shown, /^rolehop: profile team-390\r\narn:aws:iam::100000000390:role\/path\/Role390\r\n$/)
  for (const frame of screen.split(LEAVE)[0]?.split('\u001b[H').slice(1) ?? []) {
    const lines = picture(frame)
    assert.ok(lines.length <= 24)
    assert.match(lines.at(-1) ?? '', /of 401, Enter selects/)
  }
})

test('a small window shows what fits, also after it was resized', { skip }, async (t) => {
  const config = `[profile 東京-本番環境-アカウント]\n[profile ${'long-'.repeat(30)}]\n[profile café]\n`
  const user = await stage(t, { files: { config } })
  const resize = (/** @type {string} */ screen) => {
    const [terminal = ''] = /\/dev\/\S+/.exec(screen) ?? []
    assert.equal(spawnSync('sh', ['-c', `stty rows 3 cols 14 < ${terminal}`]).status, 0)
  }
  const { screen, shown } = await inWindow(
    user,
    ['show', '-P'],
    [
      ['3 of 3', resize],
      ['3 of 3, Enter…', DOWN],
      ['> long-long-l…', UP],
      ['> 東京-本番環…', DOWN + DOWN],
      ['> café', '\r'],
    ],
    { columns: 30, rows: 6 },
  )
  assert.deepEqual(picture(screen), ['Profile: ', '> café', '3 of 3, Enter…'])
  assert.ok(screen.includes('> 東京-本番環境-アカウント\u001b'), screen)
  assert.match(shown, /^rolehop: profile café\r\n$/)
})

test('a name from a file cannot command the terminal', { skip }, async (t) => {
  const user = await stage(t, { files: { config: '[profile a\u001b]0;title\u0007b]\nregion = x\n' } })
  const { screen, shown } = await inWindow(user, ['show', '-P'], [['> a\\u001b]0;title\\u0007b', '\r']])
  assert.ok(!screen.includes('\u001b]'), screen)
  assert.match(shown, /^rolehop: profile a\\u001b\]0;title\\u0007b\r\n/)
})

test('inside `exec`, the settings of its profile do not apply to the profile that is picked', { skip }, async (t) => {
  const user = await stage(t)
  const inner = `"${process.execPath}" "${CLI}" plan -P --query region`
  const args = ['exec', '-p', 'base', '--region', 'ap-south-1', '--', 'sh', '-c', inner]
  const { shown } = await inWindow(user, args, [
    ['5 of 5', 'hub'],
    ['1 of 5', '\r'],
  ])
  assert.match(shown, /^rolehop: profile hub\r\n"eu-central-1"\r\n$/)
})

/** @type {[when: string, args: string[], config: string, env: Record<string, string>, status: number][]} */
const ASKS_NOTHING = [
  ['there is a `default`', ['plan'], '[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n', {}, 0],
  ['a variable names a profile', ['plan'], '', { AWS_PROFILE: 'missing' }, 253],
  ['a variable names a missing `default`', ['plan'], '', { AWS_PROFILE: 'default' }, 253],
  [
    'the environment has credentials',
    ['plan'],
    '',
    { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    0,
  ],
  ['the command works without one', ['check'], '', {}, 0],
  ['the command changes files', ['set', 'region', 'eu-west-1'], '', {}, 0],
  ['the terminal cannot be drawn on', ['plan'], '', { TERM: 'dumb' }, 253],
  ['no user is expected', ['plan'], '', { CI: 'true' }, 253],
]

for (const [when, args, config, env, status] of ASKS_NOTHING) {
  test(`no profile is picked when ${when}`, { skip }, async (t) => {
    const user = await stage(t, { files: { config: `${config}[profile other]\nregion = eu-west-1\n` } })
    const result = await inWindow(user, args, [], { env })
    assert.equal(result.status, status, result.screen)
    assert.ok(!result.screen.includes('Profile: '), result.screen)
  })
}

test('no profile is picked when stdin or stderr is redirected', { skip }, async (t) => {
  const user = await stage(t)
  for (const shell of ['"$@" < /dev/null', '"$@" 2> /dev/null']) {
    const { status, screen } = await inWindow(user, ['whoami'], [], { shell })
    assert.equal(status, 253)
    assert.ok(!screen.includes('Profile: '), screen)
  }
})

test('without a terminal, nothing changes, and --pick is an error', async (t) => {
  const user = await stage(t)
  const whoami = await user.run(['whoami'])
  assertStatus(whoami, 253)
  assert.match(whoami.stderr, /^error\[no-credentials\]/)
  const picked = await user.run(['whoami', '--pick'])
  assertStatus(picked, 252)
  assert.match(picked.stderr, /^error\[usage-invalid\]: `--pick` needs a terminal/)
  assert.equal(picked.stdout, '')
})

for (const [name, args] of /** @type {const} */ ([
  ['profile', ['whoami', '-p', 'base']],
  ['profiles', ['whoami', '--profiles', 'base,hub']],
  ['sso-session', ['login', '--sso-session', 'corp']],
])) {
  test(`--pick and --${name} cannot be combined`, async (t) => {
    const result = await (await stage(t)).run([...args, '-P'])
    assertStatus(result, 252)
    assert.ok(result.stderr.includes(`\`--pick\` and \`--${name}\` cannot be combined`), result.stderr)
  })
}

test('--pick without profiles says what to run', { skip }, async (t) => {
  const user = await stage(t, { files: {} })
  const { status, screen } = await inWindow(user, ['whoami', '-P'], [])
  assert.equal(status, 253)
  assert.match(screen, /there are no profiles to pick from/)
  assert.match(screen, /run `rolehop configure`/)
})
