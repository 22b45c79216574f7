/** Session policies, session tags and source identity, in the form that the engine expects. */
import type { PlanRequest, SessionParameters, Tag } from '../generated/types.ts'
import { omitUndefined } from '../util/objects.ts'

/**
 * Parameters of the session of the last role, with the names of STS `AssumeRole`. They override the
 * profile's `session_tags`, `transitive_session_tags` and `source_identity`. A profile without a role is
 * then an error.
 *
 * @example
 * fromProfile({ profile: 'deploy', policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], tags: { team: 'web' } })
 */
export interface SessionOptions {
  /**
   * A role to assume with the credentials of the profile, after the profile's own roles. The session is
   * cached like that of a profile with only `role_arn` and `source_profile`.
   *
   * @example { roleArn: 'arn:aws:iam::111122223333:role/Audit' }
   */
  readonly roleArn?: string | undefined
  /**
   * The duration of the session of the last role in seconds: 900 to 43200, at most 3600 for role chaining.
   *
   * @example { durationSeconds: 3600 }
   */
  readonly durationSeconds?: number | undefined
  /**
   * A session policy, as JSON text or an object. The session has the permissions that both it and the role
   * allow.
   *
   * @example { policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] } }
   */
  readonly policy?: string | object | undefined
  /**
   * The ARNs of at most 10 managed policies that also limit the session.
   *
   * @example { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }
   */
  readonly policyArns?: readonly (string | { readonly arn: string })[] | undefined
  /**
   * At most 50 session tags.
   *
   * @example { tags: { team: 'web' } }
   */
  readonly tags?: Readonly<Record<string, string>> | readonly Tag[] | undefined
  /**
   * The keys of tags that are passed on to later sessions in a role chain.
   *
   * @example { tags: { team: 'web' }, transitiveTagKeys: ['team'] }
   */
  readonly transitiveTagKeys?: readonly string[] | undefined
  /**
   * The source identity, recorded in CloudTrail; it also applies to later sessions in a role chain.
   *
   * @example { sourceIdentity: 'alice' }
   */
  readonly sourceIdentity?: string | undefined
  /**
   * The session name of all roles without `role_session_name`: a pattern in which `{user}` and `{profile}`
   * are replaced, such as `{user}@laptop`. Characters that STS rejects become `-`, and the name is truncated
   * to 64 characters. Cache keys do not depend on it, so the AWS CLI shares the sessions.
   * Default: a name generated from the time.
   *
   * @example { sessionName: '{user}@laptop' }
   */
  readonly sessionName?: string | undefined
  /**
   * Whether the MFA code of the first role is used for a session of the IAM user (`GetSessionToken`), which
   * then assumes this role and, until it ends, all other roles of the same user and MFA device without another
   * code. It is cached in `~/.aws/rolehop/cache`. Only for roles that access keys of a user assume; others
   * are prompted for as without it. Default: `false`, as in the AWS CLI.
   *
   * @example { mfaSession: true }
   */
  readonly mfaSession?: boolean | undefined
}

/** The members of a plan request about sessions. @internal */
export type SessionRequest = Pick<PlanRequest, 'session' | 'sessionName' | 'roleArn' | 'durationSeconds' | 'mfaSession'>

/** The parameters for the engine, from checked options. @internal */
export function sessionRequest(options: SessionOptions): SessionRequest {
  const { sessionName, roleArn, durationSeconds, mfaSession } = options
  return omitUndefined({
    session: sessionOf(options),
    sessionName,
    roleArn,
    durationSeconds,
    mfaSession,
  }) as SessionRequest
}

/** `undefined` if there are no parameters. */
function sessionOf(options: SessionOptions): SessionParameters | undefined {
  const { policy, policyArns, tags, transitiveTagKeys, sourceIdentity } = options
  const asList = tags && (isList(tags) ? tags : fromRecord(tags))
  const session = omitUndefined({ policy, policyArns, tags: asList, transitiveTagKeys, sourceIdentity })
  return Object.keys(session).length > 0 ? (session as SessionParameters) : undefined
}

function isList(tags: NonNullable<SessionOptions['tags']>): tags is readonly Tag[] {
  return Array.isArray(tags)
}

function fromRecord(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
