// @ts-check
/** docs/differences.md: each difference has a test, and the test that it names exists. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'
import { DIFFERENCES } from '../peers/differences.mjs'
import { EDIT_DIFFERENCES } from '../peers/edit-differences.mjs'

const page = readFileSync(join(root, 'docs', 'differences.md'), 'utf8')

/** A pattern for a test with a title in a test file. @param {string} path @param {string} title */
function declaration(path, title) {
  const quotes = ["'", '"', '`']
  return path.endsWith('.rs') ? [`fn ${title}(`] : quotes.map((quote) => `test(${quote}${title}${quote},`)
}

test('every difference from the AWS CLI that it runs beside is documented, and no other', () => {
  const headings = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map(([, id]) => id)
  const ids = [...DIFFERENCES, ...EDIT_DIFFERENCES].map(({ id }) => id)
  assert.deepEqual(headings.sort(), ids.sort())
})

test('every other difference names its test, which exists', () => {
  const items = page.split('\n').filter((line) => line.startsWith('- '))
  assert.ok(items.length > 25, 'the items are not found')
  for (const item of items) {
    if (/ Not tested: \S.+\.$/.test(item)) continue
    const [, tests = ''] = / Test: (.*)\.$/.exec(item) ?? []
    const links = [...tests.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g)]
    assert.ok(links.length > 0, `no test: ${item}`)
    for (const [, title = '', path = ''] of links) {
      assert.ok(existsSync(join(root, path)), `${path} does not exist`)
      const text = readFileSync(join(root, path), 'utf8')
      assert.ok(
        declaration(path, title).some((form) => text.includes(form)),
        `${path} has no test "${title}"`,
      )
    }
  }
})
