/** A profile as the `credentials` of any AWS SDK v3 client. */

import type { HostFailure } from '../generated/types.ts'
import {
  argument,
  type Checks,
  flag,
  func,
  OPTIONS,
  object,
  optionalArgument,
  record,
  seconds,
  text,
  word,
} from '../model/arguments.ts'
import type { Credentials } from '../model/credentials.ts'
import { isRolehopError, usageError } from '../model/errors.ts'
import {
  COMMON_OPTIONS,
  cacheCheck,
  FILE_OPTIONS,
  SESSION_OPTIONS,
  textsCheck,
  tokensCheck,
  trustCheck,
} from '../model/options.ts'
import { type SessionOptions, sessionRequest } from '../model/session-parameters.ts'
import type {
  CacheStore,
  CommonOptions,
  FileOptions,
  IdentityProperties,
  Plan,
  SessionCache,
  SharedConfigText,
  SsoTokenOptions,
  Trust,
} from '../model/types.ts'
import { defaultCache } from '../resolve/caches.ts'
import { type CallContext, capabilities } from '../resolve/call-context.ts'
import { configContext, internalsOf } from '../resolve/config-internals.ts'
import { type MfaCodes, providedMfaCodes } from '../resolve/mfa-codes.ts'
import { programMfaCodes } from '../resolve/mfa-program.ts'
import { promptedMfaCodes } from '../resolve/mfa-prompt.ts'
import { planOf, type ResolveRequest, resolve } from '../resolve/resolve.ts'
import { memoryStore } from '../runtime/portable/memory-store.ts'
import { runtime } from '../runtime/runtime.ts'
import { untilAborted } from '../util/abort.ts'
import { type Disposable, trackForDisposal } from '../util/disposal.ts'
import { member } from '../util/objects.ts'
import { isSharedConfig, loadFiles, SharedConfig } from './shared-config.ts'

/** The options of an SDK client that apply to the calls to STS. */
export interface ClientConfig {
  /**
   * The region of the calls.
   *
   * @example { region: 'eu-west-1' }
   */
  readonly region?: string | undefined
}

/**
 * Options of {@link fromProfile}. Names that also exist in the SDK's `fromIni` have the same meaning.
 *
 * @example
 * fromProfile({ profile: 'deploy', clientConfig: { region: 'eu-west-1' }, minRemainingSeconds: 1800 })
 * fromProfile({ config: { config: '[profile dev]\n…' }, cache: 'memory' }) // pasted text
 */
export interface FromProfileOptions extends CommonOptions, FileOptions, SessionOptions, SsoTokenOptions {
  /**
   * The profile. Default: as for the AWS CLI, the one that `AWS_PROFILE` selects, or `default`.
   *
   * @example { profile: 'deploy' }
   */
  readonly profile?: string | undefined
  /**
   * The region of the calls to STS (`region`), as the AWS CLI's `--region`.
   *
   * @example { clientConfig: { region: 'eu-west-1' } }
   */
  readonly clientConfig?: ClientConfig | undefined
  /**
   * Returns the code of an MFA device. Default in Node: a prompt on the terminal like the AWS CLI's
   * (`Enter MFA code for ARN: `), which is repeated after a rejected code, three times in total. The prompt
   * requires a trusted config, a terminal as standard input, output or error, and that `CI` is not set.
   * Without a prompt, and with `false`, a profile that needs a code fails with `mfa-required`.
   *
   * @example { mfaCodeProvider: async (mfaSerial) => prompt(`MFA code for ${mfaSerial}`) ?? '' }
   */
  readonly mfaCodeProvider?: ((mfaSerial: string) => Promise<string>) | false | undefined
  /**
   * The config to use instead of the user's files: a loaded `SharedConfig`, or text. Text cannot run
   * programs, read files, or call metadata services and custom endpoints, unless `trust` is `trusted`.
   *
   * @example { config: await SharedConfig.load() }
   */
  readonly config?: SharedConfig | SharedConfigText | undefined
  /**
   * Where sessions are cached: the AWS CLI's cache directory, the memory of this provider, no cache, or a
   * custom store. Default: `aws-cli` in Node for the user's own files, otherwise `memory`.
   *
   * @example { cache: 'memory' }
   */
  readonly cache?: SessionCache | undefined
  /**
   * The minimum remaining lifetime of a cached session, in seconds. Default: 900, as for the AWS CLI.
   *
   * @example { minRemainingSeconds: 1800 }
   */
  readonly minRemainingSeconds?: number | undefined
  /**
   * Whether the config comes from a trusted source. Default: files are trusted, text is not.
   *
   * @example { trust: 'untrusted' }
   */
  readonly trust?: Trust | undefined
}

