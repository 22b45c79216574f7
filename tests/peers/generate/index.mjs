// @ts-check
/**
 * Cases for the reference and rolehop to be asked alike, in four moods.
 *
 * A case is a function of seed, mood and number, so that one can be made again by its id alone.
 */
import { addFault } from './faults.mjs'
import { mangle, notUtf8, ODDITIES } from './oddities.mjs'
import { Random } from './random.mjs'
import { render } from './render.mjs'
import { makeWorld } from './world.mjs'

/** @typedef {import('../oracle.mjs').Case} Case */
/** @typedef {import('./world.mjs').World} World */

/** `realistic` files, `chain` faults, one oddity of `grammar`, several `nasty` ones. */
export const MOODS = /** @type {const} */ (['realistic', 'chain', 'grammar', 'nasty'])

/** What STS refuses with. */
const REFUSALS = [
  { status: 403, code: 'AccessDenied', message: 'User is not authorized to perform: sts:AssumeRole' },
  { status: 403, code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' },
  { status: 403, code: 'SignatureDoesNotMatch', message: 'The request signature we calculated does not match.' },
  { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' },
  { status: 400, code: 'ValidationError', message: 'The requested DurationSeconds exceeds the MaxSessionDuration' },
  { status: 403, code: 'RegionDisabledException', message: 'STS is not activated in this region' },
]

/** The profile that is asked for, and how. @param {Random} random @param {World} world @param {string} wanted */
function selection(random, world, wanted) {
  const how = random.next()
  if (how < 0.75) return { profile: wanted, env: world.env }
  if (how < 0.85)
    return { env: { ...world.env, AWS_PROFILE: wanted, ...(how < 0.8 && { AWS_DEFAULT_PROFILE: 'nope' }) } }
  if (how < 0.9) return { env: { ...world.env, AWS_DEFAULT_PROFILE: wanted } }
  return how < 0.92 ? { profile: 'nope', env: world.env } : { env: world.env }
}

/** Makes one text of a case odd. @param {Random} random @param {Case} made @param {string} mood */
function makeOdd(random, made, mood) {
  const file = made.credentials !== undefined && random.chance(0.2) ? 'credentials' : 'config'
  let text = made[file] ?? ''
  for (let count = mood === 'grammar' ? 1 : 1 + random.below(3); count > 0; count -= 1) {
    const name = random.pick(Object.keys(ODDITIES))
    text = /** @type {(typeof ODDITIES)[string]} */ (ODDITIES[name])(text, random)
    made.tags?.push(`${file}:${name}`)
  }
  if (mood === 'nasty' && random.chance(0.5)) text = mangle(text, random)
  if (mood !== 'nasty' || random.chance(0.9)) return { ...made, [file]: text }
  const { [file]: _text, ...rest } = made
  return {
    ...rest,
    [`${file}_b64`]: notUtf8(text, random).toString('base64'),
    tags: [...(made.tags ?? []), 'not-utf-8'],
  }
}

/**
 * One case.
 * @param {string} seed @param {(typeof MOODS)[number]} mood @param {number} number
 * @returns {Case}
 */
export function makeCase(seed, mood, number) {
  const id = `${seed}-${mood}-${number}`
  const random = new Random(id)
  const world = makeWorld(random)
  if (mood === 'chain') addFault(random, world)
  const names = [...new Set([...world.profiles.keys(), ...world.credentials.keys()])]
  const roles = names.filter((name) => 'role_arn' in { ...world.profiles.get(name), ...world.credentials.get(name) })
  const some = roles.length > 0 && random.chance(0.7) ? roles : names
  const wanted = mood === 'chain' ? 'top' : random.pick(some)
  /** @type {Case} */
  const made = {
    id,
    tags: world.tags,
    files: world.files,
    ...render(random, world),
    ...selection(random, world, wanted),
  }
  if (random.chance(0.05)) made.sts = { [1 + random.below(2)]: random.pick(REFUSALS) }
  if (random.chance(0.1)) made.tags?.push(`cached:${random.pick([3600, 901, 900, 899, -1])}`)
  return mood === 'grammar' || mood === 'nasty' ? makeOdd(random, made, mood) : made
}

/**
 * So many cases, all moods in turn.
 * @param {string} seed @param {number} count
 * @returns {Case[]}
 */
export function makeCases(seed, count) {
  const moodOf = (/** @type {number} */ number) => /** @type {(typeof MOODS)[number]} */ (MOODS[number % MOODS.length])
  return Array.from({ length: count }, (_, number) => makeCase(seed, moodOf(number), Math.floor(number / MOODS.length)))
}
