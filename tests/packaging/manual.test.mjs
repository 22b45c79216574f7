// @ts-check
/** The manual page of the package says what `--help` says, and `man` shows it without a warning. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'
import { CLI, COMMANDS } from '../cli/support.mjs'

const { man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const PAGE = join(root, man)

/** The page as plain text, without line breaks. */
const text = readFileSync(PAGE, 'utf8')
  .replaceAll(/\\f[BIR]/g, '')
  .replaceAll('\\-', '-')
  .replaceAll('\\e', '\\')
  .replaceAll('\\&', '')
const flat = (/** @type {string} */ shown) => shown.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim()

/** The output of the command. @param {readonly string[]} args */
const help = (...args) => spawnSync(process.execPath, [CLI, ...args, '--help'], { encoding: 'utf8' }).stdout

for (const name of COMMANDS) {
  test(`the manual page describes \`${name}\` as its help does`, () => {
    const [section = ''] = text
      .split(/\n\.S[HS] /)
      .filter((part) => part.startsWith(name) && !part.startsWith(`${name}-`))
    const shown = flat(section.replaceAll(/^\.(PP|RS 4|RE|nf|fi)$/gm, ''))
    const [title = '', usage = '', ...rest] = help(...name.split(' '))
      .trimEnd()
      .split('\n\n')
    assert.ok(shown.startsWith(flat(usage.replace('usage: rolehop ', '').replace(' [OPTIONS]', ''))), shown)
    assert.ok(shown.includes(`${flat(title.replace(/^.*?: /, ''))}.`), title)
    const details = rest.slice(
      0,
      rest.findIndex((part) => part.startsWith('options:')),
    )
    for (const part of details) assert.ok(shown.includes(flat(part)), part)
    for (const [, option] of rest.join('\n').matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm))
      assert.ok(shown.includes(`${option}`))
    const [, example = ''] = /example:\n(.*)/.exec(rest.at(-1) ?? '') ?? []
    assert.ok(shown.endsWith(flat(example)), example)
  })
}

test('the manual page describes every option and exit code as the help does', () => {
  const shown = flat(text.replaceAll(/^\.TP$/gm, ''))
  const lines = COMMANDS.flatMap((name) => help(...name.split(' ')).split('\n'))
  const options = lines.flatMap(
    (line) => /^ {2}((?:-\w, )?--[\w-]+(?: \S+)?) {2,}(.+)/.exec(line)?.slice(1, 3).join(' ') ?? [],
  )
  assert.ok(options.length > 100)
  const codes = help()
    .split('\n')
    .flatMap((line) => /^ {2}(\d+ {2,}.+)/.exec(line)?.[1] ?? [])
  assert.equal(codes.length, 7)
  for (const line of [...options, ...codes]) assert.ok(shown.includes(flat(line)), line)
})

test('`man` shows the page without a warning', {
  skip: spawnSync('man', ['--version']).status !== 0 && '`man` is not installed',
}, () => {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', MANROFFSEQ: '' }
  const { status, stdout, stderr } = spawnSync('man', ['--warnings', '-l', PAGE], { encoding: 'utf8', env })
  assert.deepEqual([status, stderr], [0, ''])
  assert.match(stdout, /NAME/)
})
