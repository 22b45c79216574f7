// @ts-check
/** The manifest of the extension, as a marketplace and the AWS Toolkit's users see it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const FOLDER = new URL('../../examples/vscode-extension/', import.meta.url)
const read = (/** @type {string} */ name) => readFileSync(new URL(name, FOLDER), 'utf8')
const manifest = JSON.parse(read('package.json'))
const { commands, configuration, menus, viewsContainers, walkthroughs } = manifest.contributes

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

test('the page of the marketplace has pictures, which need absolute URLs', () => {
  const pictures = [...read('README.md').matchAll(/!\[.+?\]\((.+?)\)/g)].map(([, url = '']) => url)
  assert.ok(pictures.length >= 3)
  const here = 'https://raw.githubusercontent.com/rolehop/rolehop/main/examples/vscode-extension/'
  for (const url of pictures) {
    assert.ok(url.startsWith(here), url)
    const png = readFileSync(new URL(url.slice(here.length), FOLDER))
    assert.equal(png.toString('latin1', 1, 4), 'PNG')
  }
})

test('its icons are in the package; the one of the marketplace has 128 by 128 pixels', () => {
  const packed = read('.vscodeignore').split('\n')
  for (const icon of [manifest.icon, viewsContainers.activitybar[0].icon]) assert.ok(packed.includes(`!${icon}`), icon)
  const png = readFileSync(new URL(manifest.icon, FOLDER))
  assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)], ['PNG', 128, 128])
})

test('each item of a menu is a command that exists', () => {
  const names = new Set(commands.map((/** @type {any} */ { command }) => command))
  for (const items of Object.values(menus)) for (const { command } of items) assert.ok(names.has(command), command)
})

test('the readme describes each command and each setting', () => {
  const page = read('README.md')
  for (const { title } of commands) assert.ok(page.includes(`**Rolehop: ${title}**`), title)
  for (const name of Object.keys(configuration.properties)) assert.ok(page.includes(`| \`${name}\` |`), name)
})

test('it is activated when it is needed', () => {
  assert.deepEqual(manifest.activationEvents, [
    'onLanguage:aws-config',
    'onLanguage:aws-credentials',
    'onFileSystem:aws-profiles',
  ])
})

test('each step of the walkthrough has a page with a picture in the package, and a command that exists', () => {
  const names = commands.map((/** @type {any} */ { command }) => command)
  for (const { steps } of walkthroughs)
    for (const { media, completionEvents, description } of steps) {
      const [, picture = ''] = /!\[.+\]\((.+)\)/.exec(read(media.markdown)) ?? []
      const png = readFileSync(new URL(`walkthrough/${picture}`, FOLDER))
      assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16)], ['PNG', 1200])
      assert.ok(read('.vscodeignore').split('\n').includes('!walkthrough/**'))
      for (const event of completionEvents) {
        const name = event.replace('onCommand:', '')
        assert.ok(names.includes(name), name)
        assert.ok(description.includes(`command:${name})`), name)
      }
    }
})
