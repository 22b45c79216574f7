// @ts-check
/** Runs a case in the AWS CLI and in rolehop, and finds the differences that are not intended. */
import { DIFFERENCES, sameError } from './differences.mjs'
import { NOW } from './fake-sts.mjs'
import { differingFields, outcomeOf } from './outcome.mjs'
import { askRolehop } from './rolehop-runner.mjs'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Field} Field */
/** @typedef {(one: Case) => Promise<import('./oracle.mjs').Result>} Ask */

/**
 * @typedef {object} Comparison
 * @property {Case} one
 * @property {Outcome} awsCli
 * @property {Outcome} rolehop
 * @property {Field[]} fields that differ
 * @property {string[]} explainedBy ids of the intended differences that apply
 * @property {Field[]} unexplained
 */

/** The tag of a case with cached sessions: `cached:` and the seconds until they expire. */
const CACHED = /^cached:(-?\d+)$/

/**
 * The same case with the cache entries that the AWS CLI writes.
 * @param {Case} one @param {Ask} ask @param {number} seconds until they expire
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
 * Runs a case in both.
 * @param {Case} given @param {Ask} ask
 * @returns {Promise<Comparison>}
 */
export async function compare(given, ask) {
  const cached = given.tags?.map((tag) => CACHED.exec(tag)?.[1]).find((seconds) => seconds !== undefined)
  const one = cached === undefined ? given : await withCache(given, ask, Number(cached))
  const [awsCli, rolehop] = [outcomeOf(await ask(one)), await askRolehop(one)]
  /** @type {Field[]} */
  const fields = differingFields(awsCli, rolehop)
  if (awsCli.error && rolehop.error && !sameError(awsCli.error, rolehop.error)) fields.push('error')
  const applying = fields.length > 0 ? DIFFERENCES.filter(({ applies }) => applies(awsCli, rolehop, one)) : []
  const explained = applying.filter(({ covers }) => covers.some((field) => fields.includes(field)))
  const unexplained = fields.filter((field) => !explained.some(({ covers }) => covers.includes(field)))
  return { one, awsCli, rolehop, fields, explainedBy: explained.map(({ id }) => id), unexplained }
}

/**
 * Removes lines from a case's files while the results still differ.
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

/** The text of a comparison with differences. @param {Comparison} found */
export function report({ one, awsCli, rolehop, unexplained }) {
  const fields = unexplained.flatMap((field) => {
    const key = field === 'end' ? 'error' : field
    return [`  ${field}: AWS CLI ${JSON.stringify(awsCli[key])}`, `  ${field}: rolehop ${JSON.stringify(rolehop[key])}`]
  })
  return [JSON.stringify(one, null, 2), ...fields].join('\n')
}
