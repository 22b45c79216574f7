// @ts-check
/** One-time codes of virtual MFA devices: RFC 6238 over RFC 4226, with SHA-1, 6 digits, 30 seconds. */
import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The bytes of a base32 secret (RFC 4648, case and padding ignored), as shown when a device is set up.
 * @param {string} text
 * @returns {Buffer}
 */
export function base32(text) {
  const bytes = []
  let bits = 0
  let held = 0
  for (const character of text.toUpperCase().replace(/[\s=]/g, '')) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) throw new RangeError('not a base32 secret')
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  return Buffer.from(bytes)
}

/** The number of the 30-second step of a time in milliseconds. */
export const stepOf = (/** @type {number} */ now) => Math.floor(now / STEP_MS)

/**
 * The code of one step.
 * @param {string} secret in base32
 * @param {number} step
 */
export function codeOf(secret, step) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', base32(secret)).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

/**
 * The used codes of MFA devices: each is valid once. A device's code is valid for the previous, the
 * current and the next step, and a step is invalid once it or a later one was used. A fixed code, for
 * demonstrations, is valid once in each step.
 */
export class UsedCodes {
  /** The last step used, by device and kind of code. @type {Map<string, number>} */
  #last = new Map()

  /**
   * Whether a code is valid now; a valid code is consumed.
   * @param {import('./world.mjs').MfaDevice} device
   * @param {string} code
   * @param {number} now in milliseconds
   */
  accept(device, code, now) {
    const present = stepOf(now)
    const { secret } = device
    if (device.codes?.includes(code)) return this.#consume(`${device.serial} ${code}`, present)
    if (secret === undefined) return false
    const step = [present - 1, present, present + 1].find((each) => each >= 0 && codeOf(secret, each) === code)
    return step !== undefined && this.#consume(device.serial, step)
  }

  /**
   * @param {string} what
   * @param {number} step
   */
  #consume(what, step) {
    if (step <= (this.#last.get(what) ?? -1)) return false
    this.#last.set(what, step)
    return true
  }
}
