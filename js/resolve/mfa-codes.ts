/** MFA codes that are used once. */
import { RolehopError } from '../model/errors.ts'
import type { Awaitable, Logger } from '../model/types.ts'

/** The time step of MFA devices, in milliseconds (RFC 6238). */
const STEP = 30_000

/** The maximum number of prompts for one call. */
const TRIES = 3

/** What waiting for the next code needs. */
export interface CodeContext {
  now(): number
  sleep(ms: number): Awaitable<void>
  readonly logger: Logger | undefined
}

/**
 * Wraps a code provider so that it never returns a code twice, since AWS accepts a code once: after a
 * repeated code, it waits until the device shows the next one and calls the provider again.
 */
export function uniqueMfaCodes(
  provide: (serial: string) => Promise<string>,
  { now, sleep, logger }: CodeContext,
): (serial: string) => Promise<string> {
  const used = new Set<string>()
  return async (serial) => {
    for (let tries = 1; ; tries++) {
      const code = await provide(serial)
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

function usedUp(): RolehopError {
  const message = 'the MFA code was already used'
  return new RolehopError({ code: 'mfa-rejected', message })
}
