// @ts-check
/** The demo runs by itself where nobody can type, and shows each step. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertNoSecrets, ended } from './support.mjs'

const DEMO = fileURLToPath(new URL('../../tools/demo/demo.mjs', import.meta.url))

test('the demo walks the guide and cleans up', async () => {
  const child = spawn(process.execPath, [DEMO], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const { status, stdout, stderr } = await ended(child)
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  const commands = [...stdout.matchAll(/^\$ rolehop (.+)$/gm)].map(([, words]) => words ?? '')
  const order = ['list-profiles', 'set', 'show', 'check', 'plan', 'whoami', 'whoami']
  let at = 0
  for (const command of commands) if (command.startsWith(order[at] ?? '\0')) at++
  assert.equal(at, order.length, commands.join('\n'))
  assert.match(stdout, /assumed-role\/Deploy\//)
  const [, home] = /home folder: (.+)$/m.exec(stdout) ?? []
  assert.ok(home && !existsSync(home), 'the folder is gone')
  assertNoSecrets({ stdout: stdout.replaceAll(DEMO_MFA.code, ''), stderr }, [DEMO_KEY.secretAccessKey])
})
