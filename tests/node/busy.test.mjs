// @ts-check
/** Files that Windows keeps busy. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from './internal.mjs'

const { whileBusy } = await internal('runtime/node/busy')

/** An action that fails with these codes, and then succeeds. @param {...string} codes */
function failing(...codes) {
  const left = [...codes]
  return async () => {
    const code = left.shift()
    if (code !== undefined) throw Object.assign(new Error(code), { code })
    return `after ${codes.length}`
  }
}

test('on Windows a busy file is tried again, whatever it is busy with', async () => {
  assert.equal(await whileBusy(failing('EPERM', 'EACCES', 'EBUSY'), 'win32'), 'after 3')
  await assert.rejects(whileBusy(failing('EBUSY', 'ENOENT'), 'win32'), { code: 'ENOENT' })
  await assert.rejects(whileBusy(failing(...Array(20).fill('EPERM')), 'win32'), { code: 'EPERM' })
})

test('on other systems these errors are final', async () => {
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) await assert.rejects(whileBusy(failing(code), 'linux'), { code })
  assert.equal(await whileBusy(failing(), 'linux'), 'after 0')
})
