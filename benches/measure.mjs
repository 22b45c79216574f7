// @ts-check
/**
 * All candidates of a benchmark run in the same process, in turn, so that other load on the computer
 * affects all of them equally. Results are ratios.
 */
import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {{ name: string, run: () => unknown }} Candidate
 * @typedef {{ name: string, median: number, ratio: number, low: number, high: number }} Row
 *   `median` in microseconds a call; `ratio` to the first candidate, with the quartiles of the
 *   round-by-round ratios
 */

/** @param {number[]} numbers @param {number} share from 0 to 1 */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Linux reports processor time in hundredths of a second. */
const TICK_MS = 10

/** Whether {@link childrenCpu} is known here. */
export const hasChildrenCpu = existsSync('/proc/self/stat')

/** The processor time of all programs that this process has started and that have ended, in milliseconds. */
export function childrenCpu() {
  const text = readFileSync('/proc/self/stat', 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS
}

/**
 * Times the candidates in turn, round after round.
 * @param {Candidate[]} candidates the first is what the others are compared with
 * @param {object} size
 * @param {number} size.rounds
 * @param {number} size.calls calls of each candidate in a round
 * @param {() => number} [size.clock] in milliseconds; default: the time that passes
 * @param {Candidate} [size.over] its time in the same round is not counted
 * @returns {Promise<Row[]>}
 */
export async function compare(candidates, { rounds, calls, clock = () => performance.now(), over }) {
  const all = over ? [over, ...candidates] : candidates
  /** @type {Map<string, number[]>} */
  const times = new Map(all.map(({ name }) => [name, []]))
  for (const { run } of all) await run()
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of all) {
      const start = clock()
      for (let call = 0; call < calls; call++) await run()
      times.get(name)?.push(((clock() - start) * 1000) / calls)
    }
  }
  const timesOf = (/** @type {string} */ name) => times.get(name) ?? []
  const base = over && timesOf(over.name)
  const counted = (/** @type {string} */ name) => timesOf(name).map((time, round) => time - (base?.[round] ?? 0))
  const first = counted(candidates[0]?.name ?? '')
  return candidates.map(({ name }) => {
    const own = counted(name)
    const ratios = own.map((time, round) => time / (first[round] ?? Number.NaN))
    return {
      name,
      median: quantile(own, 0.5),
      ratio: quantile(ratios, 0.5),
      low: quantile(ratios, 0.25),
      high: quantile(ratios, 0.75),
    }
  })
}

/**
 * Prints the rows of a benchmark as a Markdown table.
 * @param {string} question
 * @param {Row[]} rows
 * @param {'µs' | 'ms'} unit
 */
export function report(question, rows, unit) {
  const scale = unit === 'ms' ? 1000 : 1
  console.log(`\n### ${question}\n\n| | median, ${unit} | ratio | interquartile range |\n|---|---:|---:|---:|`)
  for (const row of rows) {
    const time = (row.median / scale).toFixed(row.median / scale < 10 ? 2 : 0)
    console.log(`| ${row.name} | ${time} | ${row.ratio.toFixed(2)} | ${row.low.toFixed(2)} to ${row.high.toFixed(2)} |`)
  }
}
