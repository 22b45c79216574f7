// @ts-check
/** The import order of `js/`: `.dependency-cruiser.mjs` holds the rules. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'

/** Checks the `js/` of a folder; returns the names of the violated rules, in alphabetical order. */
function violatedRules(/** @type {string} */ folder) {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const options = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', 'js']
  const { stdout, stderr } = spawnSync(process.execPath, [cruiser, ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  assert.equal(stderr, '')
  const { summary } = JSON.parse(stdout)
  assert.ok(summary.totalCruised > 0, 'no file was read')
  /** @type {{ from: string, to: string, rule: { name: string } }[]} */
  const violations = summary.violations
  return violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`).sort()
}

/**
 * Writes a small `js/` and checks it.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files by their paths below `js/`
 */
function writeSources(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-imports-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'js', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${text}\n`)
  }
  return violatedRules(folder)
}

test('js/ keeps the import order', () => assert.deepEqual(violatedRules(root), []))

test('downward imports are allowed', (t) => {
  const files = {
    'util/a.ts': 'export const a = 1',
    'model/b.ts': "export { a } from '../util/a.ts'",
    'api/c.ts': "import { a } from '../model/b.ts'\nexport const c = a",
    'index.ts': "export { c } from './api/c.ts'",
    'entry/node.ts': "export * from '../index.ts'",
    'vscode/d.ts': "import type { c } from '../index.ts'\nexport type D = typeof c",
  }
  assert.deepEqual(writeSources(t, files), [])
})

test('a cycle is rejected, also one of types only', (t) => {
  const values = { 'util/a.ts': "import './b.ts'\nexport const a = 1", 'util/b.ts': "import './a.ts'" }
  assert.deepEqual(writeSources(t, values), ['no-cycle: js/util/a.ts → js/util/b.ts'])
  const types = {
    'util/a.ts': "import type { B } from './b.ts'\nexport type A = B | 1",
    'util/b.ts': "import type { A } from './a.ts'\nexport type B = A | 2",
  }
  assert.deepEqual(writeSources(t, types), ['no-cycle: js/util/a.ts → js/util/b.ts'])
})

const wrong = /** @type {[rule: string, from: string, to: string, how?: string][]} */ ([
  ['util-imports-downwards', 'util/a.ts', 'model/b.ts'],
  ['model-imports-downwards', 'model/a.ts', 'runtime/b.ts'],
  ['runtime-imports-downwards', 'runtime/portable/a.ts', 'api/b.ts'],
  ['engine-imports-downwards', 'engine/a.ts', 'resolve/b.ts'],
  ['resolve-imports-downwards', 'resolve/a.ts', 'api/b.ts', 'import type'],
  ['api-imports-downwards', 'api/a.ts', 'index.ts'],
  ['portable-runtime-without-node', 'runtime/portable/a.ts', 'runtime/node/b.ts'],
  ['vscode-uses-the-public-api', 'vscode/a.ts', 'api/b.ts', 'import type'],
  ['vscode-imports-types-only', 'vscode/a.ts', 'index.ts'],
  ['nothing-imports-an-entry', 'cli/a.ts', 'entry/b.ts'],
  ['nothing-imports-the-command', 'entry/a.ts', 'cli/b.ts'],
  ['every-file-has-a-layer', 'api/a.ts', 'helpers/b.ts'],
])

for (const [rule, from, to, how = 'import'] of wrong) {
  test(`${rule}: js/${from} must not import js/${to}`, (t) => {
    const path = '../'.repeat(from.split('/').length - 1) + to
    const broken = writeSources(t, {
      [from]: `${how} { b } from '${path}'\nexport type A = typeof b`,
      [to]: 'export const b = 1',
    })
    assert.ok(broken.includes(`${rule}: js/${from} → js/${to}`), broken.join('\n'))
  })
}
