// @ts-check
/** The component has no imports, exports the interfaces of its world, and is within its size budget. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'
import { COMPONENT } from './setup.mjs'
import { Hosts } from './support.mjs'

/** Wasmtime's own reading of the component. */
const LIST = `
import json, sys
import wasmtime
from wasmtime.component import Component
engine = wasmtime.Engine()
kind = Component.from_file(engine, sys.argv[1]).type
print(json.dumps({"imports": list(kind.imports(engine)), "exports": list(kind.exports(engine))}))
`

/** The imports and exports of the component. */
async function interfaces() {
  const hosts = new Hosts({ PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' })
  const { stdout, stderr } = await hosts.script(LIST, [COMPONENT])
  assert.equal(stderr, '')
  return JSON.parse(stdout)
}

test('it imports nothing and exports the world', async () => {
  const { imports, exports } = await interfaces()
  assert.deepEqual(imports, [])
  const wit = readFileSync(join(root, 'wit', 'rolehop.wit'), 'utf8')
  const world = [...wit.matchAll(/^ {4}export (\w+);$/gm)].map(([, name]) => `rolehop:engine/${name}@0.1.0`)
  assert.deepEqual(exports.sort(), world.sort())
})

test('every item of the interface is documented', () => {
  const lines = readFileSync(join(root, 'wit', 'rolehop.wit'), 'utf8').split('\n')
  const items = lines.map((line, at) => ({ line, before: lines[at - 1] ?? '' })).filter(({ line }) => isItem(line))
  const bare = items.filter(({ before }) => !before.trim().startsWith('///')).map(({ line }) => line.trim())
  assert.deepEqual(bare, [])
  assert.ok(items.length > 100)
})

/** Whether a line declares something: not a `use`, an `export`, a comment or the end of a block. */
function isItem(/** @type {string} */ line) {
  const text = line.trim()
  return text !== '' && !/^(?:\/\/\/|\}|use |export )/.test(text)
}
