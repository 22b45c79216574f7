/** MFA codes that the user types. */
import type { HostFailure } from '../generated/types.ts'
import type { Host } from '../model/types.ts'
import { visible } from '../util/visible.ts'
import { type MfaCodes, TRIES, usedUp } from './mfa-codes.ts'

/** What is said before the question after a code was rejected. */
const REJECTED = 'MFA code rejected. Try again; a code that was already used needs the next one.\n'

/** What is said of a code that was rejected a moment ago. */
const SPENT = 'This MFA code was rejected before. Wait for the next one.\n'

/** The AWS CLI's question. The serial is from a file: it must not control the terminal. */
export function mfaQuestion(serial: string): string {
  return `Enter MFA code for ${visible(serial)}: `
}

/**
 * Codes from a prompt, which asks again for one that was rejected. A code that was rejected is not
 * sent a second time.
 *
 * @param prompt absent where the runtime has none
 */
export function promptedMfaCodes(prompt: Host['prompt'] | undefined, signal: AbortSignal | undefined): MfaCodes {
  const sent = new Map<string, readonly string[]>()
  return async ({ serial, rejected }) => {
    if (!prompt) throw { hostError: 'unsupported' } satisfies HostFailure
    const before = rejected === 0 ? [] : (sent.get(serial) ?? [])
    let note = rejected === 0 ? '' : REJECTED
    for (let tries = 1; ; tries++) {
      const code = await prompt(`${note}${mfaQuestion(serial)}`, signal ? { signal } : {})
      const digits = code.trim()
      if (!before.includes(digits)) {
        sent.set(serial, /^\d{6}$/.test(digits) ? [...before, digits] : before)
        return code
      }
      if (tries === TRIES) throw usedUp()
      note = SPENT
    }
  }
}
