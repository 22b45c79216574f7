// @ts-check
/**
 * Runs the harnesses: `npm run soak [NAME...] [-- --scale NUMBER] [--seed TEXT]`, by default all of them.
 * A scale of 10 repeats ten times as much. Each run adds a line to `figures.jsonl`; the table in
 * `docs/reliability.md` is made from these lines.
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { HARNESSES } from './harnesses.mjs'
import { FIGURES, writeTable } from './table.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' }, seed: { type: 'string' } },
})
const unknown = positionals.filter((name) => !(name in HARNESSES))
if (unknown.length > 0) throw new Error(`unknown harness: ${unknown}; they are ${Object.keys(HARNESSES).join(', ')}`)
const scale = Number(values.scale)
if (!(scale > 0)) throw new Error('the scale must be a positive number')
const seed = values.seed ?? String(Date.now())

for (const [name, harness] of Object.entries(HARNESSES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const start = performance.now()
  console.log(`── ${name}: ${harness.shows}`)
  const figures = await harness.run({ scale, seed })
  const seconds = Math.round((performance.now() - start) / 1000)
  const date = new Date().toISOString().slice(0, 10)
  const line = { harness: name, date, node: process.versions.node, scale, seed, seconds, ...figures }
  console.log(JSON.stringify(line))
  appendFileSync(FIGURES, `${JSON.stringify(line)}\n`)
  writeTable()
}
