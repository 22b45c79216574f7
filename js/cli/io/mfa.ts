/** The sources of MFA codes: `--mfa-code` once, then `mfa_process`, the terminal, or standard input. */
import type { HostFailure } from '../../generated/types.ts'
import { hostFailureOf } from '../../model/host-failure.ts'
import type { Logger } from '../../model/types.ts'
import type { CallContext } from '../../resolve/call-context.ts'
import type { MfaCodes } from '../../resolve/mfa-codes.ts'
import { programMfaCodes } from '../../resolve/mfa-program.ts'
import { promptedMfaCodes } from '../../resolve/mfa-prompt.ts'
import type { StandardInput } from './standard-input.ts'

/** The sources that a command line allows. */
export interface CodeSources {
  /** The code of `--mfa-code`. STS accepts it once. */
  readonly given: string | undefined
  /** Whether to read standard input; `exec` leaves it to the program. */
  readonly readsStdin: boolean
  /** Provides the functions that run programs and prompt. */
  readonly context: CallContext
  readonly signal: AbortSignal
  readonly logger: Logger
}

/**
 * Returns a function that gets codes. After a rejected code, only the prompt of the terminal is tried again:
 * the other sources would return the same code.
 */
export function mfaCodes({ given, readsStdin, context, signal, logger }: CodeSources): MfaCodes {
  const typed = typedMfaCodes(context, readsStdin, signal)
  const codes = programMfaCodes(context, typed, { signal, logger })
  let unused = given
  let isGiven = false
  return async (wanted) => {
    if (wanted.rejected > 0 && isGiven) throw NO_CODE
    const code = unused
    unused = undefined
    isGiven = code !== undefined
    return code ?? codes(wanted)
  }
}

/** Gets codes from the terminal or, without one, from a line of standard input, as the AWS CLI does. */
function typedMfaCodes({ host }: CallContext, readsStdin: boolean, signal: AbortSignal): MfaCodes {
  const prompted = promptedMfaCodes(host.prompt, signal)
  let input: StandardInput | undefined
  let isPiped = false
  return async (wanted) => {
    if (isPiped && wanted.rejected > 0) throw NO_CODE
    try {
      return await prompted(wanted)
    } catch (error) {
      if (hostFailureOf(error)?.hostError !== 'unsupported') throw error
      if (!readsStdin) throw error
      input ??= new (await import('./standard-input.ts')).StandardInput()
      const line = await input.line(signal)
      if (line === undefined) throw error
      isPiped = true
      return line
    }
  }
}

const NO_CODE: HostFailure = { hostError: 'unsupported' }
