// @ts-check
/**
 * The modules and files that a process loads for a cached session. A shell waits for it, so each module, file
 * and call of the engine has to be needed.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { observing } from './observed.mjs'
import { CLI, stage } from './support.mjs'

const ENTRY = fileURLToPath(new URL('../../dist/node', import.meta.url))

/** The public modules of Node that may be loaded. All others are in the way of a cached session. */
const MODULES = ['fs', 'module', 'os', 'path', 'url', 'util']

/** Modules that load many of Node's internal modules. */
const HEAVY = /crypto|undici|http|net$|tls|tty|stream|readline|child_process|worker|perf|timers\/promises|zlib/

const OPENED = ['rolehop.wasm', 'config', 'credentials']

const READ = ['locateFiles', 'planFiles', 'planhandle_resolve']

/** @type {Record<string, { args: string[], own: string[], crossings: string[], isEsm?: true }>} */
const PROGRAMS = {
  'rolehop credentials': {
    args: [CLI, 'credentials', '--profile', 'readonly'],
    own: ['cli.cjs', 'node/core.cjs'],
    crossings: ['profileChain', ...READ, 'formatCredentials'],
  },
  'fromProfile() by require': {
    args: ['-e', `require('${ENTRY}.cjs').fromProfile({ profile: 'readonly' })()`],
    own: ['node.cjs', 'node/core.cjs'],
    crossings: READ,
  },
  'fromProfile() by import': {
    args: [
      '--input-type=module',
      '-e',
      `import { fromProfile } from '${ENTRY}.js'; await fromProfile({ profile: 'readonly' })()`,
    ],
    own: ['node.cjs', 'node/core.cjs'],
    crossings: READ,
    isEsm: true,
  },
}

/** Runs a program and returns what it has done. */
function run(/** @type {import('./support.mjs').Stage} */ user, /** @type {string[]} */ args) {
  const { env, observed } = observing(user.home)
  execFileSync(process.execPath, args, { env: { ...user.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  return observed()
}

for (const [program, { args, own, crossings, isEsm }] of Object.entries(PROGRAMS)) {
  test(`${program} of a cached session loads and opens only what it needs`, async (t) => {
    const user = await stage(t)
    const filled = await user.run(['credentials', '--profile', 'readonly'], { printsSecrets: true })
    assert.equal(filled.status, 0, filled.stderr)
    const [entry = ''] = Object.keys(user.files()).flatMap((path) => /[0-9a-f]{40}[.]json$/.exec(path) ?? [])

    const empty = user.path('empty.mjs')
    writeFileSync(empty, '')
    const bare = run(user, isEsm ? [empty] : ['-e', ''])
    const done = run(user, args)
    const more = done.modules.filter((name) => !bare.modules.includes(name))
    assert.deepEqual(
      more.filter((name) => HEAVY.test(name) || !(name.startsWith('internal/') || MODULES.includes(name))),
      [],
    )
    assert.deepEqual(done.own.toSorted(), own)
    const opened = done.opened.filter((name) => !name.endsWith('.cjs'))
    assert.deepEqual(opened.toSorted(), [...OPENED, entry].sort())
    assert.deepEqual(done.crossings.toSorted(), [...crossings].sort())
  })
}
