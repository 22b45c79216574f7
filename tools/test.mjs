// @ts-check
/**
 * Runs all checks, the fastest first: formats, lints, types, the engine's unit tests, then behaviour
 * through the public surfaces.
 *
 * `npm test` runs all of it; `npm test -- rust cli` only the steps with these names; a word after one
 * step's name filters: `npm test -- cli exec` runs the test files with `exec` in their path, and
 * `npm test -- rust chain` the Rust tests with `chain` in their name. `ROLEHOP_BUILD=dev` builds without link-time optimisation.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, run } from './run.mjs'

const npx = (/** @type {string} */ tool, /** @type {string[]} */ ...args) =>
  run(process.execPath, [join(root, 'node_modules', tool), ...args])

/** The filter of the only step; empty for all. */
let filter = ''

/** Runs every `*.test.mjs` below the folders that matches the filter, with Node's test runner. */
const nodeTests = (/** @type {string[]} */ ...folders) => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.mjs'))
      .map((file) => join(folder, file))
      .filter((file) => file.includes(filter)),
  )
  if (files.length === 0) fail(`no test file matches \`${filter}\` in ${folders.join(', ')}`)
  run(process.execPath, ['--test', '--test-concurrency=2', ...files.sort()])
}

const installPeers = () => run(process.execPath, ['tests/peers/setup.mjs'])

/** @type {Record<string, () => void>} */
const steps = {
  format: () => {
    run('cargo', ['fmt', '--all', '--check'])
    npx('@biomejs/biome/bin/biome', 'check', '--error-on-warnings')
  },
  types: () => {
    npx('typescript/bin/tsc', '--noEmit')
    npx('typescript/bin/tsc', '--noEmit', '--project', 'examples/web-console')
    npx('typescript/bin/tsc', '--noEmit', '--project', 'examples/vscode-extension')
  },
  lint: () => run('cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings']),
  rust: () => run('cargo', ['test', '--locked', '--quiet', ...(filter === '' ? [] : [filter])]),
  node: () => nodeTests('tests/node', 'tools/sts'),
  cli: () => nodeTests('tests/cli'),
  soak: () => {
    installPeers()
    nodeTests('tests/soak')
  },
  browser: () => nodeTests('tests/browser'),
  vscode: () => {
    run(process.execPath, ['tests/vscode/install.mjs', 'web'])
    nodeTests('tests/vscode')
  },
  packaging: () => nodeTests('tests/packaging'),
  peers: () => {
    installPeers()
    nodeTests('tests/peers')
  },
}

/** Steps that run as a whole. */
const UNFILTERED = ['format', 'types', 'lint']

const wanted = process.argv.slice(2)
const last = wanted.at(-1) ?? ''
const [only = ''] = wanted
if (wanted.length === 2 && only in steps && !(last in steps)) {
  if (UNFILTERED.includes(only)) fail(`the step ${only} takes no filter`)
  filter = last
  wanted.pop()
}
const unknown = wanted.filter((name) => !(name in steps))
if (unknown.length > 0) fail(`unknown step: ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}`)

for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const start = performance.now()
  console.log(`\n── ${name}`)
  step()
  console.log(`── ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
