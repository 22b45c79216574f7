// @ts-check
/** A quick part of each harness, and the page with the figures of whole runs. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { HARNESSES } from './harnesses.mjs'
import { PAGE, recorded, withTable } from './table.mjs'

for (const [name, { shows, quick, run }] of Object.entries(HARNESSES)) {
  test(`${name}: ${shows}`, async () => {
    const { counts, control } = await run({ scale: quick, seed: 'quick' })
    assert.ok(Object.values(counts).some((count) => count > 0))
    assert.notEqual(control, '')
  })
}

test('docs/reliability.md has the figures of the recorded runs, and each harness was run', () => {
  const page = readFileSync(PAGE, 'utf8')
  assert.equal(page, withTable(page))
  assert.deepEqual(new Set(recorded().map(({ harness }) => harness)), new Set(Object.keys(HARNESSES)))
})
