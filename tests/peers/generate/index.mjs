// @ts-check
/**
 * Generates cases for the comparison of the AWS CLI and rolehop, of four styles.
 *
 * A case is a function of seed, style and number, so its id is enough to generate it again.
 */
import { addFault } from './faults.mjs'
import { MUTATIONS, mangle, notUtf8 } from './grammar-mutations.mjs'
import { makeFixture } from './iam-fixture.mjs'
import { Random } from './random.mjs'
import { render } from './render.mjs'

/** @typedef {import('../oracle.mjs').Case} Case */
/** @typedef {import('./iam-fixture.mjs').Fixture} Fixture */

/** `realistic` files, faults of the `chain`, one mutation of the `grammar`, several `nasty` ones. */
export const STYLES = /** @type {const} */ (['realistic', 'chain', 'grammar', 'nasty'])

/** Rejections by STS. */
const REJECTIONS = [
  { status: 403, code: 'AccessDenied', message: 'User is not authorized to perform: sts:AssumeRole' },
  { status: 403, code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' },
  { status: 403, code: 'SignatureDoesNotMatch', message: 'The request signature we calculated does not match.' },
  { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' },
  { status: 400, code: 'ValidationError', message: 'The requested DurationSeconds exceeds the MaxSessionDuration' },
  { status: 403, code: 'RegionDisabledException', message: 'STS is not activated in this region' },
]

/** The requested profile, and how it is selected. @param {Random} random @param {Fixture} fixture @param {string} wanted */
function selection(random, fixture, wanted) {
  const how = random.next()
  if (how < 0.75) return { profile: wanted, env: fixture.env }
  if (how < 0.85)
    return { env: { ...fixture.env, AWS_PROFILE: wanted, ...(how < 0.8 && { AWS_DEFAULT_PROFILE: 'nope' }) } }
  if (how < 0.9) return { env: { ...fixture.env, AWS_DEFAULT_PROFILE: wanted } }
  return how < 0.92 ? { profile: 'nope', env: fixture.env } : { env: fixture.env }
}

/** Mutates one text of a case. @param {Random} random @param {Case} made @param {string} style */
function mutate(random, made, style) {
  const file = made.credentials !== undefined && random.chance(0.2) ? 'credentials' : 'config'
  let text = made[file] ?? ''
  for (let count = style === 'grammar' ? 1 : 1 + random.below(3); count > 0; count -= 1) {
    const name = random.pick(Object.keys(MUTATIONS))
    text = /** @type {(typeof MUTATIONS)[string]} */ (MUTATIONS[name])(text, random)
    made.tags?.push(`${file}:${name}`)
  }
  if (style === 'nasty' && random.chance(0.5)) text = mangle(text, random)
  if (style !== 'nasty' || random.chance(0.9)) return { ...made, [file]: text }
  const { [file]: _text, ...rest } = made
  return {
    ...rest,
    [`${file}_b64`]: notUtf8(text, random).toString('base64'),
    tags: [...(made.tags ?? []), 'not-utf-8'],
  }
}

/**
 * Generates one case.
 * @param {string} seed @param {(typeof STYLES)[number]} style @param {number} number
 * @returns {Case}
 */
export function makeCase(seed, style, number) {
  const id = `${seed}-${style}-${number}`
  const random = new Random(id)
  const fixture = makeFixture(random)
  if (style === 'chain') addFault(random, fixture)
  const names = [...new Set([...fixture.profiles.keys(), ...fixture.credentials.keys()])]
  const roles = names.filter(
    (name) => 'role_arn' in { ...fixture.profiles.get(name), ...fixture.credentials.get(name) },
  )
  const some = roles.length > 0 && random.chance(0.7) ? roles : names
  const wanted = style === 'chain' ? 'top' : random.pick(some)
  /** @type {Case} */
  const made = {
    id,
    tags: fixture.tags,
    files: fixture.files,
    ...render(random, fixture),
    ...selection(random, fixture, wanted),
  }
  if (random.chance(0.05)) made.sts = { [1 + random.below(2)]: random.pick(REJECTIONS) }
  if (random.chance(0.1)) made.tags?.push(`cached:${random.pick([3600, 901, 900, 899, -1])}`)
  return style === 'grammar' || style === 'nasty' ? mutate(random, made, style) : made
}

/**
 * Generates cases of all styles in turn.
 * @param {string} seed @param {number} count
 * @returns {Case[]}
 */
export function makeCases(seed, count) {
  const styleOf = (/** @type {number} */ number) =>
    /** @type {(typeof STYLES)[number]} */ (STYLES[number % STYLES.length])
  return Array.from({ length: count }, (_, number) =>
    makeCase(seed, styleOf(number), Math.floor(number / STYLES.length)),
  )
}
