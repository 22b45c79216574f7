// @ts-check
/** Each row of docs/incidents.md names a test that exists. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)

/** The rows of all tables. @param {string} page */
const rows = (page) =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Incident'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )

/** The problem of a row, if it has one. @param {string[]} row */
function problemOf([incident = '', reported = '', named = '']) {
  if (incident === '' || reported === '') return 'an empty cell'
  const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(named) ?? []
  if (title === '' || !existsSync(new URL(file, root))) return `no file: ${named}`
  return readFileSync(new URL(file, root), 'utf8').replaceAll("\\'", "'").includes(title)
    ? undefined
    : `no test: ${named}`
}

test('each incident has a test, and the test exists', () => {
  const all = rows(readFileSync(new URL('docs/incidents.md', root), 'utf8'))
  assert.ok(all.length > 40)
  assert.deepEqual(
    all.map(problemOf).filter((problem) => problem !== undefined),
    [],
  )
})

test('a row without a test is found', () => {
  assert.equal(problemOf(['a', '', '`tests/README.md`: x']), 'an empty cell')
  assert.match(problemOf(['a', 'b', '`tests/nowhere.mjs`: x']) ?? '', /^no file/)
  assert.match(problemOf(['a', 'b', '`package.json`: no such title']) ?? '', /^no test/)
})
