// @ts-check
/** The number of calls from JavaScript to the engine: a command plans a profile once. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { observing } from './observed.mjs'
import { stage } from './support.mjs'

/** @param {import('./support.mjs').Stage} user @param {readonly string[]} args */
async function crossings(user, args) {
  const { env, observed } = observing(user.home)
  const result = await user.run(args, { env, printsSecrets: true })
  assert.equal(result.status, 0, result.stderr)
  return observed().crossings
}

/** Find the files, read them, plan the profile, run the plan. */
const CREDENTIALS = ['locateFiles', 'planFiles', 'planhandle_resolve']

/** The text of the credentials before and after an edit, and that of both files to save. */
const TEXTS = ['config_text', 'config_text', 'config_text', 'config_text']

for (const [args, expected] of /** @type {const} */ ([
  [['whoami'], [...CREDENTIALS, 'getCallerIdentity']],
  [
    ['whoami', '--debug'],
    [...CREDENTIALS, 'planhandle_data', 'getCallerIdentity'],
  ],
  [
    ['exec', '--', process.execPath, '--version'],
    [...CREDENTIALS, 'config_new', 'config_programEnvironment'],
  ],
  // The files are read once, and saved as they were edited.
  [
    ['set', 'region', 'eu-west-1'],
    [
      'locateFiles',
      'config_new',
      'config_requireReadable',
      'selectedProfile',
      'selectedProfile',
      'config_set',
      ...TEXTS,
    ],
  ],
  // One role: its cache key, and the cache entry.
  [['plan'], ['locateFiles', 'planFiles', 'planhandle_data', 'cacheLocation', 'cacheHit', 'planhandle_render']],
])) {
  test(`${args.slice(0, 2).join(' ')} plans once`, async (t) => {
    const user = await stage(t)
    for (const when of ['without a cached session', 'with one']) {
      const names = await crossings(user, [...args.slice(0, 1), '--profile', 'readonly', ...args.slice(1)])
      assert.deepEqual(names.toSorted(), [...expected].sort(), when)
    }
  })
}

test('the plans of many profiles parse the files at most twice', async (t) => {
  const user = await stage(t)
  const { env, observed } = observing(user.home)
  const entry = fileURLToPath(new URL('../../dist/node.cjs', import.meta.url))
  const program = `require(${JSON.stringify(entry)}).fromProfiles(['readonly', 'base', 'default', 'readonly'])`
  execFileSync(process.execPath, ['-e', program], { env: { ...user.env, ...env } })
  const names = observed().crossings
  const count = (/** @type {string} */ wanted) => names.filter((name) => name === wanted).length
  assert.equal(count('planFiles') + count('config_planHandle'), 3)
  assert.equal(count('planFiles') + count('config_new'), 2)
})
