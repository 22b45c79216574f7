// @ts-check
/**
 * `rolehop lsp` in a headless Neovim with the settings of docs/editors.md: `npm run test:editors`. Neovim is a package
 * of Debian (`apt install neovim`) and others; without it the test is skipped.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertRenamed, editing, MISTAKE, missing, recipe } from './recipes.mjs'

const SESSION = fileURLToPath(new URL('session.lua', import.meta.url))

const skip = missing(['nvim', '--version'], '`apt install neovim`')

/** Whether this Neovim is one of those with settings of their own. */
const isOld = () =>
  Number(/^NVIM v0[.](\d+)/.exec(spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 11

test('Neovim shows a diagnostic, applies its fix, and renames a profile in both files', { skip }, async (t) => {
  const { user, env } = await editing(t)
  const settings = join(user.home, 'init.lua')
  writeFileSync(settings, recipe(isOld() ? 'Neovim, older versions' : 'Neovim'))
  const args = ['--headless', '-u', settings, '-i', 'NONE', '-n', '-c', `luafile ${SESSION}`]
  const { stdout, stderr } = spawnSync('nvim', args, { env, encoding: 'utf8', timeout: 300_000 })
  const said = `${stdout}${stderr}`.trim().split(/\r?\n/)
  assert.deepEqual(said, [`diagnostic 4:17 ${MISTAKE.message}`, 'fix use base', 'symbols 3', 'done'])
  assertRenamed(user)
})
