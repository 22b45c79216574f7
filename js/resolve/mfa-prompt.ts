/** MFA codes that the user enters. */
import type { HostFailure } from '../generated/types.ts'
import type { Host } from '../model/types.ts'
import { isMfaCode } from '../util/mfa-code.ts'
import { visible } from '../util/visible.ts'
import { codeAlreadyUsed, MAX_ATTEMPTS, type MfaCodes } from './mfa-codes.ts'

/** The text before the prompt after STS rejected a code. */
const REJECTED = 'MFA code rejected. Try again; a code that was already used needs the next one.\n'

/** The text before the prompt after the user entered a rejected code again. */
const SPENT = 'This MFA code was rejected before. Wait for the next one.\n'

/** The AWS CLI's prompt. The serial number is from a file, so it must not control the terminal. */
export function mfaQuestion(serial: string): string {
  return `Enter MFA code for ${visible(serial)}: `
}

/**
 * Gets codes from a prompt. Prompts again after a rejected code, and never returns a rejected code a second
 * time.
 *
 * @param prompt absent if the runtime has none
 */
export function promptedMfaCodes(prompt: Host['prompt'] | undefined, signal: AbortSignal | undefined): MfaCodes {
  const sent = new Map<string, readonly string[]>()
  return async ({ serial, rejected }) => {
    if (!prompt) throw { hostError: 'unsupported' } satisfies HostFailure
    const before = rejected === 0 ? [] : (sent.get(serial) ?? [])
    let note = rejected === 0 ? '' : REJECTED
    for (let attempt = 1; ; attempt++) {
      const code = await prompt(`${note}${mfaQuestion(serial)}`, signal ? { signal } : {})
      const digits = code.trim()
      if (!before.includes(digits)) {
        sent.set(serial, isMfaCode(digits) ? [...before, digits] : before)
        return code
      }
      if (attempt === MAX_ATTEMPTS) throw codeAlreadyUsed()
      note = SPENT
    }
  }
}
