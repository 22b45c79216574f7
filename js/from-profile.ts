/** A profile as the `credentials` of any AWS SDK v3 client. */

import { chosenCache } from './caches.ts'
import type { Credentials } from './credentials.ts'
import { type Holder, holds } from './disposal.ts'
import { isRolehopError, usageError } from './errors.ts'
import { memoryStore } from './host/memory.ts'
import { resolve, type Task } from './resolve.ts'
import { type SessionOptions, sessionOf } from './session-parameters.ts'
import { peek, SharedConfig } from './shared-config.ts'
import { capabilities, surroundings } from './surroundings.ts'
import type {
  CacheStore,
  CommonOptions,
  FileOptions,
  IdentityProperties,
  SessionCache,
  SharedConfigText,
  Trust,
} from './types.ts'

/** What {@link fromProfile} takes. The names that the SDK's `fromIni` has mean the same here. */
export interface FromProfileOptions extends CommonOptions, FileOptions, SessionOptions {
  /** The profile; without it the one that the environment selects, or `default`, as for the AWS CLI. */
  readonly profile?: string
  /** `region`: that of the calls to STS, as the AWS CLI's `--region`. */
  readonly clientConfig?: { readonly region?: string }
  /** Asks for the code of an MFA device. Without it, a profile that needs one fails with `mfa-required`. */
  readonly mfaCodeProvider?: (mfaSerial: string) => Promise<string>
  /**
   * The config, instead of this machine's files: loaded, or pasted text. Text gets no process, no
   * files, no metadata service and no endpoint but the service's own, unless `trust` says `trusted`.
   */
  readonly config?: SharedConfig | SharedConfigText
  /**
   * Where sessions are kept: the AWS CLI's folder, this provider's memory, nowhere, or a store of
   * yours. In Node `aws-cli` for the user's own files; else `memory`.
   */
  readonly cache?: SessionCache
  /** Seconds that a session must still last to be used; 900 when absent, as for the AWS CLI. */
  readonly minRemaining?: number
  /** Whether the config is from someone the user vouches for; absent, files are and text is not. */
  readonly trust?: Trust
}

/** Gives credentials; asks for new ones only when the last end soon, and only once at a time. */
export type ProfileProvider = (properties?: IdentityProperties & Record<string, unknown>) => Promise<Credentials>

/** The AWS SDK asks again for credentials that end in less than five minutes, at every request. */
const SDK_MARGIN_MS = 330_000

/** Credentials that are kept, and for how long. */
interface Kept {
  readonly credentials: Credentials
  /** From when on new ones are got. */
  readonly refreshAt: number
}

/**
 * Credentials of an AWS profile, for the `credentials` of any AWS SDK v3 client.
 *
 * Nothing happens until the first call. Then the files are read, the chain is planned, and what the
 * cache does not hold is asked for. The provider keeps what it got until shortly before its end;
 * calls at the same time share one run.
 *
 * @throws RolehopError from each call of the provider; see its `code`
 * @example
 * const s3 = new S3Client({ credentials: fromProfile({ profile: 'deploy' }) })
 */
export function fromProfile(init: FromProfileOptions = {}): ProfileProvider {
  const keeper = new Keeper(init)
  return (properties = {}) => keeper.get(properties)
}

/** What one provider remembers. */
class Keeper implements Holder {
  readonly #init: FromProfileOptions
  readonly #kept = new Map<string, Kept>()
  readonly #running = new Map<string, Promise<Credentials>>()
  readonly #memory = memoryStore()

  constructor(init: FromProfileOptions) {
    this.#init = init
    holds(this)
  }

  forget(): void {
    this.#kept.clear()
    this.#running.clear()
  }

