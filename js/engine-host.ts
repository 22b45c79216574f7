/** The engine's host: the public powers in the form in which the engine calls them. */
import { isRolehopError, systemCode } from './errors.ts'
import { signEs256 } from './es256.ts'
import type { CacheStoreName, Diagnostic, HostFailure, SignedRequest, SignInPrompt } from './generated/types.ts'
import { type Answer, isHostFailure, MAX_ANSWER, type Send } from './http.ts'
import type { Awaitable, CacheStore, Environment, Host, Logger, RunResult } from './types.ts'
import { currentEpoch } from './wasm.ts'

/** The two kinds of cache entries. */
export type StoreName = 'aws-cli' | 'rolehop'

/** The kinds of sign-ins: a source of credentials, not a cache. */
export type SignInName = Exclude<CacheStoreName, StoreName>

/** What one run of the engine may use. */
export interface Powers {
  readonly host: Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>
  readonly send: Send
  readonly caches: Readonly<Record<StoreName, CacheStore>> | undefined
  /** Where sign-ins are; absent where the config may not use them. */
  readonly signIns?: Readonly<Partial<Record<SignInName, CacheStore>>> | undefined
  /** Whether files that settings name may be read. */
  readonly readsFiles?: boolean
  /** Tells a person where to sign in. */
  readonly showSignIn?: ((prompt: SignInPrompt) => Awaitable<void>) | undefined
  readonly mfaCodeProvider: ((serial: string) => Promise<string>) | undefined
  readonly env: Environment
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** A failure, with what the surroundings threw: the engine makes it the `cause` of its error. */
type CausedFailure = HostFailure & { readonly cause?: unknown }

/**
 * What the engine calls. A method that is left out is a power that is not there; the others reject
 * with a {@link CausedFailure} and nothing else.
 */
export class EngineHost {
  readonly #powers: Powers
  readonly #epoch = currentEpoch()
  readonly #held = new Map<string, () => unknown>()

  declare random?: (size: number) => Uint8Array
  declare mfaCode?: (serial: string) => Promise<string>
  declare readFile?: (path: string) => Promise<string | undefined>
  declare signEs256?: (jwk: string, message: Uint8Array) => Promise<Uint8Array>
  declare showSignIn?: (prompt: SignInPrompt) => Promise<void>
  declare run?: (argv: string[], env: Record<string, string>) => Promise<RunResult>

  constructor(powers: Powers) {
    this.#powers = powers
    const { host, mfaCodeProvider, env, signal, showSignIn } = powers
    const { random, run, readFile } = host
    const waiting = signal ? { signal } : {}
    if (random) this.random = (size) => random.call(host, size)
    if (mfaCodeProvider) this.mfaCode = (serial) => this.#wait(() => mfaCodeProvider(serial))
    if (globalThis.crypto?.subtle) this.signEs256 = (jwk, message) => this.#wait(() => signEs256(jwk, message))
    if (showSignIn) this.showSignIn = (prompt) => this.#wait(() => showSignIn(prompt))
    if (readFile && powers.readsFiles)
      this.readFile = (path) =>
        this.#wait(async () => textOf(await readFile.call(host, path, { maxBytes: MAX_ANSWER })))
    if (run)
      this.run = (argv, extra) => this.#wait(() => run.call(host, argv, { ...waiting, env: { ...env, ...extra } }))
  }

  now(): number {
    return this.#powers.host.now()
  }

  sleep(ms: number): Promise<void> {
    return this.#wait((options) => this.#powers.host.sleep(ms, options))
  }

  fetch(request: SignedRequest): Promise<Answer> {
    return this.#wait(() => this.#powers.send(request, this.#powers.signal))
  }

  /** A cache that fails is a cache without the entry. */
  async cacheRead(store: CacheStoreName, key: string): Promise<string | undefined> {
    const entries = this.#store(store)
    return this.#wait(() => entries?.get(key)).catch((failure: HostFailure) => {
      if (failure.hostError === 'aborted') throw failure
      return undefined
    })
  }

  async cacheWrite(store: CacheStoreName, key: string, text: string): Promise<void> {
    const entries = this.#store(store)
    await this.#wait(() => entries?.set(key, text))
  }

  /** A cache may be missing; sign-ins may not, since nothing takes their place. */
  #store(name: CacheStoreName): CacheStore | undefined {
    const { caches, signIns } = this.#powers
    if (name === 'aws-cli' || name === 'rolehop') return caches?.[name]
    if (!signIns?.[name]) throw { hostError: 'unsupported' } satisfies HostFailure
    return signIns[name]
  }

  async lock(name: string): Promise<void> {
    let pending: PromiseLike<() => unknown> | undefined
    try {
      this.#held.set(
        name,
        await this.#wait((options) => {
          pending = this.#lock(name, options)
          return pending
        }),
      )
    } catch (failure) {
      // The caller gave up: a lock that comes all the same goes straight back.
      pending?.then(
        (release) => release(),
        () => {},
      )
      throw failure
    }
  }

  async unlock(name: string): Promise<void> {
    const release = this.#held.get(name)
    this.#held.delete(name)
    await release?.()
  }

  /** Gives back what an engine that failed still holds. */
  async unlockAll(): Promise<void> {
    for (const name of [...this.#held.keys()]) await this.unlock(name)
  }

  warn(diagnostic: Diagnostic): void {
    this.#powers.logger?.warn?.(`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`, diagnostic)
  }

  /** Does something that waits, until the caller gives up. */
  /** A lock that comes when the engine is gone goes straight back. */
  async #lock(name: string, options: { signal?: AbortSignal }): Promise<() => unknown> {
    const release = await this.#powers.host.lock(name, options)
    if (this.#isOver()) release()
    return release
  }

  #isOver(): boolean {
    return this.#epoch !== currentEpoch()
  }

  async #wait<T>(work: (options: { signal?: AbortSignal }) => T | PromiseLike<T>): Promise<T> {
    const { signal } = this.#powers
    try {
      if (!signal) return await work({})
      return await raceAbort(work, signal)
    } catch (error) {
      throw this.#failure(error, signal)
    } finally {
      // The engine that asked is gone, and must not be answered.
      if (this.#isOver()) await new Promise(() => {})
    }
  }

  #failure(error: unknown, signal: AbortSignal | undefined): CausedFailure {
    if (signal?.aborted) return { hostError: 'aborted', cause: signal.reason }
    if (isHostFailure(error)) return error
    const gaveUp = isRolehopError(error, 'aborted') || (error instanceof Error && error.name === 'AbortError')
    if (gaveUp) return { hostError: 'aborted', cause: error }
    if (isRolehopError(error, 'mfa-required')) return { hostError: 'unsupported', cause: error }
    // The words of what was thrown are the surroundings' own and may hold anything: the code only.
    return { hostError: 'failed', reason: systemCode(error), sent: true, cause: error }
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes)
}

/** Not every power looks at the signal: the wait ends with it all the same. */
async function raceAbort<T>(
  work: (options: { signal: AbortSignal }) => T | PromiseLike<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = withResolvers()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work({ signal }), promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A promise that only ever rejects, when told to. */
function withResolvers(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<never>((_, no) => {
    reject = no
  })
  return { promise, reject }
}
