/** Runs the engine: resolves a profile of a config to credentials. */

import { type HostFunctions, type StoreName, withHost } from '../engine/host.ts'
import type { Capabilities, PlanRequest } from '../generated/types.ts'
import type { Credentials } from '../model/credentials.ts'
import { usageError } from '../model/errors.ts'
import type { SessionRequest } from '../model/session-parameters.ts'
import type { Awaitable, CacheStore, Logger } from '../model/types.ts'
import { lock as lockHere } from '../runtime/portable/in-process-lock.ts'
import { isMemoryStore } from '../runtime/portable/memory-store.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'
import { fileCaches, fileTokenStores, tieredStore } from './caches.ts'
import type { CallContext } from './call-context.ts'
import { EnginePlan } from './engine-plan.ts'
import { issue } from './issued.ts'

/** Gets a lock by its name with a function, and returns the function that releases it. */
export type HopLock = (name: string, lock: () => Awaitable<Release>) => Promise<Release>

type Release = () => Awaitable<void>

/** A profile to resolve, with all options. */
export interface ResolveRequest {
  /** A `SharedConfig`. */
  readonly config: object
  readonly context: CallContext
  readonly capabilities: Capabilities
  /** The caller's store of SSO tokens, instead of the files. */
  readonly ssoTokens: CacheStore | undefined
  readonly profile: string | undefined
  readonly region: string | undefined
  readonly session: SessionRequest
  /** The program that prints MFA codes, instead of `mfa_process` of the profiles. */
  readonly mfaProcess: string | undefined
  readonly defaultRegion: string | undefined
  readonly minRemainingSeconds: number
  readonly forceRefresh: boolean
  readonly cache: 'aws-cli' | false | CacheStore
  /** A store that several concurrent runs share, in front of the cache. */
  readonly shared: CacheStore | undefined
  /** Surrounds the locks that a run holds while it gets the session of a hop. */
  readonly lockHop?: HopLock
  readonly mfaCodes: HostFunctions['mfaCodes']
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** Plans a profile. @throws RolehopError with all errors of the chain */
export function planOf(task: ResolveRequest): EnginePlan {
  return new EnginePlan(task.config, requestOf(task))
}

/** Runs the plan of a request. @throws RolehopError */
export async function resolve(task: ResolveRequest, plan: EnginePlan = planOf(task)): Promise<Credentials> {
  const { minRemainingSeconds, forceRefresh, context } = task
  const cache = task.cache !== false || task.shared !== undefined
  return withHost(createHostFunctions(task), async (host) => {
    const { credentials: wire, origin } = await plan.run({ minRemainingSeconds, forceRefresh, cache }, host)
    return issue(wire, origin, context)
  })
}

function requestOf(task: ResolveRequest): PlanRequest {
  const { context, capabilities, profile, region, defaultRegion, session, mfaProcess } = task
  const platform = runtime().platform()
  const selection = { profile, region, defaultRegion, mfaProcess, ...session }
  return omitUndefined({ env: context.env, platform, capabilities, ...selection }) as PlanRequest
}

function createHostFunctions(task: ResolveRequest): HostFunctions {
  const { context, capabilities, mfaCodes, signal, logger } = task
  const { run, ...others } = context.host
  const host = { ...others, lock: lockOf(task), run: capabilities.process ? run : undefined }
  return {
    host: omitUndefined(host) as HostFunctions['host'],
    send: context.send,
    env: context.env,
    caches: cachesOf(task),
    tokenStores: tokenStoresOf(context, capabilities, task.ssoTokens),
    readsFiles: capabilities.files,
    mfaCodes,
    signal,
    logger,
  }
}

/**
 * The lock of a session saves other processes a call only if they can read the session: without a shared
 * cache, it is held in this process alone. Locks of MFA devices and of tokens always exclude other processes.
 */
function lockOf({ cache, context, lockHop }: ResolveRequest): HostFunctions['host']['lock'] {
  const { lock } = context.host
  const isShared = cache === 'aws-cli' || (cache !== false && !isMemoryStore(cache))
  return (name, options) => {
    const hold = () => (isShared || !isSessionLock(name) ? lock : lockHere)(name, options)
    return lockHop ? lockHop(name, hold) : hold()
  }
}

/** Whether a lock is that of a hop's session, by the name that the engine gives it. */
export const isSessionLock = (name: string) => name.startsWith('session-')

/** Whether a lock is that of an MFA device. */
export const isDeviceLock = (name: string) => name.startsWith('mfa-')

function cachesOf(task: ResolveRequest): Record<StoreName, CacheStore> | undefined {
  const kept = keptCachesOf(task)
  const { shared } = task
  if (!shared) return kept
  return { 'aws-cli': tieredStore(shared, kept?.['aws-cli']), rolehop: tieredStore(shared, kept?.rolehop) }
}

function keptCachesOf({ cache, context }: ResolveRequest): Record<StoreName, CacheStore> | undefined {
  if (cache === false) return undefined
  if (cache !== 'aws-cli') return { 'aws-cli': cache, rolehop: cache }
  const { readFile, writeFile, sleep } = context.host
  if (!readFile || !writeFile)
    throw usageError(
      "the cache 'aws-cli' needs file access, which this runtime does not have",
      "use 'memory' or a store",
    )
  const { cliCache, rolehop } = context.files
  // Without a home directory there is no cache, as in the AWS CLI. The run continues without one.
  if (cliCache === undefined || rolehop === undefined) return undefined
  return fileCaches({ cliCache, rolehop }, { readFile, writeFile, sleep })
}

/** The stores of SSO and login tokens: the caller's, or on disk if the config and the runtime permit it. */
export function tokenStoresOf(
  { files, host }: CallContext,
  capabilities: Capabilities,
  ssoTokens: CacheStore | undefined,
): HostFunctions['tokenStores'] {
  if (ssoTokens) return { sso: ssoTokens, 'rolehop-sso': ssoTokens }
  if (!capabilities.files) return undefined
  const { readFile, writeFile, sleep } = host
  return readFile && writeFile ? fileTokenStores(files, { readFile, writeFile, sleep }) : undefined
}
