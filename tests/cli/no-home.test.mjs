// @ts-check
/** A user without a home directory: neither the environment nor the user database has one. */
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folder } from '../node/support.mjs'
import { readable, runAs, UNKNOWN_USER, withUsers } from '../node/users.mjs'

const TEXT =
  '[default]\nregion = eu-central-1\naws_access_key_id = AKIAEXAMPLEEXAMPLE12\naws_secret_access_key = secret\n'

/** A command of such a user, and a directory with a config file that the user can read. @param {import('node:test').TestContext} t */
function homeless(t) {
  const cli = readable(t, 'cli.cjs')
  const path = join(folder(t), 'config')
  writeFileSync(path, TEXT)
  chmodSync(path, 0o644)
  chmodSync(join(path, '..'), 0o777)
  const env = { AWS_EC2_METADATA_DISABLED: 'true' }
  return {
    path,
    run: (/** @type {string[]} */ args, /** @type {Record<string, string>} */ more = {}) =>
      runAs(UNKNOWN_USER, [cli, ...args], { ...env, ...more }),
  }
}

test('files that variables and options name are read, and shown by their full path', withUsers, (t) => {
  const { path, run } = homeless(t)
  const named = { AWS_CONFIG_FILE: path }
  assert.equal(run(['get', 'region'], named).stdout, 'eu-central-1\n')
  assert.equal(run(['list-profiles'], { AWS_SHARED_CREDENTIALS_FILE: path }).stdout, 'default\n')
  assert.equal(run(['get', 'region', '--config-file', path]).stdout, 'eu-central-1\n')
  const shown = run(['show'], named)
  assert.equal(shown.status, 0, shown.stderr)
  assert.ok(shown.stdout.includes(`${path}:2`), shown.stdout)
  const credentials = run(['credentials', '--format', 'process'], named)
  assert.match(credentials.stdout, /AKIAEXAMPLEEXAMPLE12/)
  assert.equal(run(['exec', '--', process.execPath, '-p', 'process.env.AWS_REGION'], named).stdout, 'eu-central-1\n')
})

test('a file that is named is edited', withUsers, (t) => {
  const { path, run } = homeless(t)
  const result = run(['set', 'region', 'eu-west-1'], { AWS_CONFIG_FILE: path })
  assert.equal(result.status, 0, result.stderr)
  assert.equal(run(['get', 'region'], { AWS_CONFIG_FILE: path }).stdout, 'eu-west-1\n')
})

test('a tilde stays, and no command fails inside', withUsers, (t) => {
  const { path, run } = homeless(t)
  const tilde = run(['list-profiles', '--config-file=~/config'])
  assert.equal(tilde.status, 252)
  assert.match(tilde.stderr, /`~\/config` does not exist/)
  const commands = [
    ['list-profiles'],
    ['check'],
    ['show'],
    ['plan'],
    ['whoami'],
    ['credentials'],
    ['cache', 'list'],
    ['cache', 'clear'],
    ['set', 'region', 'x'],
    ['set', 'aws_secret_access_key', 'x'],
    ['unset', 'region'],
    ['logout'],
    ['exec', '--', 'true'],
  ]
  for (const args of commands)
    for (const env of [{}, { AWS_CONFIG_FILE: '~/config' }, { AWS_CONFIG_FILE: path }]) {
      const { stderr } = run(args, env)
      assert.doesNotMatch(stderr, /internal|undefined/, args.join(' '))
    }
})

test('without any file, the error says why', withUsers, (t) => {
  const { run } = homeless(t)
  const listed = run(['list-profiles'])
  assert.deepEqual([listed.status, listed.stdout], [0, ''])
  assert.match(listed.stderr, /nor the user database has a home directory; set `HOME`, or `AWS_CONFIG_FILE`/)
  const called = run(['whoami'])
  assert.match(called.stderr, /^error\[no-credentials\]: no config found: .*has a home directory/)
  assert.match(called.stderr, /help: set `HOME`/)
})

test('an empty HOME is none: paths are not shortened by it', withUsers, (t) => {
  const { path, run } = homeless(t)
  const shown = run(['show'], { HOME: '', AWS_CONFIG_FILE: path })
  assert.ok(shown.stdout.includes(` ${path}:2`), shown.stdout)
})