/** Options of SDK clients that do not apply, with what to use instead. */
const OTHER_CLIENT_OPTIONS = {
  requestHandler: 'pass a `fetch` as the option `fetch`',
  endpoint: 'set `AWS_ENDPOINT_URL_STS` in `env`, or `endpoint_url` in the profile',
  credentials: 'the profile selects the credentials that sign the calls',
  profile: 'pass it as the option `profile`',
  logger: 'pass it as the option `logger`',
  useFipsEndpoint: 'set `AWS_USE_FIPS_ENDPOINT` in `env`, or `use_fips_endpoint` in the profile',
  useDualstackEndpoint: 'set `AWS_USE_DUALSTACK_ENDPOINT` in `env`, or `use_dualstack_endpoint` in the profile',
  maxAttempts: 'omit it: failed calls are retried as the AWS CLI retries them',
  retryMode: 'omit it: failed calls are retried as the AWS CLI retries them',
  retryStrategy: 'omit it: failed calls are retried as the AWS CLI retries them',
}

/** Options of the SDK's `fromIni` that do not apply, with what to do instead. */
const OTHER_OPTIONS = {
  roleAssumer: 'omit it: rolehop assumes roles itself; pass `fetch` to change how requests are sent',
  roleAssumerWithWebIdentity: 'omit it: rolehop assumes roles itself; pass `fetch` to change how requests are sent',
  clientPlugins: 'omit it: rolehop uses no SDK client; pass `fetch` to change how requests are sent',
  parentClientConfig: 'pass the region as `clientConfig.region`',
  ignoreCache: 'omit it: each run reads the files again; pass `cache: false` to disable the session cache',
}

/** The checks of {@link FromProfileOptions}. @internal */
export const PROFILE_OPTIONS: Checks<FromProfileOptions> = {
  ...COMMON_OPTIONS,
  ...FILE_OPTIONS,
  ...SESSION_OPTIONS,
  profile: word,
  clientConfig: record<ClientConfig>({ region: text }, { refused: OTHER_CLIENT_OPTIONS }),
  mfaCodeProvider: (value, name) => (value === false ? false : func(value, name)),
  config: (value, name) => (isSharedConfig(value, name) ? value : textsCheck(value, name)),
  cache: cacheCheck,
  minRemainingSeconds: seconds,
  trust: trustCheck,
  ssoTokens: tokensCheck,
}

/** The rules for options of the SDK's `fromIni` that do not apply. @internal */
export const PROFILE_RULES = { refused: OTHER_OPTIONS }

const optionsCheck = record(PROFILE_OPTIONS, PROFILE_RULES)

/** Returns credentials, and gets new ones only if the cached ones expire soon. Concurrent calls share one run. */
export type ProfileProvider = (properties?: IdentityProperties & Record<string, unknown>) => Promise<Credentials>

/** The AWS SDK calls the provider at every request if the credentials expire within five minutes. */
const SDK_MARGIN_MS = 330_000

/** Credentials that a provider has cached. */
interface CachedCredentials {
  readonly credentials: Credentials
  /** The time after which new ones are requested, in milliseconds since 1970. */
  readonly refreshAt: number
}

/**
 * Creates a credential provider for an AWS profile, for the `credentials` of any AWS SDK v3 client.
 *
 * The first call reads the files, plans the chain, and calls STS for sessions that are not cached. The
 * provider returns the same credentials until shortly before they expire. Concurrent calls share one run.
 *
 * @returns the provider. It rejects with a `RolehopError`; docs/diagnostics.md lists the codes
 * @throws RolehopError `usage-invalid` for an invalid or unknown option
 * @example
 * const s3 = new S3Client({ credentials: fromProfile({ profile: 'deploy' }) })
 */
export function fromProfile(init: FromProfileOptions = {}): ProfileProvider {
  return createProvider(init)
}

