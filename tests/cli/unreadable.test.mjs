// @ts-check
/** Unreadable files: every command reports the path and the system's error code. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isRoot, OTHER_USER } from '../node/users.mjs'
import { assertStatus, ended, stage } from './support.mjs'

const skip = process.platform === 'win32' && 'modes mean little there'

/**
 * Root can read every file: then the command runs as another user, from a copy that this user can read.
 * @param {import('node:test').TestContext} t
 */
async function limited(t) {
  const user = await stage(t)
  const copy = mkdtempSync(join(tmpdir(), 'rolehop-cli-'))
  t.after(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('../../dist', import.meta.url)), copy, { recursive: true })
  chmodSync(copy, 0o755)
  if (isRoot) {
    const names = readdirSync(user.home, { recursive: true, encoding: 'utf8' })
    for (const path of [user.home, ...names.map((name) => join(user.home, name))])
      chownSync(path, OTHER_USER, OTHER_USER)
  }
  const run = (/** @type {string[]} */ ...args) => {
    const ids = isRoot ? { uid: OTHER_USER, gid: OTHER_USER } : {}
    const child = spawn(process.execPath, [join(copy, 'cli.cjs'), ...args], {
      env: user.env,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...ids,
    })
    return ended(child)
  }
  return { user, run, mode: (/** @type {string} */ name, /** @type {number} */ to) => chmodSync(user.path(name), to) }
}

const said = (/** @type {string} */ name) => new RegExp(`cannot read \`[^\`]*/\\.aws/${name}\`: EACCES`)

/** @type {[args: string[], status: number, ...errors: RegExp[]][]} */
const COMMANDS = [
  [['get', 'region', '--profile', 'hub'], 253, /error\[profile-not-found\]/],
  [['show', '--profile', 'hub'], 253, /error\[profile-not-found\]/],
  [['plan', '--profile', 'hub'], 253, /error\[profile-not-found\]/],
  [['whoami', '--profile', 'hub'], 253, /error\[profile-not-found\]/],
  [['credentials', '--profile', 'hub'], 253, /error\[profile-not-found\]/],
  [['exec', '--profile', 'hub', '--', 'true'], 253, /error\[profile-not-found\]/],
  [['get', 'region'], 1],
  [['list-profiles'], 0],
  [['whoami', '--profiles', 'hub'], 253],
  [['set', 'region', 'eu-west-1', '--profile', 'hub'], 255, /error\[file-failed\].*nothing is written/],
  [['unset', 'region', '--profile', 'hub'], 255, /error\[file-failed\].*nothing is written/],
  [['configure'], 255, /error\[file-failed\].*nothing is written/],
  [['mfa-login'], 255, /error\[file-failed\].*nothing is written/],
  [['sso', 'write', '--sso-session', 'corp'], 255, /error\[file-failed\].*nothing is written/],
  [['login', '--profile', 'new', '--no-browser'], 255, /error\[file-failed\].*nothing is written/],
  [['login', '--sso-session', 'corp'], 253, /error\[sso-session-not-found\]/],
]

for (const [args, status, ...errors] of COMMANDS) {
  test(`\`${args.join(' ')}\` with an unreadable config`, { skip }, async (t) => {
    const { user, run, mode } = await limited(t)
    const before = readFileSync(user.path('config'), 'utf8')
    mode('config', 0)
    const result = await run(...args)
    assertStatus(result, status)
    for (const error of [said('config'), ...errors]) assert.match(result.stderr, error)
    assert.equal(result.stderr.match(/cannot read/g)?.length, 1, result.stderr)
    assert.equal(readFileSync(user.path('config'), 'utf8'), before)
  })
}

test('`login` with an unreadable config shows no page', { skip }, async (t) => {
  const { run, mode } = await limited(t)
  mode('config', 0)
  const result = await run('login', '--profile', 'new', '--region', 'eu-central-1', '--no-browser')
  assertStatus(result, 255)
  assert.match(result.stderr, /error\[file-failed\].*nothing is written/)
  assert.doesNotMatch(result.stderr, /https?:/)
})

test('a folder without search permission, and unreadable credentials', { skip }, async (t) => {
  const { user, run, mode } = await limited(t)
  mode('.', 0o600)
  const folder = await run('plan', '--profile', 'hub')
  for (const name of ['config', 'credentials']) assert.match(folder.stderr, said(name))
  const named = await run('list-profiles', '--config-file', user.path('config'))
  assert.match(named.stderr, said('config'))
  for (const command of ['plan', 'show', 'check', 'list-profiles'])
    assert.doesNotMatch((await run(command)).stderr, /no config found/, command)
  assert.match((await run('set', 'region', 'x')).stderr, /error\[file-failed\]/)
  mode('.', 0o700)
  mode('credentials', 0)
  const plan = await run('plan', '--profile', 'hub')
  assert.equal(plan.status === 0, false)
  assert.match(plan.stderr, said('credentials'))
  const check = await run('check', '--profile', 'hub')
  assert.match(check.stdout, said('credentials'))
  assert.equal(check.stderr, '', 'reported once')
})

test('a file in a read-only folder: `set` names the folder and its owner', { skip }, async (t) => {
  const { user, run, mode } = await limited(t)
  mode('.', 0o500)
  const before = readFileSync(user.path('config'), 'utf8')
  const result = await run('set', 'region', 'eu-west-1', '--profile', 'hub')
  assertStatus(result, 255)
  assert.match(result.stderr, /error\[file-failed\]: cannot lock `.*\/\.aws\/config`: EACCES/)
  assert.equal(readFileSync(user.path('config'), 'utf8'), before)
})
