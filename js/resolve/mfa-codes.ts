/** Makes sure that each MFA code is used once. */
import type { HostFailure, MfaCodeRequest } from '../generated/types.ts'
import { RolehopError } from '../model/errors.ts'
import type { Awaitable, Logger } from '../model/types.ts'
import { isMfaCode } from '../util/mfa-code.ts'

/** Returns a code of a device; rejects as `unsupported` if it cannot return another one for the same call. */
export type MfaCodes = (wanted: MfaCodeRequest) => Promise<string>

/** The time step of MFA devices, in milliseconds (RFC 6238). */
const STEP = 30_000

/** The maximum number of attempts to get a code that has not been used. */
export const MAX_ATTEMPTS = 3

/** The functions to wait for the next code. */
export interface CodeContext {
  now(): number
  sleep(ms: number): Awaitable<void>
  readonly logger: Logger | undefined
}

/** Gets codes from the caller's function, which is called once for each call that needs a code. */
export function providedMfaCodes(provide: (serial: string) => Promise<string>): MfaCodes {
  return async ({ serial, rejected }) => {
    if (rejected > 0) throw { hostError: 'unsupported' } satisfies HostFailure
    return provide(serial)
  }
}

/**
 * Wraps a code provider so that it never returns a code twice, since AWS accepts a code once: after a
 * repeated code, it waits until the device shows the next one and calls the provider again.
 */
export function uniqueMfaCodes(provide: MfaCodes, { now, sleep, logger }: CodeContext): MfaCodes {
  const used = new Set<string>()
  return async (wanted) => {
    const { serial } = wanted
    for (let attempt = 1; ; attempt++) {
      const code = await provide(wanted)
      const key = JSON.stringify([serial, code.trim()])
      // Another answer, such as that to a prompt that was canceled, is never sent.
      if (!used.has(key) || !isMfaCode(code)) {
        used.add(key)
        return code
      }
      if (attempt === MAX_ATTEMPTS) throw codeAlreadyUsed()
      logger?.warn?.(`the code of ${serial} was already used; waiting for the next one`)
      await sleep(STEP - (now() % STEP))
    }
  }
}

/** The error after the same code was returned repeatedly. */
export function codeAlreadyUsed(): RolehopError {
  const message = 'the MFA code was already used'
  return new RolehopError({ code: 'mfa-rejected', message })
}
