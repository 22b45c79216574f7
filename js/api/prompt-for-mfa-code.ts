/** Prompts for an MFA code at the terminal. */

import { argument, OPTIONS, record, text } from '../model/arguments.ts'
import { abortedError, callerFailed, isRolehopError, RolehopError } from '../model/errors.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { COMMON_OPTIONS } from '../model/options.ts'
import type { CommonOptions } from '../model/types.ts'
import { createCallContext } from '../resolve/call-context.ts'
import { mfaQuestion } from '../resolve/mfa-prompt.ts'
import { untilAborted } from '../util/abort.ts'

/** Options of {@link promptForMfaCode}. */
export type PromptOptions = Pick<CommonOptions, 'host' | 'signal'>

const { host, signal } = COMMON_OPTIONS
const optionsCheck = record<PromptOptions>({ host, signal })

/**
 * Prompts for the code of an MFA device as the AWS CLI does (`Enter MFA code for ARN: `), on the controlling
 * terminal even if the standard streams are redirected. The input is not echoed. Use it as the option
 * `mfaCodeProvider` of {@link fromProfile}, whose default is the same prompt if a standard stream is a
 * terminal and the config is trusted.
 *
 * @param mfaSerial the serial number or ARN of the device
 * @returns the code
 * @throws RolehopError `mfa-required` if there is no terminal, `aborted`, `usage-invalid`
 * @example
 * fromProfile({ profile: 'deploy', mfaCodeProvider: promptForMfaCode })
 */
export async function promptForMfaCode(mfaSerial: string, options: PromptOptions = {}): Promise<string> {
  const device = argument(text, mfaSerial, 'mfaSerial')
  const given = argument(optionsCheck, options, OPTIONS)
  const { signal } = given
  const { prompt } = createCallContext(given).host
  if (!prompt) throw noPromptError()
  try {
    return await untilAborted(() => prompt(mfaQuestion(device), signal ? { signal } : {}), signal)
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
