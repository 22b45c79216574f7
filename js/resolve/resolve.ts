/** One run of the engine: a profile, its config, its surroundings → credentials. */

import { EngineHost, type Powers, type StoreName } from '../engine/host.ts'
import { call, callAsync } from '../engine/instance.ts'
import type { Capabilities, Plan, PlanRequest, ResolveOptions, SessionParameters } from '../generated/types.ts'
import { type Credentials, fromWire } from '../model/credentials.ts'
import { usageError } from '../model/errors.ts'
import type { CacheStore, Logger } from '../model/types.ts'
import { home } from '../runtime/runtime.ts'
import { defined } from '../util/objects.ts'
import { fileCaches, fileSignIns, layered } from './caches.ts'
import type { Surroundings } from './call-context.ts'
import { internalsOf, withUnreadable } from './config-internals.ts'

/** What is to be resolved, and how. */
export interface Task {
  /** A `SharedConfig`. */
  readonly config: object
  readonly around: Surroundings
  readonly capabilities: Capabilities
  readonly profile: string | undefined
  readonly region: string | undefined
  readonly session: SessionParameters | undefined
  readonly sessionName: string | undefined
  readonly defaultRegion: string | undefined
  readonly minRemaining: number
  readonly forceRefresh: boolean
  readonly cache: 'aws-cli' | false | CacheStore
  /** What several runs share while they last, whatever is kept beyond. */
  readonly shared: CacheStore | undefined
  readonly mfaCodeProvider: Powers['mfaCodeProvider']
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** Where credentials came from, for calls that are made with them. */
export interface Origin {
  readonly plan: Plan
  readonly around: Surroundings
}

const origins = new WeakMap<object, Origin>()

/** Where credentials came from, if they are of this package. */
export function originOf(credentials: object): Origin | undefined {
  return origins.get(credentials)
}

/** What will be done. @throws RolehopError */
export function planOf(task: Task): Plan {
  const { engine: config, unreadable } = internalsOf(task.config)
  try {
    return call(() => config.plan(requestOf(task)))
  } catch (error) {
    throw withUnreadable(error, unreadable)
  }
}

/** Plans and does everything that it takes. @throws RolehopError */
export async function resolve(task: Task): Promise<Credentials> {
  const { engine: config } = internalsOf(task.config)
  const request = requestOf(task)
  const plan = planOf(task)
  const host = new EngineHost(powersOf(task))
  const { minRemaining, forceRefresh } = task
  const options: ResolveOptions = {
    minRemaining,
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

function requestOf(task: Task): PlanRequest {
  const { around, capabilities, profile, region, defaultRegion, session, sessionName } = task
  const platform = home().platform()
  return defined({
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

function powersOf(task: Task): Powers {
  const { around, capabilities, mfaCodeProvider, signal, logger } = task
  const { run, ...others } = around.host
  return {
    host: defined({ ...others, run: capabilities.process ? run : undefined }) as Powers['host'],
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

function cachesOf(task: Task): Record<StoreName, CacheStore> | undefined {
  const kept = keptCachesOf(task)
  const { shared } = task
  if (!shared) return kept
  return { 'aws-cli': layered(shared, kept?.['aws-cli']), rolehop: layered(shared, kept?.rolehop) }
}

function keptCachesOf({ cache, around }: Task): Record<StoreName, CacheStore> | undefined {
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

/** The sign-ins of these surroundings; none where there are no files. */
export function signInsOf({ files, host }: Surroundings): Powers['signIns'] {
  const { readFile, writeFile, sleep } = host
  return readFile && writeFile ? fileSignIns(files, { readFile, writeFile, sleep }) : undefined
}
