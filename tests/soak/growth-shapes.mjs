// @ts-check
/** The things that grow, and the commands that work on them. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { successXml } from '../../tools/sts/xml.mjs'
import { LINES } from './commands.mjs'
import { useEndpoint } from './dialogues.mjs'

/**
 * @typedef {import('./commands.mjs').Line} Line
 * @typedef {object} Shape
 * @property {(count: number) => string} [config] lines that are added to the config
 * @property {(aws: string, count: number) => void} [files] writes other files
 * @property {(count: number, path: string) => string | undefined} [answer] the body of a service's response, if it grows
 * @property {(count: number) => Line[]} [lines] the commands; by default all of them
 */

/** @template T @param {number} count @param {(at: number) => T} part */
export const list = (count, part) => Array.from({ length: count }, (_, at) => part(at))

/** @param {number} count @param {(at: number) => string} part */
export const repeat = (count, part) => list(count, part).join('')

/** @param {string} name @param {string} [source] */
export const role = (name, source = 'base') =>
  `[profile ${name}]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = ${source}\n`

/** A chain of roles that begins with the profile `h0`. @param {number} count */
export const chain = (count) => repeat(count, (at) => role(`h${at}`, at + 1 < count ? `h${at + 1}` : 'base'))

/** Profiles with a misspelled key, which has a fix. @param {number} count */
export const mistakes = (count) => repeat(count, (at) => `[profile p${at}]\nrole_arn = x\nsource_profil = base\n`)

/** The profiles of the roles of an account. @param {number} count */
export const profilesOfRoles = (count) =>
  repeat(
    count,
    (at) => `[profile w${at}]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Role${at}\n`,
  )

/** @param {number} count @param {string} path */
export function rolesOfAccount(count, path) {
  if (!path.startsWith('/assignment/roles')) return undefined
  return JSON.stringify({ roleList: list(count, (at) => ({ accountId: '111122223333', roleName: `Role${at}` })) })
}

/** @param {number} count @param {string} path */
function accounts(count, path) {
  if (!path.startsWith('/assignment/accounts')) return undefined
  return JSON.stringify({ accountList: list(count, (at) => ({ accountId: String(100_000_000_000 + at) })) })
}

/** Credentials of a role. @param {string} SessionToken */
const sessionWith = (SessionToken) => ({
  Credentials: {
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'secret',
    SessionToken,
    Expiration: '2035-01-01T00:00:00Z',
  },
  AssumedRoleUser: { AssumedRoleId: 'AROA:s', Arn: 'arn:aws:sts::111122223333:assumed-role/One/s' },
})

/** A session token. @param {number} count */
export const longToken = (count) => 't'.repeat(20 * count)

/** @param {string} aws @param {number} count */
function cacheEntries(aws, count) {
  const folder = join(aws, 'cli/cache')
  mkdirSync(folder, { recursive: true })
  for (const at of list(count, String)) {
    writeFileSync(
      join(folder, `${createHash('sha1').update(at).digest('hex')}.json`),
      JSON.stringify(sessionWith('token')),
    )
  }
}

const FORMATS = ['process', 'env', 'env-no-export', 'powershell', 'windows-cmd', 'fish', 'json', 'ini']

/** Lines without more than their arguments. @param {string[]} lines */
const plain = (lines) => lines.map((line) => ({ args: line.split(' ') }))

/** An option with each of many values. @param {number} count @param {string} option @param {(at: number) => string} value */
const each = (count, option, value) => list(count, (at) => [option, value(at)]).flat()

/** @type {Record<string, Shape>} */
export const SHAPES = {
  profiles: { config: (count) => repeat(count, (at) => role(`p${at}`)) },
  'settings of a profile': { config: (count) => `[profile Three]\n${repeat(count, (at) => `k${at} = v\n`)}` },
  mistakes: { config: mistakes },
  'cache entries': { files: cacheEntries },
  'roles of an account': {
    answer: rolesOfAccount,
    lines: () => LINES.filter(({ args: [command] }) => command === 'sso'),
  },
  'roles that have profiles': {
    config: profilesOfRoles,
    answer: rolesOfAccount,
    lines: () => plain(['sso write --sso-session corp --prune --yes', 'sso write --sso-session corp --dry-run']),
  },
  accounts: {
    answer: accounts,
    lines: () => plain(['sso list --sso-session corp', 'sso write --sso-session corp --yes']),
  },
  'hops of a chain': {
    config: chain,
    lines: () => [
      ...plain(['plan', 'check', 'whoami', 'credentials', 'console'].map((command) => `${command} --profile h0`)),
      ...plain(['exec --profile h0 -- true', 'exec --serve --profile h0 -- true']),
      { args: ['serve', '--profile', 'h0'], talk: useEndpoint },
    ],
  },
  'a long value': {
    config: (count) => `[profile Three]\nk = ${'x y '.repeat(20 * count)}\n`,
    lines: () => [
      ...plain(
        ['get k', 'unset k', 'set k v', 'show', 'plan', 'whoami'].map((command) => `${command} --profile Three`),
      ),
      ...LINES.filter(({ args: [command] }) => command === 'check' || command === 'lsp'),
    ],
  },
  'other sections': {
    config: (count) =>
      repeat(
        count,
        (at) => `[sso-session s${at}]\nsso_region = eu-west-1\n[services v${at}]\nsts =\n  endpoint_url = x\n`,
      ),
    lines: () => plain(['list-sections sso-session', 'list-sections services', 'show --sso-session s0', 'check']),
  },
  'a long session token': {
    answer: (count, path) =>
      path === '/' ? successXml('AssumeRole', sessionWith(longToken(count)), 'request') : undefined,
    lines: () => [
      ...plain(FORMATS.map((format) => `credentials --profile One --format ${format}`)),
      ...plain(['exec --profile One -- true', 'exec --serve --profile One -- true']),
      { args: ['serve', '--profile', 'One'], talk: useEndpoint },
    ],
  },
  'values of an option': {
    lines: (count) => [
      { args: ['plan', '--profile', 'Three', ...each(count, '--tag', (at) => `k${at}=v`)] },
      {
        args: ['plan', '--profile', 'Three', ...each(count, '--policy-arn', (at) => `arn:aws:iam::aws:policy/P${at}`)],
      },
      { args: ['sso', 'list', '--sso-session', 'corp', ...each(count, '--filter', (at) => `role=R${at}*`)] },
      { args: ['set', 'region', 'x'.repeat(20 * count), '--profile', 'Two'] },
      { args: ['exec', '--profile', 'Three', '--', 'true', ...list(count, String)] },
    ],
  },
  'profiles of a call': {
    config: (count) => repeat(count, (at) => role(`p${at}`)),
    lines: (count) => [{ args: ['exec', '--profiles', list(count, (at) => `p${at}`).join(), '--', 'true'] }],
  },
  'a long query': {
    lines: (count) =>
      [`[${list(count, () => 'profiles[0]').join()}]`, `${'('.repeat(count)}profiles${')'.repeat(count)}`].map(
        (query) => ({ args: ['list-profiles', '--query', query] }),
      ),
  },
  'profiles of a query': {
    config: (count) => repeat(count, (at) => role(`p${at}`)),
    lines: () => [
      { args: ['list-profiles', '--query', "sort(profiles[?starts_with(@, 'p')])"] },
      { args: ['list-profiles', '--query', 'profiles', '--output', 'text'] },
    ],
  },
}
