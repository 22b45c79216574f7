// @ts-check
/**
 * `rolehop lsp` in Helix with the settings of docs/editors.md, at a pseudo-terminal: `npm run test:editors`.
 * Helix is a package of Debian (`apt install hx`) and others; without it the test is skipped.
 */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { atTerminal, skip as withoutTerminal } from '../cli/pty.mjs'
import { assertRenamed, editing, MISTAKE, missing, recipe } from './recipes.mjs'

const skip = missing(['hx', '--version'], '`apt install hx`') || withoutTerminal

test('Helix shows a diagnostic, applies its fix, and renames a profile in both files', { skip }, async (t) => {
  const { user, env } = await editing(t)
  const folder = join(user.home, '.config/helix')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'languages.toml'), recipe('Helix'))
  const place = `${user.path('config')}:${MISTAKE.line}:${MISTAKE.column}`
  const { status, screen, unseen } = await atTerminal(
    ['sh', '-c', 'stty rows 40 cols 160; exec hx "$0"', place],
    env,
    // Helix prints only what changes, and moves over spaces: each text is one word that is new in every character.
    [
      ['`base`?', ' a'],
      ['use', '\r'],
      ['[+]', ' r'],
      ['rename-to:', '\u0015hub\r'],
      ['hub]', ':wa\r'],
      ['written', ':qa\r'],
    ],
  )
  assert.deepEqual(unseen, [], screen)
  assert.equal(status, 0)
  assertRenamed(user)
})
