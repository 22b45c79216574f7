// @ts-check
/** The settings of docs/editors.md and the files that are edited, for the tests of all editors. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLI, stage } from '../cli/support.mjs'

const PAGE = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8')

/** A config with a character of two UTF-16 code units, and a misspelled name in line 5. */
const CONFIG = `[profile \u{1F511}]
region = eu-west-1
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = bsae
[profile base]
output = json
`
const CREDENTIALS = '[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n'

/** The misspelled name: its place, counted from one, and its diagnostic on one line. */
export const MISTAKE = {
  line: 5,
  column: 18,
  message: '`source_profile` `bsae` is not in the config or credentials file | did you mean `base`?',
}

/** The settings of the page for an editor: the first block below its heading. @param {string} editor */
export function recipe(editor) {
  const [, , block] = new RegExp(`^##+ ${editor}\\n[^]*?\\n\`\`\`(\\w+)\\n([^]*?)\`\`\``, 'm').exec(PAGE) ?? []
  assert.ok(block, `docs/editors.md has settings for ${editor}`)
  return block
}

/**
 * The reason to skip the tests of an editor, or `false`; where `CI` is `true`, none is skipped.
 * @param {string[]} probe a command that succeeds if the editor is installed
 * @param {string} how to install it
 */
export function missing([program = '', ...args], how) {
  const isMissing = spawnSync(program, args).status !== 0
  return isMissing && process.env.CI !== 'true' && `${program} is not installed: ${how}`
}

/**
 * A user with both files, and with `rolehop` on the path.
 * @param {import('node:test').TestContext} t
 */
export async function editing(t) {
  const user = await stage(t, { files: { config: CONFIG, credentials: CREDENTIALS } })
  const bin = join(user.home, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'rolehop'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`)
  chmodSync(join(bin, 'rolehop'), 0o755)
  return { user, env: { ...user.env, PATH: `${bin}:${user.env.PATH}`, TERM: 'xterm' } }
}

/** Asserts that the fix is applied, and the profile has the name `hub` in both files. @param {import('../cli/support.mjs').Stage} user */
export function assertRenamed(user) {
  assert.equal(user.text('config'), CONFIG.replace('bsae', 'hub').replace('[profile base]', '[profile hub]'))
  assert.equal(user.text('credentials'), CREDENTIALS.replace('[base]', '[hub]'))
}
