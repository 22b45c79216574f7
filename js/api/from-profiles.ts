/** Gets the credentials of several profiles concurrently. */

import { argument, type Checks, count, list, OPTIONS, record, word } from '../model/arguments.ts'
import type { Credentials } from '../model/credentials.ts'
import { abortedError, isRolehopError, type RolehopError } from '../model/errors.ts'
import type { Host, RunResult } from '../model/types.ts'
import type { PartialHost } from '../resolve/call-context.ts'
import type { EnginePlan } from '../resolve/engine-plan.ts'
import { uniqueMfaCodes } from '../resolve/mfa-codes.ts'
import { planOf, type ResolveRequest, resolve } from '../resolve/resolve.ts'
import { HopsOfRun, type SharedHops } from '../resolve/shared-hops.ts'
import type { HttpResponse, Send } from '../runtime/fetch.ts'
import { memoryStore } from '../runtime/portable/memory-store.ts'
import { omitUndefined } from '../util/objects.ts'
import { pool } from '../util/pool.ts'
import {
  buildResolveRequest,
  type FromProfileOptions,
  type InternalOptions,
  PROFILE_OPTIONS,
  PROFILE_RULES,
} from './from-profile.ts'

/** The default of {@link FromProfilesOptions.concurrency}. */
const CONCURRENCY = 8

/** Options of {@link fromProfiles}: those of {@link FromProfileOptions} except the profile. */
export interface FromProfilesOptions extends Omit<FromProfileOptions, 'profile'> {
  /**
   * The maximum number of profiles that are resolved at the same time. Default: 8.
   *
   * @example { concurrency: 4 }
   */
  readonly concurrency?: number | undefined
}

const { profile: _, ...SHARED_OPTIONS } = PROFILE_OPTIONS

const PROFILES_OPTIONS: Checks<FromProfilesOptions> = { ...SHARED_OPTIONS, concurrency: count }

const optionsCheck = record(PROFILES_OPTIONS, {
  refused: { ...PROFILE_RULES.refused, profile: 'pass the profile names as the first argument' },
})

const namesCheck = list(word)

/** The result for one profile: its credentials, or the error. */
export type ProfileResult =
  | { readonly profile: string; readonly credentials: Credentials; readonly error?: undefined }
  | { readonly profile: string; readonly credentials?: undefined; readonly error: RolehopError }

/**
 * Gets the credentials of several profiles concurrently. A shared role is assumed once, a shared
 * `credential_process` runs once, and the user is prompted once for each call that needs an MFA code. This
 * also holds with `cache: false`, where sessions are shared only during this call.
 *
 * A profile that fails does not stop the others. If a shared role cannot be assumed, all profiles that need
 * it get the same error. An MFA code is never sent twice: if several roles need a code of the same device,
 * `mfaCodeProvider` is called for each, and again later if it returns the same code.
 *
 * @param profiles the names of the profiles
 * @returns one result for each name, in the same order
 * @throws RolehopError `aborted`, `usage-invalid`, `file-failed`: errors of the call as a whole
 * @example
 * for (const { profile, credentials, error } of await fromProfiles(['dev', 'prod'])) {
 *   console.log(profile, error ? error.message : credentials.accessKeyId)
 * }
 */
export async function fromProfiles(
  profiles: readonly string[],
  init: FromProfilesOptions = {},
): Promise<ProfileResult[]> {
  return resolveProfiles(profiles, init)
}

/** {@link fromProfiles} with internal options. @internal */
export async function resolveProfiles(
  profiles: readonly string[],
  init: FromProfilesOptions,
  internal: Omit<InternalOptions, 'onPlan'> & { readonly forceRefresh?: boolean } = {},
): Promise<ProfileResult[]> {
  const wanted = argument(namesCheck, profiles, 'profiles')
  const options = argument(optionsCheck, init, OPTIONS)
  const { concurrency = CONCURRENCY, signal } = options
  const { forceRefresh = false } = internal
  const task = sharing({ ...(await buildResolveRequest(options, memoryStore, internal)), forceRefresh })
  const names = [...new Set(wanted)]
  const hops: SharedHops = { failures: new Map(), running: new Map() }
  const results = await pool(names, concurrency, (profile) => outcome(task, profile, hops))
  if (signal?.aborted) throw abortedError(signal.reason)
  const byName = new Map(names.map((name, at) => [name, results[at] as ProfileResult]))
  return wanted.map((name) => byName.get(name) as ProfileResult)
}

type Shared = Omit<ResolveRequest, 'profile' | 'defaultRegion'>

async function outcome(shared: Shared, profile: string, sharedHops: SharedHops): Promise<ProfileResult> {
  const task = { ...shared, profile, defaultRegion: undefined }
  let plan: EnginePlan | undefined
  let hops: HopsOfRun | undefined
  try {
    plan = planOf(task)
    hops = new HopsOfRun(plan, sharedHops)
    const { lockHop } = hops
    const mfaCodes = task.mfaCodes && hops.askingOnce(task.mfaCodes)
    return { profile, credentials: await resolve({ ...task, lockHop, mfaCodes }, plan) }
  } catch (error) {
    if (!isRolehopError(error)) throw error
    return { profile, error: hops?.failed(error) ?? error }
  } finally {
    hops?.end()
    plan?.release()
  }
}

/** Makes the runs of a request share sessions, programs, responses and MFA codes. */
function sharing(task: Shared): Shared {
  const { context, mfaCodes, signal, logger } = task
  const { host } = context
  const sleep = (ms: number) => host.sleep(ms, signal ? { signal } : {})
  return {
    ...task,
    shared: memoryStore(),
    context: {
      ...context,
      send: sharedResponses(context.send),
      host: omitUndefined({ ...host, run: host.run && sharedRuns(host.run) }) as PartialHost,
    },
    ...(mfaCodes && { mfaCodes: uniqueMfaCodes(mfaCodes, { now: host.now, sleep, logger }) }),
  }
}

/** Runs each program once for all profiles. */
function sharedRuns(run: Host['run']): Host['run'] {
  const runs = new Map<string, Promise<RunResult>>()
  return (argv, options) => {
    const key = JSON.stringify(argv)
    const pending = runs.get(key) ?? Promise.resolve(run(argv, options))
    runs.set(key, pending)
    return pending
  }
}

/** Sends each GET request (SSO portal, metadata services) once. Failures are not shared. */
function sharedResponses(send: Send): Send {
  const responses = new Map<string, Promise<HttpResponse>>()
  return (request, signal, route) => {
    if (request.method !== 'GET') return send(request, signal, route)
    const key = JSON.stringify([request.url, request.headers, route])
    const known = responses.get(key)
    if (known) return known
    const pending = send(request, signal, route)
    responses.set(key, pending)
    const forget = () => responses.delete(key)
    pending.then((response) => response.status !== 200 && forget(), forget)
    return pending
  }
}
