// @ts-check
/** The credentials object: the AWS SDK can use it, and logs never show its secrets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { Credentials, formatCredentials } from 'rolehop'

const KEY = 'ASIAQ7XK2JVN5WZH1234'
const SECRET = 'vR8/kq2LmZ7xTn4+wYc9pGd6hJs3fBu5aEoN1iKq'
const TOKEN = 'IQoJb3JpZ2luX2VjEHkZx9Lw7Tq3Rm5Vn8Bc1Yd4Gf6'
const EXPIRATION = new Date('2030-01-01T00:00:00Z')

const credentials = () =>
  new Credentials({
    accessKeyId: KEY,
    secretAccessKey: SECRET,
    sessionToken: TOKEN,
    expiration: EXPIRATION,
    accountId: '111122223333',
  })

/** Asserts that no more than four characters of a secret are shown. */
function assertClean(/** @type {string} */ shown, /** @type {string} */ how) {
  for (const canary of [SECRET, TOKEN, KEY]) {
    for (let at = 0; at + 6 <= canary.length; at += 1) {
      const piece = canary.slice(at, at + 6)
      assert.ok(!shown.includes(piece), `${how} shows ${piece}: ${shown}`)
    }
  }
}

const ways = /** @type {Record<string, (value: unknown) => string>} */ ({
  'util.inspect': (value) => inspect(value),
  'util.inspect with all options': (value) => inspect(value, { depth: null, showHidden: true, compact: false }),
  'console.dir': (value) => inspect(value, { customInspect: false, showHidden: true, depth: null }),
  '%o': (value) => format('%o', value),
  '%j': (value) => format('%j', value),
  String: (value) => String(value),
  'template literal': (value) => `${value}`,
  'JSON.stringify': (value) => JSON.stringify(value),
  'inside an array': (value) => inspect([[{ value }]], { depth: null }) + JSON.stringify([{ value }]),
  'as an error cause': (value) => inspect(new Error('failed', { cause: value })),
})

for (const [how, show] of Object.entries(ways)) {
  test(`${how} shows no secret`, () => assertClean(show(credentials()), how))
}

test('the printed form shows the access key ID and the expiration', () => {
  assert.equal(
    String(credentials()),
    'Credentials {"accessKeyId":"****************1234","secretAccessKey":"[redacted]","sessionToken":"[redacted]",' +
      '"expiration":"2030-01-01T00:00:00.000Z","accountId":"111122223333"}',
  )
})

test('the fields can be read, destructured and spread', () => {
  const plain = {
    accessKeyId: KEY,
    secretAccessKey: SECRET,
    sessionToken: TOKEN,
    expiration: EXPIRATION,
    accountId: '111122223333',
  }
  assert.deepEqual({ ...credentials() }, plain)
  const { accessKeyId, secretAccessKey } = credentials()
  assert.deepEqual({ accessKeyId, secretAccessKey }, { accessKeyId: KEY, secretAccessKey: SECRET })
})

test('long-term keys have no empty fields', () => {
  const keys = new Credentials({ accessKeyId: KEY, secretAccessKey: SECRET })
  assert.deepEqual(Object.keys(keys), ['accessKeyId', 'secretAccessKey'])
})

test('the SDK can record the source of the credentials', () => {
  const marked = Object.assign(credentials(), { $source: { CREDENTIALS_CODE: 'e' } })
  assert.equal(marked.secretAccessKey, SECRET)
})

test('credentials are formatted in every supported format', () => {
  assert.equal(
    formatCredentials(credentials(), 'env'),
    [
      `export AWS_ACCESS_KEY_ID=${KEY}`,
      `export AWS_SECRET_ACCESS_KEY=${SECRET}`,
      `export AWS_SESSION_TOKEN=${TOKEN}`,
      'export AWS_CREDENTIAL_EXPIRATION=2030-01-01T00:00:00+00:00',
      '',
    ].join('\n'),
  )
  const written = JSON.parse(formatCredentials(credentials(), 'process'))
  assert.deepEqual(written, {
    Version: 1,
    AccessKeyId: KEY,
    SecretAccessKey: SECRET,
    SessionToken: TOKEN,
    Expiration: '2030-01-01T00:00:00+00:00',
    ...(written.AccountId && { AccountId: '111122223333' }),
  })
})

test('an unknown format is rejected', () => {
  assert.throws(() => formatCredentials(credentials(), /** @type {never} */ ('yaml')), {
    name: 'RolehopError',
    code: 'usage-invalid',
    exitCode: 252,
  })
})
