// @ts-check
/** The manifest of the extension, as a marketplace and the AWS Toolkit's users see it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const FOLDER = new URL('../../examples/vscode-extension/', import.meta.url)
const read = (/** @type {string} */ name) => readFileSync(new URL(name, FOLDER), 'utf8')
const manifest = JSON.parse(read('package.json'))
const { commands, configuration, walkthroughs } = manifest.contributes

test('the names do not collide with those of the AWS Toolkit', () => {
  for (const { category } of commands) assert.equal(category, 'Rolehop')
  assert.match(manifest.displayName, /^Rolehop/)
})

test('a marketplace can take it: license, changelog, repository, described settings', () => {
  assert.equal(read('LICENSE'), readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'))
  assert.match(read('CHANGELOG.md'), new RegExp(`^## ${manifest.version.replaceAll('.', '[.]')}$`, 'm'))
  assert.equal(manifest.private, undefined)
  assert.equal(manifest.repository.directory, 'examples/vscode-extension')
  for (const [name, { markdownDescription }] of Object.entries(configuration.properties))
    assert.ok(markdownDescription, name)
})

test('it is activated when it is needed', () => {
  assert.deepEqual(manifest.activationEvents, [
    'onLanguage:aws-config',
    'onLanguage:aws-credentials',
    'onFileSystem:aws-profiles',
  ])
})

test('each step of the walkthrough has a page in the package, and a command that exists', () => {
  const names = commands.map((/** @type {any} */ { command }) => command)
  for (const { steps } of walkthroughs)
    for (const { media, completionEvents, description } of steps) {
      assert.notEqual(read(media.markdown), '')
      assert.ok(read('.vscodeignore').split('\n').includes('!walkthrough/**'))
      for (const event of completionEvents) {
        const name = event.replace('onCommand:', '')
        assert.ok(names.includes(name), name)
        assert.ok(description.includes(`command:${name})`), name)
      }
    }
})
