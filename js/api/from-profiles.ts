/** The credentials of many profiles at once. */

import type { Plan } from '../generated/types.ts'
import { argument, type Checks, count, list, OPTIONS, record, word } from '../model/arguments.ts'
import type { Credentials } from '../model/credentials.ts'
import { abortedError, isRolehopError, type RolehopError } from '../model/errors.ts'
import type { Host, RunResult } from '../model/types.ts'
import type { PartialHost } from '../resolve/call-context.ts'
import { uniqueMfaCodes } from '../resolve/mfa-codes.ts'
import { planOf, type ResolveRequest, resolve } from '../resolve/resolve.ts'
import type { Answer, Send } from '../runtime/fetch.ts'
import { memoryStore } from '../runtime/portable/memory.ts'
import { omitUndefined } from '../util/objects.ts'
import { pool } from '../util/pool.ts'
import { buildResolveRequest, type FromProfileOptions, PROFILE_OPTIONS, PROFILE_RULES } from './from-profile.ts'

/** How many profiles are worked on at once, unless the caller says otherwise. */
const CONCURRENCY = 8

/** What {@link fromProfiles} takes: what {@link FromProfileOptions} has, but for the profile. */
export interface FromProfilesOptions extends Omit<FromProfileOptions, 'profile'> {
  /** How many profiles are worked on at once; 8 when absent. */
  readonly concurrency?: number | undefined
}

const { profile: _, ...SHARED_OPTIONS } = PROFILE_OPTIONS

const PROFILES_OPTIONS: Checks<FromProfilesOptions> = { ...SHARED_OPTIONS, concurrency: count }

const optionsCheck = record(PROFILES_OPTIONS, {
  refused: { ...PROFILE_RULES.refused, profile: 'name the profiles in the list, the first argument' },
})

const namesCheck = list(word)

/** What came of one profile: credentials, or why there are none. */
export type ProfileResult =
  | { readonly profile: string; readonly credentials: Credentials; readonly error?: undefined }
  | { readonly profile: string; readonly credentials?: undefined; readonly error: RolehopError }

/**
 * The credentials of many profiles, got together: a role that several of them lead through is
 * assumed once, a `credential_process` is run once, and a person is asked once for each call that
 * needs an MFA code. All that holds whatever `cache` says; with `false` the sessions are shared
 * while this call lasts, and then forgotten.
 *
 * A profile that fails does not stop the others; a role that could not be assumed is not tried again
 * for the next that leads through it, and has the same error there. An MFA code is never sent twice: where several
 * roles need one of the same device, `mfaCodeProvider` is called for each, and one that gives a code
 * again is called again when the device shows the next.
 *
 * @param profiles names; the results are in their order
 * @returns one result for each name; a name that is there twice has the same result twice
 * @throws RolehopError `aborted`, `usage-invalid`, `file-failed`: what is wrong with the call as such
 * @example
 * for (const { profile, credentials, error } of await fromProfiles(['dev', 'prod'])) {
 *   console.log(profile, error ? error.message : credentials.accessKeyId)
 * }
 */
export async function fromProfiles(
  profiles: readonly string[],
  init: FromProfilesOptions = {},
): Promise<ProfileResult[]> {
  const wanted = argument(namesCheck, profiles, 'profiles')
  const options = argument(optionsCheck, init, OPTIONS)
  const { concurrency = CONCURRENCY, signal } = options
  const task = sharing(await buildResolveRequest(options, memoryStore()))
  const names = [...new Set(wanted)]
  const failures: Failures = new Map()
  const results = await pool(names, concurrency, (profile) => outcome(task, profile, failures))
  if (signal?.aborted) throw abortedError(signal.reason)
  const byName = new Map(names.map((name, at) => [name, results[at] as ProfileResult]))
  return wanted.map((name) => byName.get(name) as ProfileResult)
}

type Shared = Omit<ResolveRequest, 'profile' | 'forceRefresh' | 'defaultRegion'>

/** What failed for one profile and would fail for every other that needs it: the hops, by {@link chainPrefixKeys}. */
type Failures = Map<string, RolehopError>

async function outcome(shared: Shared, profile: string, failures: Failures): Promise<ProfileResult> {
  const task = { ...shared, profile, forceRefresh: false, defaultRegion: undefined }
  let hops: readonly string[] = []
  try {
    const plan = planOf(task)
    hops = chainPrefixKeys(plan.data())
    const refuseAfterFailure = () => {
      const failed = hops.find((hop) => failures.has(hop))
      if (failed !== undefined) throw failures.get(failed)
    }
    refuseAfterFailure()
    const { mfaCodeProvider } = task
    const asking = async (serial: string) => {
      // Another may have failed meanwhile: nobody is asked again for the same call.
      refuseAfterFailure()
      return mfaCodeProvider?.(serial) ?? ''
    }
    const credentials = await resolve(mfaCodeProvider ? { ...task, mfaCodeProvider: asking } : task, plan)
    return { profile, credentials }
  } catch (error) {
    if (!isRolehopError(error)) throw error
    const shown = unwrapSharedFailure(error, failures)
    const failed = hops[error.hop ?? -1]
    if (failed !== undefined && !failures.has(failed)) failures.set(failed, shown)
    return { profile, error: shown }
  }
}

/** Where asking was refused here, why; the engine only knows that nobody gave a code. */
function unwrapSharedFailure(error: RolehopError, failures: Failures): RolehopError {
  const { cause } = error
  if (!isRolehopError(cause)) return error
  return cause.code === 'mfa-rejected' || [...failures.values()].includes(cause) ? cause : error
}

/** Each hop with all that leads to it. */
function chainPrefixKeys({ source, hops }: Plan): string[] {
  const keys = hops.map(({ cacheKey }) => cacheKey)
  return keys.map((_, at) => JSON.stringify([source, keys.slice(0, at + 1)]))
}

/** The same task for several profiles, whose runs share what they can. */
function sharing(task: Shared): Shared {
  const { context, mfaCodeProvider, signal, logger } = task
  const { host } = context
  const sleep = (ms: number) => host.sleep(ms, signal ? { signal } : {})
  return {
    ...task,
    shared: memoryStore(),
    context: {
      ...context,
      send: sharedAnswers(context.send),
      host: omitUndefined({ ...host, run: host.run && sharedRuns(host.run) }) as PartialHost,
    },
    ...(mfaCodeProvider && { mfaCodeProvider: uniqueMfaCodes(mfaCodeProvider, { now: host.now, sleep, logger }) }),
  }
}

/** A program is run once for all profiles that it serves. */
function sharedRuns(run: Host['run']): Host['run'] {
  const runs = new Map<string, Promise<RunResult>>()
  return (argv, options) => {
    const key = JSON.stringify(argv)
    const pending = runs.get(key) ?? Promise.resolve(run(argv, options))
    runs.set(key, pending)
    return pending
  }
}

/** What a portal or a machine gives to all alike is fetched once: those are GETs. Failures are not kept. */
function sharedAnswers(send: Send): Send {
  const answers = new Map<string, Promise<Answer>>()
  return (request, signal) => {
    if (request.method !== 'GET') return send(request, signal)
    const key = JSON.stringify([request.url, request.headers])
    const known = answers.get(key)
    if (known) return known
    const pending = send(request, signal)
    answers.set(key, pending)
    const forget = () => answers.delete(key)
    pending.then((answer) => answer.status !== 200 && forget(), forget)
    return pending
  }
}
