/** Loads and calls the engine, which is compiled at its first use and not at import. */
import * as glue from '../../pkg/rolehop.js'
import type { ErrorData } from '../generated/types.ts'
import { isRolehopError, RolehopError } from '../model/errors.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'
import { guardMicrotasks } from './microtasks.ts'
import { engineNotLoaded, providedModule } from './wasm-module.ts'

/** The engine's functions. */
export type Engine = typeof glue

let state: 'new' | 'ready' = 'new'
let count = 0
let memory: WebAssembly.Memory | undefined
let discarded = 0

/** The number of the running instance of the engine, from 1. Objects of an older instance are invalid. */
export function instanceId(): number {
  start()
  return count
}

/** Whether an instance, by its number, is the one that runs. */
export function isCurrent(instance: number): boolean {
  return state === 'ready' && count === instance
}

function start(): void {
  if (state === 'ready') return
  try {
    // `initSync` alone would reuse the state of the previous instance.
    if (count > 0) glue.__wbg_reset_state()
    memory = running().memory
  } catch (cause) {
    throw isRolehopError(cause) ? cause : engineNotLoaded(cause)
  }
  state = 'ready'
  count += 1
}

/** The exports of the running instance; creates the first one. */
function running(): glue.InitOutput {
  const module = count > 0 ? new Uint8Array() : (providedModule() ?? runtime().wasm())
  return glue.initSync({ module })
}

/** Fills the engine's memory with zeros and drops it. Pending calls reject with `aborted`. */
export function clearEngine(): void {
  if (memory) new Uint8Array(memory.buffer).fill(0)
  memory = undefined
  discardInstance(new RolehopError({ code: 'aborted', message: 'operation aborted' }))
}

/** Discards the instance: pending calls reject with the error, and the next call creates a new one. */
function discardInstance(error: RolehopError): void {
  state = 'new'
  discarded += 1
  for (const end of pendingCalls) end(error)
}

/** A number that changes when an instance is discarded. Host calls of an older instance must not get a result. */
export function currentInstance(): number {
  return discarded
}

/**
 * Calls the engine. What it throws becomes a {@link RolehopError}. After a trap, which is a bug in the
 * engine, the next call starts a new instance.
 */
export function call<T>(use: (engine: Engine) => T): T {
  start()
  try {
    return use(glue)
  } catch (error) {
    throw fromEngine(error)
  }
}

/** As {@link call}, for a promise. A trap rejects all pending calls, because their instance is gone. */
export async function callAsync<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  start()
  const wait = trackCall()
  try {
    return await Promise.race([use(glue), wait.trapped])
  } catch (error) {
    throw fromEngine(error)
  } finally {
    pendingCalls.delete(wait.end)
  }
}

/** The functions that reject the pending calls. */
const pendingCalls = new Set<(error: unknown) => void>()

function trackCall(): { trapped: Promise<never>; end: (error: unknown) => void } {
  let end: (error: unknown) => void = () => {}
  const trapped = new Promise<never>((_, reject) => {
    end = reject
  })
  // The engine can throw before the promise is awaited.
  trapped.catch(() => {})
  pendingCalls.add(end)
  return { trapped, end }
}

/**
 * The engine throws plain objects, with the error of a host function as their `cause`. After a
 * `WebAssembly.RuntimeError` the instance is unusable; any other exception comes from the code around it,
 * and other runs continue.
 */
function fromEngine(error: unknown): RolehopError {
  if (isWireError(error))
    return new RolehopError(
      omitUndefined(error) as ErrorData,
      Object.hasOwn(error, 'cause') ? { cause: error.cause } : {},
    )
  if (isRolehopError(error)) return error
  return error instanceof WebAssembly.RuntimeError ? trap(error) : defect(error)
}

function defect(cause: unknown): RolehopError {
  const message = 'internal error: the engine failed; please report it as a bug'
  return new RolehopError({ code: 'internal', message }, { cause })
}

/** Handles a trap: the instance is unusable. */
function trap(cause: unknown): RolehopError {
  const error = defect(cause)
  discardInstance(error)
  return error
}

// Between two host calls the engine runs in microtasks, where a trap is not caught. After an exception, the
// run that the microtask belongs to cannot continue, and its promise would never settle.
guardMicrotasks(trap)

function isWireError(error: unknown): error is ErrorData & { readonly cause?: unknown } {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && Object.hasOwn(error, 'code')
}
