/** Loading and calling the engine. It is compiled at the first use, not at import. */
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
let epoch = 0

/** Which instance of the engine is running, counted from 1: what an older one made is void. */
export function instanceId(): number {
  start()
  return count
}

function start(): void {
  if (state === 'ready') return
  try {
    // A second instance needs the first one's state out of the way; `initSync` alone would keep it.
    if (count > 0) glue.__wbg_reset_state()
    memory = running().memory
  } catch (cause) {
    throw isRolehopError(cause) ? cause : engineNotLoaded(cause)
  }
  state = 'ready'
  count += 1
}

/** The exports of the running instance; the first is made here. */
function running(): glue.InitOutput {
  const module = count > 0 ? new Uint8Array() : (providedModule() ?? runtime().wasm())
  return glue.initSync({ module })
}

/** Fills the engine's memory with zeros and lets it go. What waits for it rejects with `aborted`. */
export function wipeEngine(): void {
  if (memory) new Uint8Array(memory.buffer).fill(0)
  memory = undefined
  over(new RolehopError({ code: 'aborted', message: 'operation aborted' }))
}

/** The instance is done with: nobody waits for it any more, and the next call starts another. */
function over(error: RolehopError): void {
  state = 'new'
  epoch += 1
  for (const end of waits) end(error)
}

/** Changes when an instance is done with. What it asked for before needs no answer any more. */
export function currentInstance(): number {
  return epoch
}

/**
 * Calls the engine. What it throws becomes a {@link RolehopError}; after a trap, which is a defect
 * of the engine, the next call starts a fresh instance.
 */
export function call<T>(use: (engine: Engine) => T): T {
  start()
  try {
    return use(glue)
  } catch (error) {
    throw fromEngine(error)
  }
}

/** Waits for the engine; as {@link call}. A trap ends every wait, since no instance is left to answer. */
export async function callAsync<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  start()
  const wait = watch()
  try {
    return await Promise.race([use(glue), wait.trapped])
  } catch (error) {
    throw fromEngine(error)
  } finally {
    waits.delete(wait.end)
  }
}

/** What ends the waits that are going on. */
const waits = new Set<(error: unknown) => void>()

function watch(): { trapped: Promise<never>; end: (error: unknown) => void } {
  let end: (error: unknown) => void = () => {}
  const trapped = new Promise<never>((_, reject) => {
    end = reject
  })
  // The engine may throw before anything waits for this.
  trapped.catch(() => {})
  waits.add(end)
  return { trapped, end }
}

/**
 * The engine throws plain objects; what a host function threw comes along as their `cause`. After a
 * `WebAssembly.RuntimeError` the instance cannot be used any more; any other exception is of the code
 * around it, and other runs go on.
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

/** The instance is beyond repair. */
function trap(cause: unknown): RolehopError {
  const error = defect(cause)
  over(error)
  return error
}

// What the engine does between two answers runs in microtasks, where nothing catches a trap. Whatever
// a microtask throws, the run that it belongs to cannot go on, and its wait would never end.
guardMicrotasks(trap)

function isWireError(error: unknown): error is ErrorData & { readonly cause?: unknown } {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && Object.hasOwn(error, 'code')
}
