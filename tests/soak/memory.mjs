// @ts-check
/** Thousands of configs, plans and runs in one process: the engine's memory does not grow. */
import assert from 'node:assert/strict'
import { growth, WORK } from '../node/memory-work.mjs'

const { SharedConfig } = await import('../../dist/browser.js')

export const shows = 'parses, edits, checks, plans and resolves in one process, without a turn of the event loop'
export const quick = 0.05

/** How often each work is done at scale 1. */
const TIMES = 4000

/** How often each work is done before the memory is measured. */
const BEFORE = 100

/** The positive control: a text that is larger than what the engine has. */
async function control() {
  const text = `# ${'c'.repeat(8_000_000)}\n`
  const bytes = await growth(() => SharedConfig.parse({ config: text }).profiles, 1)
  assert.ok(bytes > text.length, `a text of ${text.length} bytes was not noticed: ${bytes}`)
  return `a text of 8 MB makes the memory grow by ${Math.round(bytes / 1e6)} MB`
}

/**
 * @param {import('./harnesses.mjs').Options} options
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale }) {
  const times = Math.max(1, Math.round(TIMES * scale))
  for (const [shows, work] of WORK) {
    await growth(work, BEFORE)
    assert.equal(await growth(work, times), 0, `${shows}: the memory grows`)
  }
  const counts = { 'parses and plans': times * (WORK.length - 1), resolves: times, 'bytes more': 0 }
  return { counts, control: await control() }
}
