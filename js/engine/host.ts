/** The engine's host: the public powers in the form in which the engine calls them. */

import type { CacheStoreName, DeviceAuthorization, Diagnostic, HostFailure, SignedRequest } from '../generated/types.ts'
import { isRolehopError, usageError, warn } from '../model/errors.ts'
import { type CausedFailure, causedFailure } from '../model/host-failure.ts'
import type { Awaitable, CacheStore, Environment, Host, Logger, RunResult } from '../model/types.ts'
import { type Answer, MAX_ANSWER, type Send } from '../runtime/fetch.ts'
import { quietly, untilAborted } from '../util/abort.ts'
import { omitUndefined } from '../util/objects.ts'
import { signEs256 } from './es256.ts'
import { currentInstance } from './instance.ts'

/** The two kinds of cache entries. */
export type StoreName = 'aws-cli' | 'rolehop'

/** The kinds of sign-ins: a source of credentials, not a cache. */
export type SignInName = Exclude<CacheStoreName, StoreName>

/** What one run of the engine may use. */
export interface HostFunctions {
  readonly host: Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>
  readonly send: Send
  readonly caches: Readonly<Record<StoreName, CacheStore>> | undefined
  /** Where sign-ins are; absent where the config may not use them. */
  readonly signIns?: Readonly<Partial<Record<SignInName, CacheStore>>> | undefined
  /** Whether files that settings name may be read. */
  readonly readsFiles?: boolean
  /** Tells a person where to sign in. */
  readonly showDeviceCode?: ((prompt: DeviceAuthorization) => Awaitable<void>) | undefined
  readonly mfaCodeProvider: ((serial: string) => Promise<string>) | undefined
  readonly env: Environment
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/** How long giving a lock back is waited for, in milliseconds: it goes on, but holds up nothing. */
const RELEASE_LIMIT = 2_000

type Waiting = { readonly signal?: AbortSignal }

/**
 * What the engine calls. A method that is left out is a power that is not there; the others reject
 * with a `CausedFailure` and nothing else. What they give is checked here: the engine reads it where
 * nothing that an object throws could be caught.
 */
export class EngineHost {
  readonly #powers: HostFunctions
  readonly #epoch = currentInstance()
  readonly #held = new Map<string, () => unknown>()
  readonly #unreadable = new Set<string>()

  declare random?: (size: number) => Uint8Array
  declare mfaCode?: (serial: string) => Promise<string>
  declare readFile?: (path: string) => Promise<string | undefined>
  declare signEs256?: (jwk: string, message: Uint8Array) => Promise<Uint8Array>
  declare showDeviceCode?: (prompt: DeviceAuthorization) => Promise<void>
  declare run?: (argv: string[], env: Record<string, string>) => Promise<RunResult>

  static {
    // The engine looks for methods that may be absent: it must not find those of `Object.prototype`.
    Object.setPrototypeOf(EngineHost.prototype, null)
  }

  /** @throws RolehopError `usage-invalid` for a clock that gives no time */
  constructor(powers: HostFunctions) {
    this.#powers = omitUndefined(powers) as HostFunctions
    const { host, mfaCodeProvider, env, showDeviceCode } = this.#powers
    const { random, run, readFile } = host
    host.now()
    if (random) this.random = (size) => random(size)
    if (mfaCodeProvider) this.mfaCode = (serial) => this.#wait(async () => codeOf(await mfaCodeProvider(serial)))
    if (globalThis.crypto?.subtle) this.signEs256 = (jwk, message) => this.#wait(() => signEs256(jwk, message))
    if (showDeviceCode) this.showDeviceCode = (prompt) => this.#wait(() => showDeviceCode(prompt))
    if (readFile && this.#powers.readsFiles)
      this.readFile = (path) => this.#wait(async () => textOf(await readFile(path, { maxBytes: MAX_ANSWER })))
    if (run)
      this.run = (argv, extra) =>
        this.#wait((waiting) => run(argv, omitUndefined({ ...waiting, env: omitUndefined({ ...env, ...extra }) })))
  }

  now(): number {
    return this.#powers.host.now()
  }

  sleep(ms: number): Promise<void> {
    return this.#wait((options) => this.#powers.host.sleep(ms, options))
  }

  fetch(request: SignedRequest): Promise<Answer> {
    return this.#wait(async () => answerOf(await this.#powers.send(request, this.#powers.signal)))
  }

  /** A cache that fails is a cache without the entry. */
  async cacheRead(store: CacheStoreName, key: string): Promise<string | undefined> {
    const entries = this.#store(store)
    const found = await this.#wait(() => entries?.get(key)).catch((failure: CausedFailure) => {
      if (failure.hostError === 'aborted') throw failure
      this.#warnOfFile(failure.cause)
    })
    return typeof found === 'string' ? found : undefined
  }

  /** Says once that an entry is there and cannot be read: it may be the sign-in that seems to be missing. */
  #warnOfFile(error: unknown): void {
    if (!isRolehopError(error, 'file-failed') || this.#unreadable.has(error.message)) return
    this.#unreadable.add(error.message)
    this.warn({ code: error.code, severity: 'warning', message: error.message })
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
    let pending: Promise<() => unknown> | undefined
    try {
      const release = await this.#wait((options) => {
        pending = this.#lock(name, options)
        return pending
      })
      this.#held.set(name, release)
    } catch (failure) {
      // The caller gave up: a lock that comes all the same goes straight back.
      if (pending) void quietly(() => pending?.then(giveBack))
      throw failure
    }
  }

  async unlock(name: string): Promise<void> {
    const release = this.#held.get(name)
    this.#held.delete(name)
    if (release) await giveBack(release)
  }

  /** Gives back what an engine that failed still holds. */
  async unlockAll(): Promise<void> {
    await Promise.allSettled([...this.#held.keys()].map((name) => this.unlock(name)))
  }

  warn(diagnostic: Diagnostic): void {
    warn(this.#powers.logger, diagnostic)
  }

  /** A lock that comes when the engine is gone goes straight back. */
  async #lock(name: string, options: Waiting): Promise<() => unknown> {
    const release = await this.#powers.host.lock(name, options)
    if (this.#isOver()) void giveBack(release)
    return release
  }

  #isOver(): boolean {
    return this.#epoch !== currentInstance()
  }

  /** Does something that waits, until the caller gives up: not every host function looks at the signal. */
  async #wait<T>(work: (options: Waiting) => Awaitable<T>): Promise<T> {
    const { signal } = this.#powers
    try {
      return await untilAborted(() => work(omitUndefined(signal ? { signal } : {})), signal)
    } catch (error) {
      throw causedFailure(error, signal)
    } finally {
      // The engine that asked is gone, and must not be answered.
      if (this.#isOver()) await new Promise(() => {})
    }
  }
}

/** Gives a lock back. That it fails, or takes too long, does not change what came of the run. */
async function giveBack(release: () => unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RELEASE_LIMIT)
  })
  await Promise.race([quietly(release), limit])
  clearTimeout(timer)
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes)
}

function codeOf(code: unknown): string {
  if (typeof code === 'string') return code
  throw usageError('`mfaCodeProvider` did not give a string')
}

/** An answer as the engine reads it: plain values, whatever `fetch` made of them. */
function answerOf({ status, date, body }: Answer): Answer {
  // Nothing waits for promises in the place of values.
  void quietly(() => status)
  void quietly(() => date)
  if (!Number.isInteger(status) || status < 0 || status > 999) throw usageError('`fetch` gave no status')
  return omitUndefined({
    status,
    date: typeof date === 'string' ? date : undefined,
    body: new Uint8Array(body),
  }) as Answer
}
