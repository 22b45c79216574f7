/** The engine's host: the public host functions as the engine calls them. */

import type {
  CacheStoreName,
  DeviceAuthorization,
  Diagnostic,
  HostFailure,
  MfaCodeRequest,
  Route,
  SignInPage,
} from '../generated/types.ts'
import { isRolehopError, usageError, warn } from '../model/errors.ts'
import { type CausedFailure, causedFailure } from '../model/host-failure.ts'
import type { Awaitable, CacheStore, Environment, Host, Logger, RunResult } from '../model/types.ts'
import { type HttpResponse, MAX_RESPONSE, type Send } from '../runtime/fetch.ts'
import type { LoopbackServer } from '../runtime/runtime.ts'
import { quietly, untilAborted } from '../util/abort.ts'
import { isThenable, omitUndefined } from '../util/objects.ts'
import { generateEs256, signEs256 } from './es256.ts'
import { currentInstance } from './instance.ts'
import { requestFrom } from './request.ts'

/** The two kinds of cache entries. */
export type StoreName = 'aws-cli' | 'rolehop'

/** The kinds of tokens, which are a source of credentials and not a cache. */
export type TokenStoreName = Exclude<CacheStoreName, StoreName>

/** The functions that one run of the engine can use. */
export interface HostFunctions {
  readonly host: Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>
  readonly send: Send
  readonly caches: Readonly<Record<StoreName, CacheStore>> | undefined
  /** The SSO and login tokens; absent if the config may not use them. */
  readonly tokenStores?: Readonly<Partial<Record<TokenStoreName, CacheStore>>> | undefined
  /** Whether the run may read files that settings name. */
  readonly readsFiles?: boolean
  /** Shows the user where to sign in. */
  readonly showDeviceCode?: ((prompt: DeviceAuthorization) => Awaitable<void>) | undefined
  /** Signs the user in with a browser. */
  readonly browser?: BrowserFunctions | undefined
  /** Returns the code of an MFA device. */
  readonly mfaCodes: ((wanted: MfaCodeRequest) => Promise<string>) | undefined
  readonly env: Environment
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** How a run signs the user in with a browser. What is missing is not possible. */
export interface BrowserFunctions {
  readonly listen?: (() => Promise<LoopbackServer>) | undefined
  readonly show?: ((page: SignInPage) => Awaitable<void>) | undefined
  readonly code?: (() => Awaitable<string>) | undefined
  readonly replacesLogin?: ((current: string, signedIn: string) => Awaitable<boolean>) | undefined
}

/** The time limit for releasing a lock, in milliseconds; afterwards, the release continues in the background. */
const RELEASE_LIMIT = 2_000

type Waiting = { readonly signal?: AbortSignal }

/**
 * The object that the engine calls. A missing method is a capability that the runtime lacks; the others
 * reject with a `CausedFailure` and nothing else. Return values are checked here, since the engine cannot
 * catch what a getter throws.
 */
export class EngineHost {
  readonly #functions: HostFunctions
  readonly #instance = currentInstance()
  readonly #held = new Map<string, () => unknown>()
  readonly #unreadable = new Set<string>()
  #server: LoopbackServer | undefined

  declare random?: (size: number) => Uint8Array
  declare mfaCode?: (wanted: MfaCodeRequest) => Promise<string>
  declare readFile?: (path: string) => Promise<string | undefined>
  declare showDeviceCode?: (prompt: DeviceAuthorization) => Promise<void>
  declare listen?: () => Promise<number>
  declare showSignIn?: (page: SignInPage) => Promise<void>
  declare signInCode?: () => Promise<string>
  declare replacesLogin?: (current: string, signedIn: string) => Promise<boolean>
  declare run?: (argv: string[], env: Record<string, string>, timeoutMs?: number) => Promise<RunResult>

  static {
    // The engine looks up optional methods and must not find those of `Object.prototype`.
    Object.setPrototypeOf(EngineHost.prototype, null)
  }

  /** @throws RolehopError `usage-invalid` for a `now` that does not return a time */
  constructor(functions: HostFunctions) {
    this.#functions = omitUndefined(functions) as HostFunctions
    const { host, mfaCodes, env, showDeviceCode, browser } = this.#functions
    const { random, run, readFile } = host
    host.now()
    if (random) this.random = (size) => random(size)
    if (mfaCodes) this.mfaCode = (wanted) => this.#wait(async () => codeOf(await mfaCodes(wanted), 'mfaCodeProvider'))
    if (showDeviceCode) this.showDeviceCode = (prompt) => this.#wait(() => showDeviceCode(prompt))
    if (browser) this.#signInWith(browser)
    if (readFile && this.#functions.readsFiles)
      this.readFile = (path) => this.#wait(async () => textOf(await readFile(path, { maxBytes: MAX_RESPONSE })))
    if (run)
      this.run = (argv, extra, timeoutMs) =>
        this.#wait((waiting) =>
          run(argv, omitUndefined({ ...waiting, timeoutMs, env: omitUndefined({ ...env, ...extra }) })),
        )
  }

  #signInWith({ listen, show, code, replacesLogin }: BrowserFunctions): void {
    if (listen) this.listen = () => this.#wait(async () => this.#listen(await listen()))
    if (show) this.showSignIn = (page) => this.#wait(() => show(page))
    if (code) this.signInCode = () => this.#wait(async () => codeOf(await code(), 'signInCodeProvider'))
    if (replacesLogin)
      this.replacesLogin = (current, signedIn) =>
        this.#wait(async () => (await replacesLogin(current, signedIn)) === true)
  }

  #listen(server: LoopbackServer): number {
    if (this.#functions.signal?.aborted || this.#isDiscarded()) server.close()
    this.#server = server
    return server.port
  }

