/** Where MFA codes come from: the command line once, then a program or the terminal, else standard input. */
import type { HostFailure } from '../../generated/types.ts'
import { hostFailureOf } from '../../model/host-failure.ts'
import type { Logger } from '../../model/types.ts'
import type { CallContext } from '../../resolve/call-context.ts'
import type { MfaCodes } from '../../resolve/mfa-codes.ts'
import { programMfaCodes } from '../../resolve/mfa-program.ts'
import { promptedMfaCodes } from '../../resolve/mfa-prompt.ts'
import type { StandardInput } from './standard-input.ts'

/** Where this command line may take codes from. */
export interface CodeSources {
  /** The code of `--mfa-code`. It works for one call. */
  readonly given: string | undefined
  /** Whether standard input is this program's own: a program that is run reads it itself. */
  readonly readsStdin: boolean
  /** Runs programs and prompts. */
  readonly context: CallContext
  readonly signal: AbortSignal
  readonly logger: Logger
}

/**
 * Gives codes. The prompt is the AWS CLI's and asks again for a code that is rejected. Only the
 * prompt does: whatever else gave the code would give the same one.
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

/** Codes from the terminal; without one, the AWS CLI reads a line of standard input, and so does this. */
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
