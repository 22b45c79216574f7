/** Asking for an MFA code at the terminal. */
import { RolehopError } from './errors.ts'
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
  const { host } = surroundings(options)
  if (!host.prompt) {
    const message = 'an MFA code is needed and there is no terminal to ask for it on'
    throw new RolehopError({ code: 'mfa-required', message, exitCode: 253 })
  }
  return host.prompt(`Enter MFA code for ${mfaSerial}: `, options.signal ? { signal: options.signal } : {})
}