  receive(timeoutMs: number): Promise<string> {
    return this.#wait(() => this.#listening().receive(timeoutMs))
  }

  respond(status: number, page: string): Promise<void> {
    return this.#wait(() => this.#listening().respond(status, page))
  }

  #listening(): LoopbackServer {
    if (!this.#server) throw { hostError: 'unsupported' } satisfies HostFailure
    return this.#server
  }

  generateEs256(): Promise<string> {
    return this.#wait(generateEs256)
  }

  signEs256(jwk: string, message: Uint8Array): Promise<Uint8Array> {
    return this.#wait(() => signEs256(jwk, message))
  }

  now(): number {
    return this.#functions.host.now()
  }

  sleep(ms: number): Promise<void> {
    return this.#wait((options) => this.#functions.host.sleep(ms, options))
  }

  fetch(lines: string, timeoutMs: number | undefined, route: Route): Promise<HttpResponse> {
    const request = requestFrom(lines, timeoutMs)
    return this.#wait(async () => plainResponse(await this.#functions.send(request, this.#functions.signal, route)))
  }

  /** A cache that fails is treated as one without the entry. */
  async cacheRead(store: CacheStoreName, key: string): Promise<string | undefined> {
    const entries = this.#store(store)
    const found = await this.#wait(() => entries?.get(key)).catch((failure: CausedFailure) => {
      if (failure.hostError === 'aborted') throw failure
      this.#warnOfFile(failure.cause)
    })
    return typeof found === 'string' ? found : undefined
  }

  /** Warns once that an entry exists but cannot be read: it may be the token that seems to be missing. */
  #warnOfFile(error: unknown): void {
    if (!isRolehopError(error, 'file-failed') || this.#unreadable.has(error.message)) return
    this.#unreadable.add(error.message)
    this.warn({ code: error.code, severity: 'warning', message: error.message })
  }

  async cacheWrite(store: CacheStoreName, key: string, text: string): Promise<void> {
    const entries = this.#store(store)
    await this.#wait(() => entries?.set(key, text))
  }

  /** A cache is optional; token stores are not, because there is no other source of tokens. */
  #store(name: CacheStoreName): CacheStore | undefined {
    const { caches, tokenStores } = this.#functions
    if (name === 'aws-cli' || name === 'rolehop') return caches?.[name]
    if (!tokenStores?.[name]) throw { hostError: 'unsupported' } satisfies HostFailure
    return tokenStores[name]
  }

  async lock(name: string): Promise<void> {
    let pending: Promise<() => unknown> | undefined
    try {
      const release = await this.#wait((options) => {
        pending = this.#lock(name, options)
        return pending
      })
      this.#held.set(name, release)
    } catch (failure) {
      // The call was aborted: if the lock is acquired later, release it immediately.
      if (pending) void quietly(() => pending?.then(releaseWithinLimit))
      throw failure
    }
  }

  async unlock(name: string): Promise<void> {
    const release = this.#held.get(name)
    this.#held.delete(name)
    if (release) await releaseWithinLimit(release)
  }

  /** Stops the server, and releases the locks that the engine still held when it failed. */
  async close(): Promise<void> {
    this.#server?.close()
    await Promise.allSettled([...this.#held.keys()].map((name) => this.unlock(name)))
  }

  warn(diagnostic: Diagnostic): void {
    warn(this.#functions.logger, diagnostic)
  }

  /** If the engine failed before the lock is acquired, releases it immediately. */
  async #lock(name: string, options: Waiting): Promise<() => unknown> {
    const release = await this.#functions.host.lock(name, options)
    if (this.#isDiscarded()) void releaseWithinLimit(release)
    return release
  }

  #isDiscarded(): boolean {
    return this.#instance !== currentInstance()
  }

  /** Waits for a host function until the call is aborted: not all of them obey the signal. */
  async #wait<T>(work: (options: Waiting) => Awaitable<T>): Promise<T> {
    const { signal } = this.#functions
    try {
      return await untilAborted(() => work(omitUndefined(signal ? { signal } : {})), signal)
    } catch (error) {
      throw causedFailure(error, signal)
    } finally {
      // The instance that made the call no longer exists, so it must not get a result.
      if (this.#isDiscarded()) await new Promise(() => {})
    }
  }
}

/** Runs a call of the engine with host functions; afterwards, locks and servers are released. */
export async function withHost<T>(functions: HostFunctions, work: (host: EngineHost) => Promise<T>): Promise<T> {
  const host = new EngineHost(functions)
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}

/** Releases a lock. A failure or a delay does not change the result of the run. */
async function releaseWithinLimit(release: () => unknown): Promise<void> {
  let released: unknown
  try {
    released = release()
    // A lock within this process is released at once, without a timer.
    if (!isThenable(released)) return
  } catch {
    return
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RELEASE_LIMIT)
  })
  await Promise.race([quietly(() => released), limit])
  clearTimeout(timer)
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes)
}

function codeOf(code: unknown, provider: string): string {
  if (typeof code === 'string') return code
  throw usageError(`\`${provider}\` did not return a string`)
}

/** A response with plain values, for any response of `fetch`. */
function plainResponse({ status, date, location, body }: HttpResponse): HttpResponse {
  // A promise instead of a value must not become an unhandled rejection.
  void quietly(() => status)
  void quietly(() => date)
  void quietly(() => location)
  if (!Number.isInteger(status) || status < 0 || status > 999)
    throw usageError('`fetch` returned a response without a status')
  return omitUndefined({
    status,
    date: typeof date === 'string' ? date : undefined,
    location: typeof location === 'string' ? location : undefined,
    body: new Uint8Array(body),
  }) as HttpResponse
}
