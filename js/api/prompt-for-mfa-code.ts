/** Asking for an MFA code at the terminal. */

import { argument, OPTIONS, record, text } from '../model/arguments.ts'
import { abortedError, callerFailed, isRolehopError, RolehopError } from '../model/errors.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { COMMON_OPTIONS } from '../model/options.ts'
import type { CommonOptions } from '../model/types.ts'
import { createCallContext } from '../resolve/call-context.ts'
import { untilAborted } from '../util/abort.ts'

/** What {@link promptForMfaCode} takes besides the device. */
export type PromptOptions = Pick<CommonOptions, 'host' | 'signal'>

const { host, signal } = COMMON_OPTIONS
const optionsCheck = record<PromptOptions>({ host, signal })

/**
 * Asks for the code of an MFA device in the words of the AWS CLI (`Enter MFA code for ARN: `), on
 * the terminal itself, so that redirected streams don't matter; what is typed is not shown. For the
 * option `mfaCodeProvider` of {@link fromProfile}.
 *
 * @throws RolehopError `mfa-required` where there is no terminal, `aborted`, `usage-invalid`
 */
export async function promptForMfaCode(mfaSerial: string, options: PromptOptions = {}): Promise<string> {
  const device = argument(text, mfaSerial, 'mfaSerial')
  const given = argument(optionsCheck, options, OPTIONS)
  const { signal } = given
  const { prompt } = createCallContext(given).host
  if (!prompt) throw noPromptError()
  try {
    return await untilAborted(() => prompt(`Enter MFA code for ${device}: `, signal ? { signal } : {}), signal)
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    if (isRolehopError(error)) throw error
    const failure = hostFailureOf(error)
    if (failure === undefined) throw callerFailed('mfa-required', 'the prompt for the MFA code', error)
    throw failure.hostError === 'aborted' ? abortedError(undefined) : noPromptError()
  }
}

function noPromptError(): RolehopError {
  const message = 'an MFA code is required, but there is no terminal to prompt on'
  return new RolehopError({ code: 'mfa-required', message })
}
