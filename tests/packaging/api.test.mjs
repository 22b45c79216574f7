// @ts-check
/** `docs/api` equals the output of `npm run docs:api`. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeReference } from '../../tools/api.mjs'
import { root } from '../../tools/run.mjs'

/** The pages of a folder by name. Git may check files out with CRLF. */
const pages = (/** @type {string} */ folder) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')]),
  )

test('the API reference is up to date', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-api-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeReference(folder)
  const [written, committed] = [pages(folder), pages(join(root, 'docs/api'))]
  assert.deepEqual(Object.keys(committed), Object.keys(written))
  for (const [name, text] of Object.entries(written))
    assert.equal(committed[name], text, `docs/api/${name} is out of date: run \`npm run docs:api\` and commit it`)
})

test('the reference covers both entries and their options', () => {
  const { 'index.md': index = '', 'vscode.md': vscode = '' } = pages(join(root, 'docs/api'))
  for (const name of ['fromProfile()', 'FromProfileOptions', 'SharedConfig', 'RolehopError'])
    assert.match(index, new RegExp(`^### ${name.replace('()', '\\(\\)')}$`, 'm'), name)
  for (const name of ['fileHost()', 'secretStore()'])
    assert.match(vscode, new RegExp(`^### ${name.replace('()', '\\(\\)')}$`, 'm'), name)
})
