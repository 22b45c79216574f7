/** Session policies, tags and source identity, in the form in which the engine takes them. */
import type { SessionParameters, Tag } from '../generated/types.ts'
import { omitUndefined } from '../util/objects.ts'

/**
 * What the session of a profile's last role is to be given. The names are those of STS's
 * `AssumeRole`. They override the profile's own `session_tags`,
 * `transitive_session_tags` and `source_identity`; a profile without a role is then an error.
 */
export interface SessionOptions {
  /** A policy, as JSON or as the object: the session may do what both it and the role allow. */
  readonly policy?: string | object | undefined
  /** ARNs of managed policies that also limit the session: at most ten. */
  readonly policyArns?: readonly (string | { readonly arn: string })[] | undefined
  /** Tags: fifty at most. */
  readonly tags?: Readonly<Record<string, string>> | readonly Tag[] | undefined
  /** The keys of those tags that sessions have too which are made with this one. */
  readonly transitiveTagKeys?: readonly string[] | undefined
  /** Who acts, for the logs; it stays with all that is made with the session. */
  readonly sourceIdentity?: string | undefined
  /**
   * How the sessions of all roles without `role_session_name` are called, for the logs: text in which
   * `{user}` and `{profile}` are filled in, such as `{user}@laptop`. What STS does not take in a name
   * becomes `-`, and what is too long is cut. Cache names do not depend on it: the AWS CLI uses the
   * sessions all the same. Without it a name is made from the time.
   */
  readonly sessionName?: string | undefined
}

/** For the engine, from options that were checked; `undefined` when nothing is asked for. @internal */
export function sessionOf(options: SessionOptions): SessionParameters | undefined {
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
