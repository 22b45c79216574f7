// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, codeOf, stepOf, UsedCodes } from './totp.mjs'

// The secret of the tables of RFC 4226 and RFC 6238: the digits 1 to 0, twice.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const DEVICE = { serial: 'device', secret: SECRET }

test('the codes of RFC 6238, appendix B, in six digits', () => {
  const rows = /** @type {const} */ ([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])
  for (const [seconds, code] of rows) assert.equal(codeOf(SECRET, stepOf(seconds * 1000)), code)
})

test('base32 accepts spaces and lower case, and rejects invalid characters', () => {
  assert.equal(base32(SECRET).toString(), '12345678901234567890')
  assert.equal(base32('gezd gnbv====').toString(), '12345')
  assert.throws(() => base32('018'), RangeError)
})

test('a code is valid from the previous to the next step, once', () => {
  const now = 1_000_000_000
  const at = (/** @type {number} */ steps) => codeOf(SECRET, stepOf(now) + steps)
  for (const steps of [-1, 0, 1]) assert.equal(new UsedCodes().accept(DEVICE, at(steps), now), true)
  for (const steps of [-2, 2]) assert.equal(new UsedCodes().accept(DEVICE, at(steps), now), false)
  const used = new UsedCodes()
  assert.deepEqual(
    [0, 0, -1, 1].map((steps) => used.accept(DEVICE, at(steps), now)),
    [true, false, false, true],
  )
})

test('devices do not consume the codes of each other', () => {
  const used = new UsedCodes()
  const code = codeOf(SECRET, stepOf(0))
  assert.equal(used.accept(DEVICE, code, 0), true)
  assert.equal(used.accept({ ...DEVICE, serial: 'other' }, code, 0), true)
})

test('a device without secret or codes accepts nothing', () => {
  assert.equal(new UsedCodes().accept({ serial: 'device' }, '123456', 0), false)
})
