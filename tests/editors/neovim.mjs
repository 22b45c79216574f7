// @ts-check
/**
 * `rolehop lsp` in a headless Neovim: `npm run test:editors`. Neovim is a package of Debian and others
 * (`apt install neovim`); without it the test is skipped, where `CI` is `true` it fails.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CLI, stage } from '../cli/support.mjs'

const SESSION = fileURLToPath(new URL('session.lua', import.meta.url))

const CONFIG = `[profile \u{1F511}]
region = eu-west-1
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = bsae
[profile base]
output = json
`
const CREDENTIALS = '[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n'

const isMissing = spawnSync('nvim', ['--version']).status !== 0
const skip = isMissing && process.env.CI !== 'true' && 'Neovim is not installed: `apt install neovim`'

test('Neovim shows a diagnostic, applies its fix, and renames a profile in both files', { skip }, async (t) => {
  const user = await stage(t, { files: { config: CONFIG, credentials: CREDENTIALS } })
  const args = ['--headless', '--clean', '-i', 'NONE', '-n', '-c', `luafile ${SESSION}`]
  const env = { ...user.env, ROLEHOP_NODE: process.execPath, ROLEHOP_CLI: CLI, TERM: 'dumb' }
  const { stdout, stderr } = spawnSync('nvim', args, { env, encoding: 'utf8', timeout: 300_000 })
  const said = `${stdout}${stderr}`.trim().split(/\r?\n/)
  assert.deepEqual(said, [
    'diagnostic 4:17 `source_profile` `bsae` is not in the config or credentials file | did you mean `base`?',
    'fix use base',
    'symbols 3',
    'done',
  ])
  const renamed = CONFIG.replace('bsae', 'hub').replace('[profile base]', '[profile hub]')
  assert.equal(user.text('config'), renamed)
  assert.equal(user.text('credentials'), CREDENTIALS.replace('[base]', '[hub]'))
})