/** Internal options of {@link createProvider}. @internal */
export interface InternalOptions {
  /** Called with each plan before it runs. */
  readonly onPlan?: (plan: { data(): Plan }) => void
  /** Provides MFA codes, instead of `mfaCodeProvider`. */
  readonly mfaCodes?: MfaCodes
  /** The program that prints MFA codes, instead of `mfa_process` of the profiles. */
  readonly mfaProcess?: string
}

/** {@link fromProfile} with internal options. @internal */
export function createProvider(init: FromProfileOptions, internal: InternalOptions = {}): ProfileProvider {
  const provider = new CachingProvider(argument(optionsCheck, init, OPTIONS), internal)
  return (properties = {}) => provider.get(properties)
}

/** The state of one provider. */
class CachingProvider implements Disposable {
  readonly #init: FromProfileOptions
  readonly #internal: InternalOptions
  // Created lazily: a program can have thousands of providers.
  #cached: Map<string, CachedCredentials> | undefined
  #running: Map<string, Promise<Credentials>> | undefined
  #memory: CacheStore | undefined

  constructor(init: FromProfileOptions, internal: InternalOptions) {
    this.#init = init
    this.#internal = internal
    trackForDisposal(this)
  }

  dispose(): void {
    this.#cached = undefined
    this.#running = undefined
  }

