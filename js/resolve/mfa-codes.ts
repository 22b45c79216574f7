/** MFA codes that are used once. */
import type { HostFailure, MfaCodeRequest } from '../generated/types.ts'
import { RolehopError } from '../model/errors.ts'
import type { Awaitable, Logger } from '../model/types.ts'

/** Returns a code of a device; rejects as `unsupported` if it cannot return another one for the same call. */
export type MfaCodes = (wanted: MfaCodeRequest) => Promise<string>

/** The time step of MFA devices, in milliseconds (RFC 6238). */
const STEP = 30_000

/** How often the same code may be given again. */
export const TRIES = 3

/** What waiting for the next code needs. */
export interface CodeContext {
  now(): number
  sleep(ms: number): Awaitable<void>
  readonly logger: Logger | undefined
}

/** Codes of the caller's own function, which is called once for each call that needs a code. */
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
    for (let tries = 1; ; tries++) {
      const code = await provide(wanted)
      const key = JSON.stringify([serial, code.trim()])
      if (!used.has(key)) {
        used.add(key)
        return code
      }
      if (tries === TRIES) throw usedUp()
      logger?.warn?.(`the code of ${serial} was already used; waiting for the next one`)
      await sleep(STEP - (now() % STEP))
    }
  }
}

/** The same code was given again and again. */
export function usedUp(): RolehopError {
  const message = 'the MFA code was already used'
  return new RolehopError({ code: 'mfa-rejected', message })
}
