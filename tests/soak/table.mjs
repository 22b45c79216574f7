// @ts-check
/** The table in `docs/reliability.md`, made from the lines of `figures.jsonl`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HARNESSES } from './harnesses.mjs'

/** The lines that runs have added. */
export const FIGURES = fileURLToPath(new URL('figures.jsonl', import.meta.url))

/** The page. */
export const PAGE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url))

const START = '<!-- figures: written by npm run soak -->\n'
const END = '<!-- end of figures -->'

/**
 * One recorded run.
 * @typedef {{ harness: string, date: string, node: string, scale: number, seed: string, seconds: number } & import('./harnesses.mjs').Figures} Recorded
 */

/** All recorded runs. @returns {Recorded[]} */
export const recorded = () =>
  (existsSync(FIGURES) ? readFileSync(FIGURES, 'utf8') : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** The sums of all counts. @param {Recorded[]} runs */
function sums(runs) {
  const total = /** @type {Record<string, number>} */ ({})
  for (const { counts } of runs) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
  }
  return total
}

/** A number with commas. @param {number} count */
const shown = (count) => count.toLocaleString('en-US')

/** @param {string} name */
function row(name) {
  const runs = recorded().filter(({ harness }) => harness === name)
  const last = runs.at(-1)
  const found = last ? Object.entries(sums(runs)).map(([what, count]) => `${shown(count)} ${what}`) : ['not run']
  const dates = [...new Set(runs.map(({ date }) => date))]
  const when = dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : (dates[0] ?? '')
  const minutes = Math.ceil(runs.reduce((sum, { seconds }) => sum + seconds, 0) / 60)
  const times = `${runs.length} run${runs.length === 1 ? '' : 's'}, ${minutes} min`
  const cells = [
    HARNESSES[name]?.shows,
    found.join(', '),
    last?.control,
    `\`npm run soak ${name}\``,
    `${when} (${times})`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** The table. */
export function table() {
  const head = ['| What is done | Counts | Positive control | Command | Date |', '|---|---|---|---|---|']
  return `${[...head, ...Object.keys(HARNESSES).map(row)].join('\n')}\n`
}

/** The page's text, with the table in its place. @param {string} page */
export function withTable(page) {
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  if (start < 0 || end < start) throw new Error('docs/reliability.md has no place for the figures')
  return page.slice(0, start) + START + table() + page.slice(end)
}

/** Writes the table into the page. */
export function writeTable() {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8')))
}
