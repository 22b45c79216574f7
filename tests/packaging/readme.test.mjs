// @ts-check
/**
 * The README: every command runs in the packed package and its output is compared, every script is
 * type-checked and run, every link leads to a file of the repository.
 *
 * After a change of what the command prints, `UPDATE_GOLDEN=1 node --test tests/packaging/readme.test.mjs`
 * rewrites the outputs in the README and the picture.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Journey, plain } from '../../tools/pictures/journey.mjs'
import { drawTerminal, PICTURE } from '../../tools/pictures/terminal.mjs'
import { root } from '../../tools/run.mjs'
import { skip } from '../cli/pty.mjs'
import { install } from './installed.mjs'

const UPDATES = process.env.UPDATE_GOLDEN === '1'
const README = join(root, 'README.md')
const { folder, remove } = install()
after(remove)

const read = (/** @type {string} */ page) => readFileSync(join(root, page), 'utf8')

/** The code blocks of a page in a language. @returns {string[]} */
const blocks = (/** @type {string} */ text, /** @type {string} */ language) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code)

const trimmed = (/** @type {string} */ text) => text.replaceAll(/[ \t]+$/gm, '').trimEnd()

/** Runs the commands of a block. @returns {Promise<string>} the block as the terminal shows it */
async function shownBy(/** @type {Journey} */ journey, /** @type {string} */ block) {
  const shown = []
  for (const typed of block.split(/^\$ /m).slice(1)) {
    const [command = ''] = typed.split('\n')
    const screen = await journey.run(command, { asksForCode: typed.includes('Enter MFA code') })
    shown.push(trimmed(`$ ${command}\n${plain(screen)}`))
  }
  return `${shown.join('\n')}\n`
}

// The packages that the scripts import are those of the lock file.
for (const name of ['@aws-sdk', '@types'])
  symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))

test('the scripts compile strictly', () => {
  const project = join(folder, 'scripts')
  mkdirSync(project)
  const pages = ['README.md', 'docs/migrating.md']
  const scripts = pages.flatMap((page) => [...blocks(read(page), 'js'), ...blocks(read(page), 'ts')])
  const files = scripts.map((code, at) => {
    writeFileSync(join(project, `script-${at}.mts`), `${code}\nexport {}\n`)
    return `script-${at}.mts`
  })
  writeFileSync(join(project, 'page.d.ts'), 'declare const configText: string\ndeclare const credentialsText: string\n')
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }
  const libraries = { lib: ['es2022', 'dom'], types: ['node'], skipLibCheck: true }
  const compilerOptions = { ...strict, ...libraries, noEmit: true, target: 'es2022', module: 'nodenext' }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...files, 'page.d.ts'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', project], { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
  assert.ok(scripts.length >= 4)
})

test('the options that the migration page lists as rejected are rejected by name', async () => {
  const { fromProfile } = await import(pathToFileURL(join(folder, 'node_modules/rolehop/dist/node.js')).href)
  const rows = [...read('docs/migrating.md').matchAll(/^\| (`.+?) \| rejected: /gm)].map(([, names = '']) => names)
  const options = rows.flatMap((names) => {
    const all = [...names.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name)
    return names.startsWith('`clientConfig.')
      ? all.map((name) => name.replace(/^(?!clientConfig)/, 'clientConfig.'))
      : all
  })
  for (const option of options) {
    const value = option.split('.').reduceRight((inner, name) => ({ [name]: inner }), /** @type {unknown} */ ('x'))
    assert.throws(
      () => fromProfile(value),
      (/** @type {any} */ error) => {
        assert.equal(error.code, 'usage-invalid', option)
        assert.match(error.help, /^(?:pass|set|omit it|the profile)\b/, option)
        return true
      },
    )
  }
  assert.ok(options.length >= 14, options.join())
})

test('the commands have the shown output, then the scripts run', { skip }, async (t) => {
  const journey = await Journey.start(join(folder, 'node_modules/.bin'))
  t.after(() => journey.end())
  const text = readFileSync(README, 'utf8')
  let updated = text
  for (const block of blocks(text, 'console')) {
    const shown = await shownBy(journey, block)
    if (UPDATES) updated = updated.replace(block, () => shown)
    else assert.equal(trimmed(block), trimmed(shown))
  }
  if (UPDATES) writeFileSync(README, updated)
  const outputs = []
  for (const [at, code] of blocks(text, 'js').entries()) {
    if (code.includes('configText')) continue
    writeFileSync(join(folder, `readme-${at}.mjs`), code)
    outputs.push(plain(await journey.run(`node readme-${at}.mjs`, { cwd: folder })))
  }
  const [client = '', many = ''] = outputs
  assert.equal(client, 'arn:aws:sts::111122223333:assumed-role/OperationsAdmin/alice\n')
  assert.match(many, /^operations-admin \d{4}-.*\naudit .*`audit`/)
})

test('the picture shows the output of the command', { skip }, async () => {
  const drawn = await drawTerminal(join(folder, 'node_modules/.bin'))
  if (UPDATES) writeFileSync(PICTURE, drawn)
  assert.equal(readFileSync(PICTURE, 'utf8'), drawn, 'run `node tools/pictures/terminal.mjs` to redraw it')
})

test('the documented npm scripts exist', () => {
  const { scripts, name } = JSON.parse(read('package.json'))
  const commands = blocks(read('README.md'), 'sh').flatMap((block) => block.trimEnd().split('\n'))
  for (const command of commands) {
    const [, verb = '', script = ''] = /^npm (\S+)(?: (\S+))?/.exec(command) ?? []
    if (verb === 'install') assert.equal(script, name)
    else assert.ok((verb === 'run' ? script : verb) in scripts, command)
  }
  assert.equal(commands.length, 3)
})

test('every link works on the npm registry and leads to a file', () => {
  const [, owner] = /github\.com\/(.+?)\.git/.exec(JSON.parse(read('package.json')).repository?.url ?? '') ?? []
  const places = [
    `https://github.com/${owner}/blob/main/`,
    `https://github.com/${owner}/tree/main/`,
    `https://raw.githubusercontent.com/${owner}/main/`,
  ]
  const targets = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  for (const target of targets) {
    const place = places.find((start) => target.startsWith(start))
    if (place === undefined) assert.match(target, /^https:\/\/rustup\.rs$/)
    else assert.ok(existsSync(join(root, target.slice(place.length))), `${target} does not exist`)
  }
  assert.ok(targets.length > 15)
})
