/** The access keys of the IAM user. */
import {
  type CredentialsOrProvider,
  fromProfile,
  isRolehopError,
  type Plan,
  RolehopError,
  type SharedConfig,
} from '../../index.ts'
import type { Context } from '../context.ts'
import { answered } from '../io/answered.ts'

/** The help of the error without a terminal. */
const INSTEAD =
  'name a profile that has access keys with `--profile`, or set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`'

/** Sources that can be access keys of a user. STS rejects sessions. */
const SOURCES: readonly string[] = ['static', 'environment', 'process'] satisfies Plan['source']['kind'][]

/**
 * The access keys of the profile or the environment, or those that the user types.
 *
 * @throws RolehopError `credentials-rejected` for credentials that are a session
 */
export async function userKeys(context: Context, config: SharedConfig): Promise<CredentialsOrProvider> {
  const plan = planOf(context, config)
  if (!plan) return typedKeys(context, config)
  if (plan.hops.length > 0 || !SOURCES.includes(plan.source.kind)) throw notAUser(plan.profile)
  const { credentials } = await context.resolve()
  if (credentials.sessionToken !== undefined) throw notAUser(plan.profile)
  return credentials
}

/** The plan of the profile; none if there are no credentials, or only those of the machine. */
function planOf({ flags, planOptions }: Context, config: SharedConfig): Plan | undefined {
  try {
    const plan = config.plan(flags.profile, planOptions)
    return plan.source.kind === 'ec2-metadata' ? undefined : plan
  } catch (error) {
    if (isRolehopError(error, 'no-credentials')) return undefined
    throw error
  }
}

/** The keys that the user types, with the endpoint and the network settings of the environment. */
async function typedKeys(context: Context, config: SharedConfig): Promise<CredentialsOrProvider> {
  context.out.note('rolehop: no access keys found; type those of the IAM user')
  const isEmpty = (text: string) => (text.trim() === '' ? 'is required' : undefined)
  const accessKeyId = await answered(context, { label: 'Access key ID: ', problemOf: isEmpty }, INSTEAD)
  const secret = { label: 'Secret access key: ', problemOf: isEmpty, isHidden: true }
  const secretAccessKey = await answered(context, secret, INSTEAD)
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, AWS_SESSION_TOKEN: ___, ...rest } = process.env
  const env = { ...rest, AWS_ACCESS_KEY_ID: accessKeyId.trim(), AWS_SECRET_ACCESS_KEY: secretAccessKey.trim() }
  const region = context.flags.region ?? config.get(context.profile, 'region')
  return fromProfile({ config, env, signal: context.run.signal, clientConfig: { region } })
}

function notAUser(profile: string): RolehopError {
  const message = `profile \`${profile}\` has a session, and STS creates sessions of users with their access keys only`
  const help = 'use the profile that has the access keys of the IAM user'
  return new RolehopError({ code: 'credentials-rejected', message, help, profile })
}
