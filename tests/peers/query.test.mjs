// @ts-check
/** `--query` and `--output text` beside the library and the formatter of the AWS CLI. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLI } from '../cli/support.mjs'
import { needsPeers, python } from './setup.mjs'

/** Reads lines of an expression and writes what the AWS CLI prints for each; for a wrong one, its position. */
const THEIRS = `
import io, json, sys
import jmespath
from jmespath.exceptions import LexerError, ParseError
from awscli.text import format_text
for line in sys.stdin:
    query, data = json.loads(line)
    stream = io.StringIO()
    try:
        format_text(jmespath.search(query, data), stream)
        print(json.dumps(stream.getvalue()))
    except (LexerError, ParseError) as error:
        position = getattr(error, 'lexer_position', None)
        print(json.dumps(error.lex_position if position is None else position))
`

const DATA = {
  Name: 'a',
  Flag: true,
  None: null,
  Number: 7,
  Tags: [
    { Key: 'team', Value: 'blue' },
    { Key: 'state', Value: 'running', More: ['x', 'y'] },
  ],
  Nested: { Inner: { Deep: [1, 2] }, Name: 'n' },
  Mixed: ['x', ['y', 'z'], 'w'],
}

/** The expressions, on {@link DATA}. */
const QUERIES = [
  '@',
  'Name',
  'Flag',
  'None',
  'Number',
  'Missing',
  'Tags',
  'Tags[].Key',
  'Tags[].[Key, Value]',
  'Tags[?Value==`running`].Key',
  'Tags[?Value==`"running"`].Key | [0]',
  "Tags[?contains(Value, 'un')]",
  'Nested',
  'Nested.Inner',
  'Mixed',
  '{a: Name, b: Number}',
  'keys(@)',
  'length(Tags)',
  'sort_by(Tags, &Value)[].Value',
  "join('-', Tags[].Key)",
  'Tags[::-1].Key',
  'not_null(Missing, Name)',
  'Name Number',
  'Tags[',
  'Tags[?',
  'Na-me',
]

test('the AWS CLI prints the same', needsPeers(), (t) => {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-query-'))
  t.after(() => rmSync(home, { recursive: true }))
  const input = QUERIES.map((query) => JSON.stringify([query, DATA])).join('\n')
  const theirs = spawnSync(python.program, [...python.flags, '-c', THEIRS], { input, encoding: 'utf8' })
  assert.equal(theirs.stderr, '')
  const expected = theirs.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(expected.length, QUERIES.length)
  for (const [at, query] of QUERIES.entries()) {
    const isWrong = typeof expected[at] === 'number'
    // The data is a literal of the expression: no command prints the same.
    const expression = isWrong ? query : `\`${JSON.stringify(DATA)}\` | ${query}`
    const args = [CLI, 'list-profiles', '--output', 'text', '--query', expression]
    const ours = spawnSync(process.execPath, args, { encoding: 'utf8', env: { HOME: home } })
    if (!isWrong) assert.equal(ours.stdout, expected[at], query)
    else if (expected[at] >= query.length) assert.match(ours.stderr, /the expression is incomplete/, query)
    else assert.ok(ours.stderr.includes(`at position ${expected[at] + 1}`), `${query}: ${ours.stderr}`)
  }
})
