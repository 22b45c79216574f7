/** One run of the engine: a profile, its config, its createCallContext → credentials. */

import { EngineHost, type HostFunctions, type StoreName } from '../engine/host.ts'
import { call, callAsync } from '../engine/instance.ts'
import type { Capabilities, Plan, PlanRequest, ResolveOptions, SessionParameters } from '../generated/types.ts'
import { type Credentials, fromWire } from '../model/credentials.ts'
import { usageError } from '../model/errors.ts'
import type { CacheStore, Logger } from '../model/types.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'
import { fileCaches, fileSignIns, tieredStore } from './caches.ts'
import type { CallContext } from './call-context.ts'
import { internalsOf, withUnreadable } from './config-internals.ts'

/** What is to be resolved, and how. */
export interface ResolveRequest {
  /** A `SharedConfig`. */
  readonly config: object
  readonly around: CallContext
  readonly capabilities: Capabilities
  readonly profile: string | undefined
  readonly region: string | undefined
  readonly session: SessionParameters | undefined
  readonly sessionName: string | undefined
  readonly defaultRegion: string | undefined
  readonly minRemainingSeconds: number
  readonly forceRefresh: boolean
  readonly cache: 'aws-cli' | false | CacheStore
  /** What several runs share while they last, whatever is kept beyond. */
  readonly shared: CacheStore | undefined
  readonly mfaCodeProvider: HostFunctions['mfaCodeProvider']
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** Where credentials came from, for calls that are made with them. */
export interface Origin {
  readonly plan: Plan
  readonly around: CallContext
}

const origins = new WeakMap<object, Origin>()

/** Where credentials came from, if they are of this package. */
export function originOf(credentials: object): Origin | undefined {
  return origins.get(credentials)
}

/** What will be done. @throws RolehopError */
export function planOf(task: ResolveRequest): Plan {
  const { engine: config, unreadable } = internalsOf(task.config)
  try {
    return call(() => config.plan(requestOf(task)))
  } catch (error) {
    throw withUnreadable(error, unreadable)
  }
}

/** Plans and does everything that it takes. @throws RolehopError */
export async function resolve(task: ResolveRequest): Promise<Credentials> {
  const { engine: config } = internalsOf(task.config)
  const request = requestOf(task)
  const plan = planOf(task)
  const host = new EngineHost(createHostFunctions(task))
  const { minRemainingSeconds, forceRefresh } = task
  const options: ResolveOptions = {
    minRemainingSeconds,
    forceRefresh,
    cache: task.cache !== false || task.shared !== undefined,
  }
  try {
    const wire = callAsync((engine) => engine.resolve(config, request, options, host))
    const credentials = fromWire(await wire)
    origins.set(credentials, { plan, around: task.around })
    return credentials
  } finally {
    await host.unlockAll()
  }
}

function requestOf(task: ResolveRequest): PlanRequest {
  const { around, capabilities, profile, region, defaultRegion, session, sessionName } = task
  const platform = runtime().platform()
  return omitUndefined({
    env: around.env,
    platform,
    capabilities,
    profile,
    region,
    defaultRegion,
    session,
    sessionName,
  }) as PlanRequest
}

function createHostFunctions(task: ResolveRequest): HostFunctions {
  const { around, capabilities, mfaCodeProvider, signal, logger } = task
  const { run, ...others } = around.host
  return {
    host: omitUndefined({ ...others, run: capabilities.process ? run : undefined }) as HostFunctions['host'],
    send: around.send,
    env: around.env,
    caches: cachesOf(task),
    signIns: capabilities.files ? signInsOf(around) : undefined,
    readsFiles: capabilities.files,
    mfaCodeProvider,
    signal,
    logger,
  }
}

function cachesOf(task: ResolveRequest): Record<StoreName, CacheStore> | undefined {
  const kept = keptCachesOf(task)
  const { shared } = task
  if (!shared) return kept
  return { 'aws-cli': tieredStore(shared, kept?.['aws-cli']), rolehop: tieredStore(shared, kept?.rolehop) }
}

function keptCachesOf({ cache, around }: ResolveRequest): Record<StoreName, CacheStore> | undefined {
  if (cache === false) return undefined
  if (cache !== 'aws-cli') return { 'aws-cli': cache, rolehop: cache }
  const { readFile, writeFile, sleep } = around.host
  if (!readFile || !writeFile)
    throw usageError(
      "the cache 'aws-cli' needs file access, which this runtime does not have",
      "use 'memory' or a store",
    )
  const { cliCache, rolehop } = around.files
  // Without a home folder there is no such cache, as for the AWS CLI; the run goes on without.
  if (cliCache === undefined || rolehop === undefined) return undefined
  return fileCaches({ cliCache, rolehop }, { readFile, writeFile, sleep })
}

/** The sign-ins of these createCallContext; none where there are no files. */
export function signInsOf({ files, host }: CallContext): HostFunctions['signIns'] {
  const { readFile, writeFile, sleep } = host
  return readFile && writeFile ? fileSignIns(files, { readFile, writeFile, sleep }) : undefined
}
