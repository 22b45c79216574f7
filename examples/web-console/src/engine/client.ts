/** The page's side of the engine: calls to the worker. */
import type { DeviceAuthorization } from 'rolehop'
import type { Calls, Exchange, FromWorker, MfaPrompt, Problem, ToWorker } from '../protocol.ts'

/** The only Trusted Types policy of the page; it allows one script, that of the worker. */
const scripts = globalThis.trustedTypes?.createPolicy('console', { createScriptURL: (url) => url })

/** The events of the worker. */
export interface Listener {
  /** An MFA code is required; send it with {@link Engine.answerMfa}. */
  askMfa(prompt: MfaPrompt): void
  /** The user must sign in to IAM Identity Center with this code. */
  device(prompt: DeviceAuthorization): void
  /** A call to STS began or ended. */
  exchange(exchange: Exchange): void
}

/** The error of a call to the engine. */
export class EngineError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

declare global {
  // Not yet in TypeScript's DOM types; not all browsers have it.
  var trustedTypes:
    | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrls }
    | undefined
}

interface ScriptUrls {
  createScriptURL(url: string): unknown
}

interface Pending {
  resolve(output: unknown): void
  reject(error: Error): void
}

/** A worker that runs the engine. */
export class Engine {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #count = 0
  /** Why the worker never answers. */
  #failure: EngineError | undefined

  constructor(script: string, listener: Listener) {
    this.#worker = new Worker((scripts?.createScriptURL(script) ?? script) as string, { type: 'module' })
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#take(data, listener))
    this.#worker.addEventListener('error', () => this.#failAll())
  }

  /** Calls the worker. @throws EngineError */
  call<Name extends keyof Calls>(call: Name, ...[input]: Parameters<Calls[Name]>): Promise<ReturnType<Calls[Name]>> {
    if (this.#failure) return Promise.reject(this.#failure)
    this.#count += 1
    const id = this.#count
    this.#post({ id, call, input })
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (output: unknown) => void, reject })
    })
  }

  /** Sends the requested code; `undefined` aborts the run. */
  answerMfa(code: string | undefined): void {
    this.#post({ mfa: code })
  }

  /** Ends the worker and its memory. Pending calls never settle. */
  dispose(): void {
    this.#worker.terminate()
    this.#pending.clear()
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #take(message: FromWorker, listener: Listener): void {
    if ('askMfa' in message) listener.askMfa(message.askMfa)
    else if ('device' in message) listener.device(message.device)
    else if ('exchange' in message) listener.exchange(message.exchange)
    else this.#settle(message)
  }

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if ('problem' in message) pending?.reject(new EngineError(message.problem))
    else pending?.resolve(message.output)
  }

  #failAll(): void {
    const message = 'the engine could not be started'
    const help = 'reload the page; its security policy must allow its own scripts and `wasm-unsafe-eval`'
    this.#failure = new EngineError({ code: 'internal', message, help, retryable: false, diagnostics: [] })
    for (const { reject } of this.#pending.values()) reject(this.#failure)
    this.#pending.clear()
  }
}
