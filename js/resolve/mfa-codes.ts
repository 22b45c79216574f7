/** Codes of MFA devices, each for one call. */
import { RolehopError } from '../model/errors.ts'
import type { Awaitable, Logger } from '../model/types.ts'

/** How long a device shows a code, in milliseconds (RFC 6238). */
const STEP = 30_000

/** How often the same person or program is asked for another code than the last. */
const TRIES = 3

/** What the waiting needs. */
export interface CodeContext {
  now(): number
  sleep(ms: number): Awaitable<void>
  readonly logger: Logger | undefined
}

/**
 * Codes that have not been given before. AWS takes a code once: who gives one a second time is asked
 * again when the device shows the next.
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
