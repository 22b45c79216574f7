/** Asking for an MFA code at the terminal. */
import { abortedError, RolehopError } from './errors.ts'
import { isHostFailure } from './http.ts'
import { surroundings } from './surroundings.ts'
import type { CommonOptions } from './types.ts'

/**
 * Asks for the code of an MFA device in the words of the AWS CLI (`Enter MFA code for ARN: `), on
 * the terminal itself, so that redirected streams don't matter; what is typed is not shown. For the
 * option `mfaCodeProvider` of {@link fromProfile}.
 *
 * @throws RolehopError `mfa-required` where there is no terminal
 */
export async function promptForMfaCode(
  mfaSerial: string,
  options: Pick<CommonOptions, 'host' | 'signal'> = {},
): Promise<string> {
  const { signal } = options
  const { prompt } = surroundings(options).host
  if (!prompt) throw nobodyToAsk()
  try {
    return await prompt(`Enter MFA code for ${mfaSerial}: `, signal ? { signal } : {})
  } catch (error) {
    if (!isHostFailure(error)) throw error
    throw error.hostError === 'aborted' ? abortedError(signal?.reason) : nobodyToAsk()
  }
}

function nobodyToAsk(): RolehopError {
  const message = 'an MFA code is needed and there is no terminal to ask for it on'
  return new RolehopError({ code: 'mfa-required', message, exitCode: 253 })
}
