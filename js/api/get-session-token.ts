/** Sessions of IAM users with MFA. */

import { callAsync } from '../engine/instance.ts'
import { argument, type Checks, func, OPTIONS, record, seconds, text, word } from '../model/arguments.ts'
import { type Credentials, fromWire, toWire } from '../model/credentials.ts'
import { COMMON_OPTIONS, endpointCheck } from '../model/options.ts'
import type { CredentialsOrProvider } from '../model/types.ts'
import { resolveCaller } from '../resolve/client.ts'
import { type MfaCodes, providedMfaCodes } from '../resolve/mfa-codes.ts'
import { omitUndefined } from '../util/objects.ts'
import { type GetCallerIdentityOptions, whereTo } from './get-caller-identity.ts'

/** Options of {@link getSessionToken}. */
export interface GetSessionTokenOptions extends GetCallerIdentityOptions {
  /**
   * The ARN or serial number of the MFA device.
   *
   * @example { mfaSerial: 'arn:aws:iam::111122223333:mfa/alice' }
   */
  readonly mfaSerial: string
  /**
   * Provides the code of the device. It is called once: a rejected code is an error.
   *
   * @example { mfaCodeProvider: async (mfaSerial) => prompt(`MFA code for ${mfaSerial}`) ?? '' }
   */
  readonly mfaCodeProvider: (mfaSerial: string) => Promise<string>
  /**
   * The duration of the session in seconds: 900 to 129600. Default: 43200.
   *
   * @example { durationSeconds: 3600 }
   */
  readonly durationSeconds?: number | undefined
}

const SESSION_TOKEN_OPTIONS: Checks<GetSessionTokenOptions> = {
  ...COMMON_OPTIONS,
  region: text,
  endpoint: endpointCheck,
  mfaSerial: word,
  mfaCodeProvider: func,
  durationSeconds: seconds,
}

const optionsCheck = record(SESSION_TOKEN_OPTIONS, { required: ['mfaSerial', 'mfaCodeProvider'] })

/**
 * Creates a session of an IAM user with MFA, with STS `GetSessionToken`. The credentials must be the access
 * keys of the user: STS rejects those of a session. The endpoint is found as for `getCallerIdentity`.
 *
 * @param credentials access keys of an IAM user, or a provider of them
 * @returns the session
 * @throws RolehopError such as `mfa-rejected`, `sts-access-denied`, `credentials-rejected`, `sts-unreachable`;
 *   `usage-invalid` for arguments that are wrong or have an unknown key
 * @example
 * const session = await getSessionToken(fromProfile({ profile: 'source-user' }), {
 *   mfaSerial: 'arn:aws:iam::111122223333:mfa/alice',
 *   mfaCodeProvider: promptForMfaCode,
 * })
 */
export async function getSessionToken(
  credentials: CredentialsOrProvider,
  options: GetSessionTokenOptions,
): Promise<Credentials> {
  const given = argument(optionsCheck, options, OPTIONS)
  return createUserSession(credentials, given, providedMfaCodes(given.mfaCodeProvider))
}

/** As {@link getSessionToken}, with checked options and another source of codes. @internal */
export async function createUserSession(
  credentials: CredentialsOrProvider,
  options: Omit<GetSessionTokenOptions, 'mfaCodeProvider'>,
  mfaCodes: MfaCodes,
): Promise<Credentials> {
  const { mfaSerial, durationSeconds } = options
  const { identity, origin, network, host } = await resolveCaller(credentials, options, mfaCodes)
  const to = omitUndefined({ ...whereTo(origin, options), network })
  const session = await callAsync((engine) =>
    engine.getSessionToken(toWire(identity), to, mfaSerial, durationSeconds, host),
  )
  return fromWire(session)
}
