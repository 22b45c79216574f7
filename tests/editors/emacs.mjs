// @ts-check
/**
 * `rolehop lsp` in Emacs with the settings of docs/editors.md, without a window: `npm run test:editors`.
 * Emacs is a package of Debian (`apt install emacs-nox`) and others; without it, or before 29, the test is skipped.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertRenamed, editing, MISTAKE, missing, recipe } from './recipes.mjs'

const SESSION = fileURLToPath(new URL('session.el', import.meta.url))

const skip = missing(
  ['emacs', '--batch', '--eval', '(or (> emacs-major-version 28) (kill-emacs 1))'],
  '`apt install emacs-nox`, 29',
)

test('Emacs shows a diagnostic, applies its fix, and renames a profile in both files', { skip }, async (t) => {
  const { user, env } = await editing(t)
  const settings = join(user.home, 'init.el')
  writeFileSync(settings, recipe('Emacs'))
  const args = ['--batch', '--load', settings, '--load', SESSION]
  const { stdout, stderr } = spawnSync('emacs', args, { env, encoding: 'utf8', timeout: 300_000 })
  assert.deepEqual(
    stdout.trim().split('\n'),
    [`diagnostic 5:17 rolehop [source-profile-not-found]: ${MISTAKE.message}`, 'done'],
    stderr,
  )
  assertRenamed(user)
})
