// @ts-check
/** File calls whose failure once left a lock or a copy, or lost a renewed token: each of their positions. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cell } from './file-calls.mjs'
import { inScope } from './scope.mjs'

/** @type {[scene: string, call: string, code: string][]} */
const FOUND = [
  ['save one file', 'handle.stat', 'EIO'],
  ['save one file', 'handle.stat', 'EPERM'],
  ['save in place', 'handle.sync', 'EROFS'],
  ['save in place', 'lstat', 'ENOENT'],
  ['save both files', 'unlink', 'ENOENT'],
  ['renew an SSO token', 'handle.writeFile', 'EACCES'],
  ['renew an SSO token', 'rename', 'ENOENT'],
  ['renew a login session', 'rename', 'EIO'],
]

for (const [scene, call, code] of FOUND) {
  test(`${scene}: ${code} in each \`${call}\``, async () => {
    // The first run loads modules.
    await inScope((scope) => cell(scope, scene, () => undefined))
    const { calls } = await inScope((scope) => cell(scope, scene, () => undefined))
    const positions = [...calls.keys()].filter((at) => calls[at] === call)
    assert.ok(positions.length > 0, `${scene} makes no such call`)
    for (const position of positions) {
      await inScope((scope) => cell(scope, scene, (_, at) => (at === position ? code : undefined)))
    }
  })
}
