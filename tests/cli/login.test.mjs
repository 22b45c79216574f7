// @ts-check
/** `rolehop login` and `logout` for the AWS console: at a terminal, from a pipe, and with many processes. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSignIn } from '../../tools/sign-in/server.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertNoSecrets, assertStatus, CLI, ended, stage } from './support.mjs'

const PRELOAD = fileURLToPath(new URL('to-sign-in.cjs', import.meta.url))
const ALICE = 'arn:aws:iam::111122223333:user/alice'
const CONFIG = `[profile dev]\nlogin_session = ${ALICE}\nregion = eu-west-1\n`

/**
 * A user, and the sign-in service.
 * @param {import('node:test').TestContext} t
 * @param {string} [config]
 * @param {import('../../tools/sign-in/server.mjs').Options} [options]
 */
async function signInStage(t, config = CONFIG, options = {}) {
  const service = await startSignIn(options)
  t.after(() => service.close())
  const user = await stage(t, { files: { config } })
  const env = { ...user.env, SIGN_IN_URL: service.url }
  return { user, env, service, folder: join(user.home, '.aws', 'login', 'cache') }
}

const argv = (/** @type {string[]} */ ...args) => [process.execPath, '--require', PRELOAD, CLI, ...args]

const pageIn = (/** @type {string} */ screen) => /https:\S+\/v1\/authorize\?\S+/.exec(screen)?.[0] ?? ''

/** Starts the command without a terminal. @param {Record<string, string>} env @param {string[]} args */
function start(env, ...args) {
  const [program = '', ...words] = argv(...args)
  return spawn(program, words, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

/** Waits for the URL of the page. @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function shownPage(child) {
  let text = ''
  return new Promise((resolve) =>
    child.stderr?.on('data', (piece) => {
      text += piece
      if (/authorize\?\S+\n/.test(text)) resolve(pageIn(text))
    }),
  )
}

test('a user signs in, and signs out', async (t) => {
  const { user, env, service, folder } = await signInStage(t)
  const child = start(env, 'login', '--profile', 'dev', '--output', 'json')
  const result = ended(child)
  const page = await (await service.approve(await shownPage(child))).text()
  assert.match(page, /Signed in/)
  const { stdout, stderr, status } = await result
  assertStatus(await result, 0)
  const { Expiration, ...done } = JSON.parse(stdout)
  assert.deepEqual(done, { Profile: 'dev', LoginSession: ALICE, Region: 'eu-west-1' })
  assert.ok(Date.parse(Expiration) > Date.now())
  assertNoSecrets({ stdout, stderr }, ['ASIASIGNEDIN', 'secret/', 'refresh/'])
  assert.equal(status, 0)
  const [name = ''] = readdirSync(folder)
  writeFileSync(join(folder, 'other.json'), '[]')

  const out = await ended(start(env, 'logout', '--profile', 'dev', '--output', 'json'))
  assertStatus(out, 0)
  assert.deepEqual(JSON.parse(out.stdout), { removed: [join(folder, name)] })
  assert.equal(out.stderr, '1 login session removed\n')
  const again = await ended(start(env, 'logout', '--profile', 'dev'))
  assert.deepEqual([again.status, again.stderr], [0, '0 login sessions removed\n'])
  assert.equal(user.text('config'), CONFIG, 'the profile keeps its login session')
})

test('`logout --all` removes all login sessions and nothing else', async (t) => {
  const { env, folder, service } = await signInStage(t)
  const child = start(env, 'login', '--profile', 'dev')
  const result = ended(child)
  await service.approve(await shownPage(child))
  assertStatus(await result, 0)
  for (const [name, text] of /** @type {const} */ ([
    ['list', '[]'],
    ['broken', '{'],
    ['other', '{"accessToken": "x"}'],
  ]))
    writeFileSync(join(folder, `${name}.json`), text)
  const out = await ended(start(env, 'logout', '--all'))
  assert.deepEqual([out.status, out.stderr], [0, '1 login session removed, 0 SSO tokens removed, 0 sessions removed\n'])
  assert.deepEqual(readdirSync(folder), ['broken.json', 'list.json', 'other.json'])
})

test('with --remote, the code is read from standard input', async (t) => {
  const { env, service, folder } = await signInStage(t)
  const child = start(env, 'login', '--profile', 'dev', '--remote')
  const result = ended(child)
  child.stdin?.end(`${service.verificationCode(await shownPage(child))}\n`)
  assertStatus(await result, 0)
  assert.equal(readdirSync(folder).length, 1)
})

test('at a terminal, a new profile is confirmed, with prompts for the region and the code', { skip }, async (t) => {
  const { user, env, service } = await signInStage(t, '[default]\n')
  const { status, screen, unseen } = await atTerminal(argv('login', '--profile', 'new', '--remote'), env, [
    ['Profile new does not exist. Create it with a login session? [Y/n]: ', 'what\r'],
    ['[Y/n]: ', '\r'],
    ['AWS Region [us-east-1]: ', 'eu-west-9\u007f1\r'],
    ['Enter the code that the page shows: ', (screen) => `${service.verificationCode(pageIn(screen))}\r`],
  ])
  assert.deepEqual([status, unseen], [0, []], screen)
  assert.equal(user.text('config'), `[default]\n[profile new]\nlogin_session = ${ALICE}\nregion = eu-west-1\n`)
})

test('at a terminal, Enter selects the region us-east-1, and `default` needs no confirmation', { skip }, async (t) => {
  const { user, env, service } = await signInStage(t, '')
  const { status, screen, unseen } = await atTerminal(argv('login'), env, [
    ['AWS Region [us-east-1]: ', '\r'],
    ['with --remote)', (screen) => void service.approve(pageIn(screen))],
  ])
  assert.deepEqual([status, unseen], [0, []], screen)
  assert.equal(user.text('config'), `[default]\nlogin_session = ${ALICE}\nregion = us-east-1\n`)
})

