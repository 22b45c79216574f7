// @ts-check
/** Edits of generated files: `configure set` of one key. */
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
