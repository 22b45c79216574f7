/** Creates a session of an IAM user with MFA, and writes it to a profile. */
import { createUserSession } from '../../api/get-session-token.ts'
import { type Credentials, RolehopError, type SharedConfig } from '../../index.ts'
import { visible } from '../../util/visible.ts'
import type { Context } from '../context.ts'
import { toSeconds } from '../io/output.ts'
import { wholeNumber } from '../session.ts'
import { userKeys } from './keys.ts'
import { deviceOf, profileOf } from './questions.ts'

/** The duration that the AWS CLI requests: twelve hours. */
const DEFAULT_SECONDS = 43_200

/** Runs the command, and returns the exit code. */
export async function mfaLogin(context: Context): Promise<number> {
  const durationSeconds = durationOf(context)
  const config = await context.writableConfig()
  const keys = await userKeys(context, config)
  const mfaSerial = await deviceOf(context, config)
  const profile = await profileOf(context, config, mfaSerial)
  const options = { signal: context.run.signal, mfaSerial, durationSeconds }
  const session = await createUserSession(keys, options, context.mfaCodes)
  write(config, profile, session)
  await config.save({ signal: context.run.signal })
  report(context, profile, session)
  return 0
}

function durationOf({ flags }: Context): number {
  const given = flags['duration-seconds']
  return given === undefined ? DEFAULT_SECONDS : wholeNumber('--duration-seconds', given)
}

/** An old `aws_security_token` would be read instead of the new session token. */
function write(config: SharedConfig, profile: string, session: Credentials): void {
  const { accessKeyId, secretAccessKey, sessionToken } = session
  if (sessionToken === undefined)
    throw new RolehopError({ code: 'not-an-sts-response', message: 'the session has no session token' })
  config.set(profile, 'aws_access_key_id', accessKeyId)
  config.set(profile, 'aws_secret_access_key', secretAccessKey)
  config.set(profile, 'aws_session_token', sessionToken)
  if (config.get(profile, 'aws_security_token') !== undefined) config.unset(profile, 'aws_security_token')
}

function report(context: Context, profile: string, { expiration }: Credentials): void {
  const end = expiration && toSeconds(expiration)
  if (context.wantsJson) context.result({ Profile: profile, Expiration: end })
  else context.out.note(`rolehop: profile ${visible(profile)} has a session until ${end}; use it with \`--profile\``)
}
