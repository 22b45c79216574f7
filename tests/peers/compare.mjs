// @ts-check
/** A case put to both, and what of their disagreement is not on purpose. */
import { DIFFERENCES, sameError } from './differences.mjs'
import { NOW } from './fake-sts.mjs'
import { askRolehop } from './ours.mjs'
import { differingFields, outcomeOf } from './outcome.mjs'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Field} Field */
/** @typedef {(one: Case) => Promise<import('./oracle.mjs').Answer>} Ask */

/**
 * @typedef {object} Comparison
 * @property {Case} one
 * @property {Outcome} theirs
 * @property {Outcome} ours
 * @property {Field[]} fields in which they differ
 * @property {string[]} explainedBy ids of the differences on purpose that apply
 * @property {Field[]} unexplained
 */

/** What a case is tagged with to be asked with a cache: `cached:` and the seconds that the entries last. */
const CACHED = /^cached:(-?\d+)$/

/**
 * The same case with the cache entries that the reference leaves.
 * @param {Case} one @param {Ask} ask @param {number} seconds until they end
 * @returns {Promise<Case>}
 */
async function withCache(one, ask, seconds) {
  const { written } = await ask({ ...one, sts: {} })
  const end = new Date(NOW.getTime() + seconds * 1000).toISOString().replace('.000Z', '+00:00')
  const entries = Object.entries(written).map(([name, text]) => [
    `.aws/cli/cache/${name}`,
    text.replace(/"Expiration": "[^"]*"/, `"Expiration": "${end}"`),
  ])
  return { ...one, files: { ...one.files, ...Object.fromEntries(entries) } }
}

/**
 * Puts a case to both.
 * @param {Case} given @param {Ask} ask
 * @returns {Promise<Comparison>}
 */
export async function compare(given, ask) {
  const cached = given.tags?.map((tag) => CACHED.exec(tag)?.[1]).find((seconds) => seconds !== undefined)
  const one = cached === undefined ? given : await withCache(given, ask, Number(cached))
  const [theirs, ours] = [outcomeOf(await ask(one)), await askRolehop(one)]
  /** @type {Field[]} */
  const fields = differingFields(theirs, ours)
  if (theirs.error && ours.error && !sameError(theirs.error, ours.error)) fields.push('error')
  const applying = fields.length > 0 ? DIFFERENCES.filter(({ applies }) => applies(theirs, ours, one)) : []
  const explained = applying.filter(({ covers }) => covers.some((field) => fields.includes(field)))
  const unexplained = fields.filter((field) => !explained.some(({ covers }) => covers.includes(field)))
  return { one, theirs, ours, fields, explainedBy: explained.map(({ id }) => id), unexplained }
}

/**
 * Takes lines out of a case's files for as long as the two still disagree.
 * @param {Comparison} found @param {Ask} ask
 * @returns {Promise<Comparison>}
 */
export async function minimised(found, ask) {
  let smallest = found
  for (const file of /** @type {const} */ (['config', 'credentials'])) {
    for (let at = (smallest.one[file]?.split('\n').length ?? 0) - 1; at >= 0; at -= 1) {
      const lines = smallest.one[file]?.split('\n') ?? []
      const smaller = await compare({ ...smallest.one, [file]: lines.toSpliced(at, 1).join('\n') }, ask)
      if (smaller.unexplained.length > 0) smallest = smaller
    }
  }
  return smallest
}

/** A disagreement for people. @param {Comparison} found */
export function report({ one, theirs, ours, unexplained }) {
  const fields = unexplained.flatMap((field) => {
    const key = field === 'end' ? 'error' : field
    return [`  ${field}: theirs ${JSON.stringify(theirs[key])}`, `  ${field}: ours   ${JSON.stringify(ours[key])}`]
  })
  return [JSON.stringify(one, null, 2), ...fields].join('\n')
}
