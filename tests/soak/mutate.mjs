// @ts-check
/** A corpus, and mutations of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { successXml } from '../../tools/sts/xml.mjs'

const CASES = new URL('../cases/', import.meta.url)

/** The texts of the cases with this name. @param {string} file */
const ofCases = (file) =>
  readdirSync(CASES)
    .map((name) => new URL(`${name}/${file}`, CASES))
    .flatMap((url) => {
      try {
        return [readFileSync(url, 'utf8')]
      } catch {
        return []
      }
    })

const CREDENTIALS = {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'secret',
  SessionToken: 'token',
  Expiration: '2035-01-01T00:00:00Z',
}
const USER = { AssumedRoleId: 'AROA:s', Arn: 'arn:aws:sts::111122223333:assumed-role/R/s' }

/** The texts that inputs start from. */
export const CORPUS = {
  config: [...ofCases('config'), '[default]\nregion = eu-west-1\n', '[profile "a b"]\ns3 =\n  max_queue_size = 1\n'],
  credentials: [
    ...ofCases('credentials'),
    '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n',
  ],
  secrets: ['export AWS_SESSION_TOKEN=abc', '"SecretAccessKey": "abc"', 'https://user:pass@host/', 'a,b,wJalrXUtnFEMI'],
  entry: [JSON.stringify({ Credentials: CREDENTIALS, AssumedRoleUser: USER })],
  xml: [successXml('AssumeRole', { Credentials: CREDENTIALS, AssumedRoleUser: USER }, 'id')],
  helper: [JSON.stringify({ Version: 1, ...CREDENTIALS })],
  arn: ['arn:aws:iam::111122223333:role/R', 'arn:aws-cn:iam::111122223333:role/path/R'],
  region: ['eu-west-1', 'cn-north-1', 'us-gov-west-1', 'fips-us-east-1'],
  name: ['{profile}@{host}', 'alice', '{user}', 'a.b-c_d'],
}

/** Parts that mean something to a parser. */
const WORDS = [
  '[profile a]\n',
  '[default]',
  '[sso-session s]',
  '=',
  '\n',
  '\r\n',
  '  ',
  '#',
  ';',
  '"',
  "'",
  '\\',
  '%',
  '\t',
  'role_arn = ',
  'source_profile = ',
  'mfa_serial',
  'credential_process = ',
  'region',
  'sso_session = ',
  'endpoint_url = ',
  '\u0000',
  '\ufeff',
  '\u202e',
  '\u200b',
  '\ud800',
  '\u001b[31m',
  '\u0085',
  '\u000b',
  'é',
  '𝄞',
  '__proto__',
  'constructor',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  'null',
  'true',
  '1e999',
  '-1',
  '<',
  '>',
  '</',
  '&amp;',
  '&#xD800;',
  '<!DOCTYPE x>',
  '<![CDATA[',
  '/',
  '@',
  '?',
  '..',
  '://',
  '{profile',
  '{}',
  '*',
  '9'.repeat(40),
  'x'.repeat(300),
]

/** Makes inputs. */
export class Mutator {
  /** @param {import('../peers/generate/random.mjs').Random} random */
  constructor(random) {
    this.random = random
  }

  /** One of the items. @template T @param {readonly T[]} items @returns {T} */
  pick(items) {
    return /** @type {T} */ (items[this.random.below(items.length)])
  }

  /** A text of the corpus after up to six mutations. @param {readonly string[]} corpus */
  text(corpus) {
    let text = this.pick(corpus)
    for (let left = this.random.below(7); left > 0; left -= 1) text = this.#mutated(text, corpus)
    return text.slice(0, 4000)
  }

  /** @param {string} text @param {readonly string[]} corpus */
  #mutated(text, corpus) {
    const at = this.random.below(text.length + 1)
    const end = at + this.random.below(12)
    switch (this.random.below(6)) {
      case 0:
        return text.slice(0, at) + this.pick(WORDS) + text.slice(at)
      case 1:
        return text.slice(0, at) + text.slice(end)
      case 2:
        return text.slice(0, at) + String.fromCharCode(this.random.below(0x180)) + text.slice(at + 1)
      case 3:
        return text.slice(0, at) + text.slice(at, end).repeat(3) + text.slice(end)
      case 4:
        return text.slice(0, at) + this.pick(corpus).slice(this.random.below(200))
      default:
        return text.slice(0, at) + this.pick(WORDS) + text.slice(end)
    }
  }

  /** Any value of JavaScript. @param {number} [depth] @returns {unknown} */
  value(depth = 2) {
    const simple = [
      undefined,
      null,
      true,
      0,
      -1,
      Number.NaN,
      1n,
      '',
      'a',
      '__proto__',
      Symbol('s'),
      () => 1,
      new Date(Number.NaN),
    ]
    if (depth === 0 || this.random.chance(0.5)) return this.pick(simple)
    if (this.random.chance(0.3)) return [this.value(depth - 1)]
    const keys = [
      'profile',
      'env',
      'config',
      'region',
      'host',
      'cache',
      'accessKeyId',
      'secretAccessKey',
      'roleArn',
      'x',
    ]
    return Object.fromEntries(
      Array.from({ length: this.random.below(4) }, () => [this.pick(keys), this.value(depth - 1)]),
    )
  }
}