test('a profile that the user does not want is not created', { skip }, async (t) => {
  const { user, env, service } = await signInStage(t)
  const { status, unseen } = await atTerminal(argv('login', '--profile', 'dve'), env, [['[Y/n]: ', 'n\r']])
  assert.deepEqual([status, unseen], [252, []])
  assert.deepEqual([user.text('config'), service.requests], [CONFIG, []])
})

for (const [answer, expected] of /** @type {const} */ ([
  ['y', 0],
  ['n', 253],
])) {
  test(`at a terminal, another login session is replaced if the user says so: ${answer}`, { skip }, async (t) => {
    const config = CONFIG.replace('alice', 'bob')
    const { user, env, service, folder } = await signInStage(t, config)
    const { status, screen, unseen } = await atTerminal(argv('login', '--profile', 'dev'), env, [
      ['with --remote)', (screen) => void service.approve(pageIn(screen))],
      [`Replace it with ${ALICE}? [y/n]: `, '\r'],
      ['[y/n]: ', `${answer}\r`],
    ])
    assert.deepEqual([status, unseen], [expected, []], screen)
    assert.equal(user.text('config'), answer === 'y' ? CONFIG : config)
    assert.equal(existsSync(folder), answer === 'y')
  })
}

for (const [what, script] of /** @type {const} */ ([
  ['the browser', [['with --remote)', '\u0003']]],
  ['the code', [['page shows: ', '\u0003']]],
])) {
  test(`Ctrl-C while the sign-in waits for ${what} leaves nothing behind`, { skip }, async (t) => {
    const { user, env, folder } = await signInStage(t)
    const remote = what === 'the code' ? ['--remote'] : []
    const typed = script.map(([seen, keys]) => /** @type {[string, string]} */ ([seen, keys]))
    const { status, screen, unseen } = await atTerminal(argv('login', '--profile', 'dev', ...remote), env, typed)
    assert.deepEqual([status, unseen], [130, []], screen)
    assert.deepEqual([user.text('config'), existsSync(folder)], [CONFIG, false])
    const redirectUri = new URL(pageIn(screen)).searchParams.get('redirect_uri')
    if (remote.length === 0) await assert.rejects(fetch(String(redirectUri)), 'the port is closed')
  })
}

test('fifty processes that renew at once lose nothing: one renews, all have its credentials', async (t) => {
  const { env, service, folder } = await signInStage(t, CONFIG, { expiresIn: 200 })
  const child = start(env, 'login', '--profile', 'dev')
  const result = ended(child)
  await service.approve(await shownPage(child))
  assertStatus(await result, 0)
  service.state.expiresIn = 900

  const formats = ['credentials', '--profile', 'dev', '--format', 'json']
  const all = await Promise.all(Array.from({ length: 50 }, () => ended(start(env, ...formats))))
  for (const each of all) assertStatus(each, 0)
  assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1, 'all have the same credentials')
  assert.equal(service.state.renewals, 1)
  assert.deepEqual(service.requests, ['authorization_code', 'refresh_token'])
  const [name = ''] = readdirSync(folder)
  const kept = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  assert.match(String(all[0]?.stdout), new RegExp(kept.accessToken.accessKeyId))
  assert.ok(service.state.refreshTokens.has(kept.refreshToken), 'the refresh token is the one that is valid')
})

test('--remote is not for IAM Identity Center', async (t) => {
  const { env } = await signInStage(
    t,
    '[profile sso]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n',
  )
  const { status, stderr } = await ended(start(env, 'login', '--profile', 'sso', '--remote'))
  assert.equal(status, 252)
  assert.match(stderr, /`--remote`/)
})

/** The command that needs the sign-in. */
const NEEDS = ['credentials', '--profile', 'dev', '--format', 'process']

test('at a terminal, the command that needs a sign-in asks for it, and goes on', { skip }, async (t) => {
  const { env, service } = await signInStage(t)
  const { status, screen, unseen } = await atTerminal(argv(...NEEDS), env, [
    ['Sign in now? [Y/n]: ', '\r'],
    ['with --remote)', (screen) => void service.approve(pageIn(screen))],
  ])
  assert.deepEqual([status, unseen], [0, []], screen)
  assert.match(screen, /no login session found for `arn:/)
  assert.match(screen, /"AccessKeyId": "ASIASIGNEDIN/)
})

for (const [what, args, script, expected] of /** @type {const} */ ([
  ['the user refuses', [], [['[Y/n]: ', 'n\r']], 255],
  ['the user presses Ctrl-C', [], [['[Y/n]: ', '\u0003']], 130],
  ['`--no-login` refuses', ['--no-login'], [], 255],
])) {
  test(`no sign-in starts if ${what}`, { skip }, async (t) => {
    const { env, service, folder } = await signInStage(t)
    const typed = script.map(([seen, keys]) => /** @type {[string, string]} */ ([seen, keys]))
    const { status, screen, unseen } = await atTerminal(argv(...NEEDS, ...args), env, typed)
    assert.deepEqual([status, unseen], [expected, []], screen)
    assert.deepEqual([service.requests, existsSync(folder), pageIn(screen)], [[], false, ''])
    assert.equal(screen.includes('Sign in now?'), args.length === 0)
  })
}

test('without a terminal, a command that needs a sign-in fails at once', async (t) => {
  const { env } = await signInStage(t)
  const { status, stderr } = await ended(start(env, ...NEEDS))
  assert.equal(status, 255)
  assert.match(stderr, /^error\[login-required\]/)
})
