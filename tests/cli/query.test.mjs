// @ts-check
/** `--query`: what a JMESPath expression selects, and how the AWS CLI prints it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_KEY } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

const ROLE = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const TEXT = /** @type {const} */ (['--output', 'text'])

/** @type {[shows: string, args: string[], query: string, stdout: string][]} */
const SELECTED = [
  ['a name', ['plan', '-p', 'readonly'], 'hops[0].roleArn', `"${ROLE}"\n`],
  ['a string, as text', ['plan', '-p', 'readonly', ...TEXT], 'hops[0].roleArn', `${ROLE}\n`],
  ['a list', ['list-profiles'], 'profiles[:2]', '[\n    "base",\n    "hub"\n]\n'],
  ['a list, as text', ['list-profiles', ...TEXT], 'profiles', 'base\thub\tdeploy\treadonly\tlocked\n'],
  ['a filter and a function', ['list-profiles', ...TEXT], "profiles[?starts_with(@, 'h')] | [0]", 'hub\n'],
  [
    'a literal as the AWS CLI takes it',
    ['show', '-p', 'hub', ...TEXT],
    'settings[?key==`region`].value',
    'eu-central-1\n',
  ],
  ['two literals', ['list-profiles', ...TEXT], '`[{"a": "x"}]` | [?a==`x`].a', 'x\n'],
  ['a JSON literal', ['show', '-p', 'hub', ...TEXT], 'settings[?key==`"region"`].[line, value]', '8\teu-central-1\n'],
  [
    'an object',
    ['get', 'region', '-p', 'hub'],
    '{of: profile, is: value}',
    '{\n    "of": "hub",\n    "is": "eu-central-1"\n}\n',
  ],
  ['nothing', ['get', 'region', '-p', 'hub'], 'nothing', 'null\n'],
  ['nothing, as text', ['get', 'region', '-p', 'hub', ...TEXT], 'nothing', 'None\n'],
  ['a boolean, as text', ['show', '-p', 'hub', ...TEXT], 'settings[0].masked', 'False\n'],
  ['a count', ['check'], "length(diagnostics[?severity=='error'])", '0\n'],
  ['removed files', ['cache', 'clear'], 'removed', '[]\n'],
  ['cached sessions', ['cache', 'list'], 'entries', '[]\n'],
  ['the URL alone', ['console', '-p', 'readonly', '--switch-role', ...TEXT], "contains(Url, 'ReadOnly')", 'True\n'],
  ['what was signed out', ['logout', ...TEXT], 'length(removed)', '0\n'],
  [
    'an identity',
    ['whoami', '-p', 'base', ...TEXT],
    '[Account, Arn]',
    '111122223333\tarn:aws:iam::111122223333:user/alice\n',
  ],
  [
    'of many profiles',
    ['whoami', '--profiles', 'readonly,base', ...TEXT],
    '[].[Profile, Account]',
    'readonly\t111122223333\nbase\t111122223333\n',
  ],
]

for (const [shows, args, query, stdout] of SELECTED) {
  test(`--query selects ${shows}: ${args[0]} --query ${query}`, async (t) => {
    const result = await (await stage(t)).run([...args, '--query', query])
    assertStatus(result, 0)
    assert.equal(result.stdout, stdout)
  })
}

/** @type {[query: string, message: string][]} */
const REJECTED = [
  ['profiles[', 'the expression is incomplete'],
  ['', 'the expression is incomplete'],
  ['profiles profiles', 'unexpected `profiles` at position 10'],
  ['a.b-c', 'unexpected character at position 4'],
  ['[?x==`running`] y', 'unexpected `y` at position 17'],
  ["'open", 'unexpected character at position 1'],
  ['nothing(@)', 'unknown function: nothing()'],
]

for (const [query, message] of REJECTED) {
  test(`--query ${query} is rejected before anything is called`, async (t) => {
    const user = await stage(t)
    const result = await user.run(['whoami', '-p', 'readonly', `--query=${query}`])
    assertStatus(result, 252)
    const [line = ''] = result.stderr.split('\n')
    if (query) assert.equal(line, `error[usage-invalid]: \`--query\` cannot be \`${query}\`: ${message}`)
    assert.equal(result.stdout, '')
    assert.deepEqual(user.calls(), [])
  })
}

test('an expression that does not suit the result is an error without the values', async (t) => {
  const user = await stage(t)
  const result = await user.run(['credentials', '-p', 'base', '--query', 'abs(SecretAccessKey)'])
  assertStatus(result, 252)
  assert.match(result.stderr, /for function abs\(\), expected `number` but found `string`$/m)
  assert.equal(result.stdout, '')
})

test('what `show` masks stays masked', async (t) => {
  const user = await stage(t)
  const result = await user.run(['show', '-p', 'base', '--query', "settings[?contains(key, 'secret')].value | [0]"])
  assert.match(result.stdout, /^"\*{16}\w{4}"\n$/)
  assert.ok(!result.stdout.includes(DEMO_KEY.secretAccessKey))
})

test('--query selects from the credentials in a JSON format only', async (t) => {
  const user = await stage(t)
  const args = ['credentials', '-p', 'base', '--output', 'text', '--query']
  assert.equal((await user.run([...args, 'AccessKeyId'])).stdout, `${DEMO_KEY.accessKeyId}\n`)
  assert.equal((await user.run([...args, 'accessKeyId', '--format', 'json'])).stdout, `${DEMO_KEY.accessKeyId}\n`)
  const result = await user.run([...args, 'AccessKeyId', '--format', 'env'])
  assertStatus(result, 252)
  assert.match(result.stderr, /`--query` cannot be combined with `--format env`/)
})

test('values as text', async (t) => {
  const user = await stage(t)
  // what it shows, the value, the lines
  const cases = /** @type {const} */ ([
    ['an empty list', [], ''],
    ['scalars', ['a', 1, null, true], 'a\t1\tNone\tTrue\n'],
    ['lists of a list', [['a', 'b'], ['c']], 'a\tb\nc\n'],
    ['scalars and lists', ['x', ['a'], 'y'], 'x\ty\na\n'],
    ['an object, by name', { b: 1, a: 'x' }, 'x\t1\n'],
    ['an object in an object', { b: { c: 1 }, a: 2 }, '2\nB\t1\n'],
    ['a list in an object', { list: ['a', 'b'] }, 'LIST\ta\nLIST\tb\n'],
    ['objects of a list', [{ a: 1, b: 2 }, { b: 3 }], '1\t2\n\t3\n'],
    ['objects of a list in an object', { of: [{ a: 1, b: { c: 2 } }] }, 'OF\t1\nB\t2\n'],
  ])
  for (const [shows, value, text] of cases) {
    const args = ['list-profiles', '--output', 'text', '--query', `\`${JSON.stringify(value)}\``]
    assert.equal((await user.run(args)).stdout, text, shows)
  }
})
