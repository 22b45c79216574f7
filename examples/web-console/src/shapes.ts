/**
 * Keys in the forms that users have them in: variables of every shell, the JSON of STS, of the access portal
 * and of `credential_process`, and the CSV file of the AWS console. And which of the two files a text is.
 */
import type { SharedFile } from 'rolehop'
import type { Keys } from './protocol.ts'

/** Recognized keys. */
export interface Shape {
  /** The name of the form, for the user. */
  readonly what: string
  readonly keys: Keys
  /** The text itself, to insert it unchanged. */
  readonly text: string
}

type Recognize = (text: string) => (Omit<Shape, 'text'> | undefined) | undefined

/** The keys in a text that contains nothing else; `undefined` for all other texts. */
export function shapeOf(text: string): Shape | undefined {
  // The longest of these forms has two tokens; everything longer is a file.
  if (text.length > 20_000) return undefined
  for (const recognize of [variables, json, csv]) {
    const found = recognize(text.trim())
    if (found) return { ...found, text }
  }
  return undefined
}

/** How the shells set variables: what comes before the names, and whether a space is between name and value. */
const NOTATIONS: readonly { readonly prefix: RegExp; readonly what: string; readonly isSpaced?: boolean }[] = [
  { prefix: /^(export|(declare|typeset)\s+-x)\s+/, what: 'shell variables' },
  { prefix: /^\$env:/i, what: 'PowerShell variables' },
  { prefix: /^set\s+(-\w*x|--export)\s+/, what: 'fish variables', isSpaced: true },
  { prefix: /^setx\s+/i, what: 'Windows variables', isSpaced: true },
  { prefix: /^set\s+/i, what: 'Windows variables' },
  // Without a word before it, only the names tell that it is a variable.
  { prefix: /^(?=AWS_)/i, what: 'environment variables' },
]

const ASSIGNMENT = /(\w+)\s*=\s*("[^"]*"|'[^']*'|\S*)/g
const SPACED = /(\w+)\s+("[^"]*"|'[^']*'|\S+)/g

/** The variables that a statement sets; `undefined` for one that does something else. */
function settingsOf(statement: string) {
  const notation = NOTATIONS.find(({ prefix }) => prefix.test(statement))
  if (!notation) return undefined
  const { prefix, what, isSpaced = false } = notation
  // `set "A=b"` has the whole assignment in quotes.
  const rest = statement.replace(prefix, '').replace(/^"(\w+=.*)"$/, '$1')
  const pattern = isSpaced ? SPACED : ASSIGNMENT
  const isMore = /[^\w\s]/.test(rest.replace(pattern, ''))
  return isMore ? undefined : { what, values: [...rest.matchAll(pattern)] }
}

const variables: Recognize = (text) => {
  // No key contains a semicolon or an ampersand.
  const lines = text.split(/\r?\n|;|&+/).map((line) => line.replace(/^\s*(\$\s)?\s*/, '').trim())
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('#')).map(settingsOf)
  const [first] = wanted
  const values = new Map<string, string>()
  for (const found of wanted) {
    if (!found) return undefined
    for (const [, name = '', value = ''] of found.values) values.set(name.toUpperCase(), unquoted(value))
  }
  const keys = keysOf((key) => values.get(`AWS_${key}`), 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN')
  const region = values.get('AWS_REGION') ?? values.get('AWS_DEFAULT_REGION')
  return keys && first && { what: first.what, keys: { ...keys, ...(region && { region }) } }
}

const unquoted = (value: string) => value.trim().replace(/^(['"])(.*)\1$/, '$2')

/** The names of members that contain the keys, with what they are. */
const JSON_FORMS: readonly (readonly [string | undefined, string])[] = [
  ['Credentials', 'a response of STS'],
  ['roleCredentials', 'credentials of the access portal'],
  ['AccessKey', 'a response of IAM'],
  [undefined, 'JSON of a credential process'],
]

const json: Recognize = (text) => {
  if (!text.startsWith('{')) return undefined
  const all = parsed(text)
  for (const [member, what] of JSON_FORMS) {
    const values = member === undefined ? all : all?.[member]
    if (typeof values !== 'object' || values === null) continue
    const lower = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
    // The metadata service of an instance calls it `Token`.
    const get = (name: string) => lower.get(name) ?? (name === 'sessiontoken' ? lower.get('token') : undefined)
    const keys = keysOf(get, 'accesskeyid', 'secretaccesskey', 'sessiontoken')
    if (keys) return { what, keys }
  }
  return undefined
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const csv: Recognize = (text) => {
  const [head = '', row = '', ...more] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (more.some((line) => line.trim() !== '')) return undefined
  const names = head.split(',').map((name) => unquoted(name).toLowerCase())
  const values = row.split(',').map((value) => unquoted(value))
  const get = (name: string) => values[names.indexOf(name)]
  const keys = keysOf(get, 'access key id', 'secret access key', 'session token')
  return keys && { what: 'a CSV file of access keys', keys }
}

function keysOf(get: (name: string) => unknown, id: string, secret: string, token: string): Keys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [get(id), get(secret), get(token)]
  if (!isWord(accessKeyId) || !isWord(secretAccessKey)) return undefined
  return { accessKeyId, secretAccessKey, ...(isWord(sessionToken) && { sessionToken }) }
}

const isWord = (value: unknown): value is string => typeof value === 'string' && /^\S+$/.test(value)

const OF_CONFIG =
  /^\s*\[\s*(profile|sso-session|services)\s|^\s*(role_arn|sso_session|sso_start_url|source_profile)\s*=/m
const OF_CREDENTIALS = /^\s*aws_(access_key_id|secret_access_key|session_token)\s*=/m

/** Which of the two files a text is, by its name and its content; `undefined` if neither tells. */
export function kindOf(text: string, name = ''): SharedFile | undefined {
  const [isConfig, isCredentials] = [OF_CONFIG.test(text), OF_CREDENTIALS.test(text)]
  if (isConfig !== isCredentials) return isConfig ? 'config' : 'credentials'
  if (/credentials/i.test(name)) return 'credentials'
  return /config/i.test(name) ? 'config' : undefined
}