  async get(properties: IdentityProperties): Promise<Credentials> {
    const { forceRefresh = false, callerClientConfig: client } = properties
    const profile = this.#init.profile ?? client?.profile
    const name = profile ?? ''
    const kept = this.#kept.get(name)
    if (kept && !forceRefresh && this.#now() < kept.refreshAt) return kept.credentials
    const key = `${forceRefresh} ${name}`
    const running = this.#running.get(key) ?? this.#start(key, name, profile, properties)
    if (!kept || forceRefresh) return running
    return running.catch((error) => this.#orStillGood(kept, error))
  }

  #now(): number {
    return this.#init.host?.now?.() ?? Date.now()
  }

  #start(key: string, name: string, profile: string | undefined, properties: IdentityProperties): Promise<Credentials> {
    const run = this.#run(profile, properties).finally(() => this.#running.delete(key))
    this.#running.set(key, run)
    return run.then((credentials) => {
      this.#kept.set(name, { credentials, refreshAt: this.#refreshAt(credentials) })
      return credentials
    })
  }

  async #run(profile: string | undefined, { callerClientConfig: client, forceRefresh = false }: IdentityProperties) {
    const defaultRegion = await regionOf(client)
    const task = await taskOf(this.#init, this.#memory)
    return resolve({ ...task, profile, forceRefresh, defaultRegion })
  }

  /** Half of a short life, and never so late that the SDK would ask at every request. */
  #refreshAt({ expiration }: Credentials): number {
    if (!expiration) return Number.POSITIVE_INFINITY
    const remaining = expiration.getTime() - this.#now()
    const wanted = (this.#init.minRemaining ?? 900) * 1000
    const margin = Math.min(Math.max(SDK_MARGIN_MS, Math.min(wanted, remaining / 2)), remaining / 2)
    return expiration.getTime() - margin
  }

  /** New credentials could not be had, but the old ones have not ended: better than none. */
  #orStillGood({ credentials }: Kept, error: unknown): Credentials {
    const ends = credentials.expiration?.getTime() ?? 0
    if (ends <= this.#now() || !isRolehopError(error) || error.code === 'aborted') throw error
    const { logger } = this.#init
    logger?.warn?.(
      `credentials could not be renewed and end at ${credentials.expiration?.toISOString()}: ${error.message}`,
    )
    return credentials
  }
}

/** What does not change from call to call; the files are read anew each time. @internal */
export async function taskOf(
  init: FromProfileOptions,
  memory: CacheStore,
): Promise<Omit<Task, 'profile' | 'forceRefresh' | 'defaultRegion'>> {
  const config = await configOf(init)
  const { place } = peek(config)
  const trust = init.trust ?? (place ? 'trusted' : 'pasted')
  return {
    config,
    // A config brings the environment that it was loaded with.
    around: surroundings(init.env || !place?.env ? init : { ...init, env: place.env }),
    capabilities: capabilities(trust),
    region: init.clientConfig?.region,
    session: sessionOf(init),
    sessionName: init.sessionName,
    minRemaining: minRemainingOf(init),
    cache: cacheOf(init, trust, memories.get(config) ?? memory),
    mfaCodeProvider: init.mfaCodeProvider,
    signal: init.signal,
    logger: init.logger,
  }
}

async function configOf(init: FromProfileOptions): Promise<SharedConfig> {
  if (init.config === undefined) return SharedConfig.load(init)
  if (!(init.config instanceof SharedConfig)) return SharedConfig.parse(init.config)
  if (!memories.has(init.config)) memories.set(init.config, memoryStore())
  return init.config
}

/** Providers that are given the same config share one memory, so that one MFA code serves them all. */
const memories = new WeakMap<SharedConfig, CacheStore>()

function cacheOf({ cache }: FromProfileOptions, trust: Trust | 'pasted', memory: CacheStore): Task['cache'] {
  if (cache === 'aws-cli' && trust === 'untrusted') {
    throw usageError("an untrusted config may not use the cache 'aws-cli'", "use 'memory' or `false`")
  }
  const chosen = chosenCache(cache, trust)
  return chosen === 'memory' ? memory : chosen
}

function minRemainingOf({ minRemaining = 900 }: FromProfileOptions): number {
  if (Number.isFinite(minRemaining) && minRemaining >= 0) return Math.ceil(minRemaining)
  throw usageError('`minRemaining` is not a number of seconds')
}

/** The region of the client that asks; one that has none throws. */
async function regionOf(client: IdentityProperties['callerClientConfig']): Promise<string | undefined> {
  try {
    return await client?.region?.()
  } catch {
    return undefined
  }
}
