// @ts-check
/**
 * All candidates of a benchmark run in the same process, in turn, so that other load on the computer
 * affects all of them equally. Results are ratios.
 */

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

/**
 * Times the candidates in turn, in rounds.
 * @param {Candidate[]} candidates the first is the baseline of the others
 * @param {{ rounds: number, calls: number }} size calls of each candidate in a round
 * @returns {Promise<Row[]>}
 */
export async function compare(candidates, { rounds, calls }) {
  /** @type {number[][]} */
  const times = candidates.map(() => [])
  for (const { run } of candidates) await run()
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of candidates.entries()) {
      const start = performance.now()
      for (let call = 0; call < calls; call++) await run()
      times[index]?.push(((performance.now() - start) * 1000) / calls)
    }
  }
  const first = times[0] ?? []
  return candidates.map(({ name }, index) => {
    const own = times[index] ?? []
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
