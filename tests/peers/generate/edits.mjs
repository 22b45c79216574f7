// @ts-check
/** Edits of generated files: `configure set` of one key. */

import { PIECES } from './grammar-mutations.mjs'
import { makeCases } from './index.mjs'
import { Random } from './random.mjs'

/** @typedef {import('../oracle.mjs').Case} Case */

const KEYS = [
  ...['region', 'region', 'output', 'role_arn', 'source_profile', 'mfa_serial', 'external_id', 'new_key'],
  ...['aws_access_key_id', 'aws_secret_access_key', 's3.addressing_style', 's3.new', 's3.max_concurrent_requests'],
]
const VALUES = ['eu-west-9', 'x=y', 'v # h', 'a b', 'ü', 'arn:aws:iam::123456789012:role/New', '"quoted"', '50%', 'a:b']
const ODD_VALUES = ['', ' padded ', 'two\nlines', 'a\rb', '\ttab', '#x', '[x]', 'x\u2028y', 'x\u0085y']
const NEW_NAMES = ['new', 'new one', "o'neil", 'a"b', 'profile x', 'team\ttab', 'größe', 'x]y']

/** The names of a case's sections, as written. @param {Case} one */
function written({ config = '', credentials = '' }) {
  const headers = `${config}\n${credentials}`.matchAll(/^\[(?:profile\s+)?["']?([^\]"']*)["']?\]/gm)
  return [...headers]
    .map(([, name = '']) => name)
    .filter((name) => name !== '' && !/^(services|sso-session) /.test(name))
}

/**
 * Generates edits.
 * @param {string} seed @param {number} count
 * @returns {(Case & { key: string, value: string })[]}
 */
export function makeEdits(seed, count) {
  // A new section also inherits the settings of `[DEFAULT]`, which would be more than the edit.
  const cases = makeCases(`${seed}-edit`, count).filter(
    ({ tags }) => !tags?.some((tag) => tag.endsWith(':default-upper')),
  )
  return cases.map((one) => {
    const random = new Random(`${one.id}-edit`)
    const names = random.chance(0.7) ? [...written(one), 'default'] : NEW_NAMES
    const { id = '', tags = [], config, credentials } = one
    return {
      id,
      tags,
      ...(config !== undefined && { config }),
      ...(credentials !== undefined && { credentials }),
      profile: random.pick(names),
      key: random.pick(KEYS),
      value: random.pick(random.chance(0.85) ? VALUES : ODD_VALUES),
    }
  })
}

/** Keys of settings and names in blocks: each can be either, or the name of a profile. */
const NAMES = ['region', 'sso_role_name', 'web_identity_token_file', 's3', 'p']
const SECTIONS = ['[p]\n', '[profile p]\n', '[region]\n', 'region = a\n', 'region =', 's3 =\n  a = b\n']

/** A text of pieces that matter to the grammar. @param {Random} random */
const junk = (random) =>
  Array.from({ length: random.below(12) }, () => random.pick(random.chance(0.3) ? SECTIONS : PIECES)).join('')

/**
 * So many edits of files that are junk, one of them, or both.
 * @param {string} seed @param {number} count
 * @returns {(Case & { key: string, value: string })[]}
 */
export function makeJunkEdits(seed, count) {
  return Array.from({ length: count }, (_, number) => {
    const random = new Random(`${seed}-junk-${number}`)
    const config = (random.chance(0.5) ? '[profile p]\n' : '') + junk(random)
    const credentials = random.chance(0.5) ? '' : (random.chance(0.5) ? '[p]\n' : '') + junk(random)
    const nested = random.chance(0.5) ? `.${random.pick(NAMES)}` : ''
    return {
      config,
      credentials,
      profile: random.pick(['p', 'p', 'default']),
      key: random.pick(NAMES) + nested,
      value: random.chance(0.7) ? random.pick(NAMES) : junk(random),
    }
  })
}