  async get(properties: IdentityProperties): Promise<Credentials> {
    const { forceRefresh, client } = readProperties(properties)
    const profile = this.#init.profile ?? client.profile
    const name = profile ?? ''
    const cached = this.#cached?.get(name)
    if (cached && !forceRefresh && this.#now() < cached.refreshAt) return cached.credentials
    const key = `${forceRefresh} ${name}`
    const running = this.#running?.get(key) ?? this.#start(key, name, { profile, forceRefresh, region: client.region })
    if (!cached || forceRefresh) return running
    return running.catch((error) => this.#fallBackToCached(cached, error))
  }

  #now(): number {
    return this.#init.host?.now?.() ?? Date.now()
  }

  #start(key: string, name: string, wanted: Wanted): Promise<Credentials> {
    const running = this.#running ?? new Map()
    this.#running = running
    const run = this.#run(wanted).finally(() => {
      running.delete(key)
      if (running.size === 0 && this.#running === running) this.#running = undefined
    })
    running.set(key, run)
    return run.then((credentials) => {
      this.#cached ??= new Map()
      this.#cached.set(name, { credentials, refreshAt: this.#refreshAt(credentials) })
      return credentials
    })
  }

  async #run({ profile, forceRefresh, region }: Wanted): Promise<Credentials> {
    const defaultRegion = await regionOf(region, this.#init.signal)
    const memory = () => (this.#memory ??= memoryStore())
    const shared = await buildResolveRequest(this.#init, memory, this.#internal)
    const task = { ...shared, profile, forceRefresh, defaultRegion }
    const plan = planOf(task)
    this.#internal.onPlan?.(plan)
    return resolve(task, plan).finally(() => plan.release())
  }

  /** Refreshes before the SDK would call the provider at every request, and not before half of a short lifetime. */
  #refreshAt({ expiration }: Credentials): number {
    if (!expiration) return Number.POSITIVE_INFINITY
    const remaining = expiration.getTime() - this.#now()
    const wanted = (this.#init.minRemainingSeconds ?? 900) * 1000
    const margin = Math.min(Math.max(SDK_MARGIN_MS, Math.min(wanted, remaining / 2)), remaining / 2)
    return expiration.getTime() - margin
  }

  /** Returns the cached credentials if a refresh failed and they have not expired. @throws the error otherwise */
  #fallBackToCached({ credentials }: CachedCredentials, error: unknown): Credentials {
    const ends = credentials.expiration?.getTime() ?? 0
    if (ends <= this.#now() || !isRolehopError(error) || error.code === 'aborted') throw error
    const { logger } = this.#init
    logger?.warn?.(
      `credentials could not be refreshed and expire at ${credentials.expiration?.toISOString()}: ${error.message}`,
    )
    return credentials
  }
}

/** Builds the parts of a request that all calls share, from checked options. Reads the files. @internal */
export async function buildResolveRequest(
  init: FromProfileOptions,
  memory: () => CacheStore,
  internal: InternalOptions = {},
): Promise<Omit<ResolveRequest, 'profile' | 'forceRefresh' | 'defaultRegion'>> {
  const config = await configOf(init)
  const { origin } = internalsOf(config)
  const trust = init.trust ?? (origin ? 'trusted' : 'pasted')
  const context = configContext(init, origin)
  return {
    config,
    context,
    capabilities: capabilities(trust, init.ssoTokens),
    ssoTokens: init.ssoTokens,
    region: init.clientConfig?.region,
    session: sessionRequest(init),
    mfaProcess: internal.mfaProcess,
    minRemainingSeconds: init.minRemainingSeconds ?? 900,
    shared: undefined,
    cache: cacheOf(init, trust, () => memories.get(config) ?? memory()),
    mfaCodes: internal.mfaCodes ?? mfaCodesOf(init, trust, context),
    signal: init.signal,
    logger: init.logger,
  }
}

/**
 * Returns the source of MFA codes. Without `mfaCodeProvider`, only a trusted config can prompt or run
 * `mfa_process`: untrusted text must not cause a prompt on a server's terminal or run a program.
 */
function mfaCodesOf(init: FromProfileOptions, trust: Trust | 'pasted', context: CallContext): MfaCodes | undefined {
  const { mfaCodeProvider, signal, logger } = init
  if (mfaCodeProvider) return providedMfaCodes(mfaCodeProvider)
  if (trust !== 'trusted') return undefined
  const typed = mfaCodeProvider === false ? undefined : typedMfaCodes(init, context)
  return programMfaCodes(context, typed, { signal, logger })
}

/** Prompts for codes with the caller's `prompt`, or on the terminal if a user is likely to be present. */
function typedMfaCodes({ host, signal }: FromProfileOptions, context: CallContext): MfaCodes {
  const codes = promptedMfaCodes(context.host.prompt, signal)
  if (host?.prompt) return codes
  return async (wanted) => {
    if (!(await runtime().isInteractive())) throw { hostError: 'unsupported' } satisfies HostFailure
    return codes(wanted)
  }
}

async function configOf(init: FromProfileOptions): Promise<SharedConfig> {
  if (init.config === undefined) return loadFiles(init)
  if (!(init.config instanceof SharedConfig)) return SharedConfig.parse(init.config)
  if (!memories.has(init.config)) memories.set(init.config, memoryStore())
  return init.config
}

/** Providers with the same config share one store, so that they need one MFA code. */
const memories = new WeakMap<SharedConfig, CacheStore>()

function cacheOf(
  { cache }: FromProfileOptions,
  trust: Trust | 'pasted',
  memory: () => CacheStore,
): ResolveRequest['cache'] {
  if (cache === 'aws-cli' && trust === 'untrusted') {
    throw usageError("an untrusted config cannot use the cache 'aws-cli'", "use 'memory' or `false`")
  }
  const chosen = defaultCache(cache, trust)
  return chosen === 'memory' ? memory() : chosen
}

/** The parameters of a call of a provider. */
interface Wanted {
  readonly profile: string | undefined
  readonly forceRefresh: boolean
  /** The region of the client, or a function that returns it. */
  readonly region: unknown
}

/** Checks the properties that the SDK passes. Others are ignored, and the client can be of any class. */
function readProperties(properties: IdentityProperties): {
  forceRefresh: boolean
  client: Pick<Wanted, 'profile' | 'region'>
} {
  const given = argument(object<object>, properties, 'properties')
  const client = optionalArgument(object<object>, member(given, 'callerClientConfig'), 'properties.callerClientConfig')
  const profile = client && optionalArgument(text, member(client, 'profile'), 'properties.callerClientConfig.profile')
  const forceRefresh = optionalArgument(flag, member(given, 'forceRefresh'), 'properties.forceRefresh') ?? false
  const region = client && member(client, 'region')
  const bound = typeof region === 'function' ? () => Reflect.apply(region, client as object, []) : region
  return { forceRefresh, client: { profile: profile || undefined, region: bound } }
}

/** Returns the region of the client; `undefined` if it has none, in which case the SDK's function throws. */
async function regionOf(region: unknown, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    const found = typeof region === 'function' ? await untilAborted(() => region(), signal) : region
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}
