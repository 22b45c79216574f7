// @ts-check
/** The command lines of batch files: no argument may run anything. `tests/windows` runs them in `cmd.exe`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from './internal.mjs'

const { batchArguments, isBatchFile } = await internal('runtime/node/batch-files')

const OPTIONS = ['/d', '/e:on', '/v:off', '/s', '/c']
const lineOf = (/** @type {string[]} */ ...args) => batchArguments('C:\\x.cmd', args).at(-1)

/** Arguments, and how `cmd.exe` gets them. A `%` is followed by a part of a variable that is empty. */
const QUOTED = /** @type {const} */ ([
  ['a plain word', 'plain-1.2', 'plain-1.2'],
  ['a path', 'C:\\a\\b.txt', 'C:\\a\\b.txt'],
  ['an ARN', 'arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/Deploy'],
  ['nothing', '', '""'],
  ['a space', 'a b', '"a b"'],
  ['a tab', 'a\tb', '"a\tb"'],
  ['a command behind it', 'a&calc', '"a&calc"'],
  ['a pipe', 'a|b', '"a|b"'],
  ['redirections', '<a>b', '"<a>b"'],
  ['parentheses', '(a)', '"(a)"'],
  ['a caret', 'a^&b', '"a^&b"'],
  ['an exclamation mark', '!PATH!', '"!PATH!"'],
  ['what separates arguments', 'a,b;c=d', '"a,b;c=d"'],
  ['what batch files expand', '*', '"*"'],
  ['another script', 'é', '"é"'],
  ['a quote', 'a"b', '"a""b"'],
  ['a quote that would end the quotes', '"&calc&"', '"""&calc&"""'],
  ['a backslash before a quote', 'a\\"b', '"a\\\\""b"'],
  ['a backslash at the end', 'a\\', '"a\\\\"'],
  ['two of them, after a space', 'a b\\\\', '"a b\\\\\\\\"'],
  ['a backslash before a letter', 'a \\b', '"a \\b"'],
  ['a variable', '%PATH%', '"%%cd:~,%PATH%%cd:~,%"'],
  ['a percent sign', '100%', '"100%%cd:~,%"'],
  ['two percent signs', '%%', '"%%cd:~,%%%cd:~,%"'],
  ['its own replacement', '%cd:~,%', '"%%cd:~,%cd:~,%%cd:~,%"'],
])

for (const [shows, word, expected] of QUOTED) {
  test(`an argument of a batch file: ${shows}`, () => {
    assert.equal(lineOf(word), `""C:\\x.cmd" ${expected}"`)
    assert.equal(lineOf('a', word, 'b'), `""C:\\x.cmd" a ${expected} b"`)
  })
}

test('what cmd.exe interprets is inside quotes, whatever the argument is', () => {
  const parts = ['"', '\\', '%', '&', '|', '^', '!', '<', '>', '(', ')', ' ', ',', 'a', 'PATH']
  for (const one of parts)
    for (const two of parts)
      for (const three of parts) {
        const line = lineOf(one + two + three).slice(1, -1)
        // Without what is in quotes, where a doubled quote ends and begins them again, nothing is left to interpret.
        assert.match(line.replace(/"[^"]*"/g, ''), /^ [\w\\]*$/, line)
        assert.equal((line.replaceAll('%%cd:~,%', '').match(/%/g) ?? []).length, 0, line)
      }
})

test('the path is quoted, and the options do not depend on the registry', () => {
  assert.deepEqual(batchArguments('C:\\a b & c\\100%\\x.cmd', []), [...OPTIONS, '""C:\\a b & c\\100%%cd:~,%\\x.cmd""'])
})

test('a line break or another control character is refused, in an argument and in the path', () => {
  for (const character of ['\n', '\r', '\0', '\x1a', '\x1b']) {
    const refused = { code: 'EINVAL', message: /control character/ }
    assert.throws(() => batchArguments('C:\\x.cmd', [`a${character}b`]), refused)
    assert.throws(() => batchArguments(`C:\\${character}.cmd`, []), refused)
  }
  assert.throws(() => batchArguments('C:\\"&calc&".cmd', []), { code: 'EINVAL', message: /quote/ })
})

test('a batch file is known by its name, also by one that Windows takes for the same', () => {
  for (const path of ['x.cmd', 'C:\\a\\X.BAT', 'x.cmd.', 'x.bat ', 'x.Cmd. .']) assert.ok(isBatchFile(path), path)
  for (const path of ['x.exe', 'x.com', 'cmd', 'x.cmd.exe', 'x.cmdx']) assert.ok(!isBatchFile(path), path)
})
