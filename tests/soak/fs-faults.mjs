// @ts-check
/**
 * Fails file calls of this process. Every function of `node:fs` and `node:fs/promises` and every method of
 * a file handle is replaced by one that counts its calls and can throw an error of the system instead.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { devNull } from 'node:os'

/**
 * @typedef {(name: string, at: number) => string | undefined} Decide returns the error code for a call, by
 *   its name and its position from 0
 */

/** The faults of the next calls; `undefined` outside {@link withFaults}. @type {{ decide: Decide, calls: string[] } | undefined} */
let armed

/** The system's error, as Node creates it. @param {string} code @param {string} name */
const systemError = (code, name) => Object.assign(new Error(`${code}: injected, ${name}`), { code, syscall: name })

/** The code that a call fails with. @param {string} name */
function fault(name) {
  if (!armed) return undefined
  armed.calls.push(name)
  return armed.decide(name, armed.calls.length - 1)
}

/** Replaces a function of an object. @param {any} owner @param {string} key @param {string} name */
function replace(owner, key, name) {
  const real = owner[key]
  owner[key] = function (/** @type {unknown[]} */ ...args) {
    const code = fault(name)
    if (code === undefined) return real.apply(this, args)
    const error = systemError(code, name)
    if (name.endsWith('Sync')) {
      // The system closes a file even if it reports an error.
      if (name === 'closeSync') real.apply(this, args)
      throw error
    }
    return name === 'handle.close' ? real.apply(this, args).then(() => Promise.reject(error)) : Promise.reject(error)
  }
}

const functions = (/** @type {object} */ of) =>
  Object.getOwnPropertyNames(of).filter((key) => typeof (/** @type {any} */ (of)[key]) === 'function')

let isInstalled = false

/** Installs the replacements once; they pass every call on until {@link withFaults}. */
async function install() {
  if (isInstalled) return
  isInstalled = true
  const handle = await fs.promises.open(devNull)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  for (const key of functions(prototype)) if (key !== 'constructor') replace(prototype, key, `handle.${key}`)
  for (const key of functions(fs.promises)) replace(fs.promises, key, key)
  // The bytes of a handle that is opened and the like are read by functions without `Sync` only in callbacks.
  for (const key of functions(fs)) if (key.endsWith('Sync')) replace(fs, key, key)
  syncBuiltinESMExports()
}

/**
 * Runs work whose file calls fail as `decide` says.
 * @template T
 * @param {Decide} decide
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result?: T, error?: unknown, calls: string[] }>} what it returned or threw, and the
 *   names of its file calls in order
 */
export async function withFaults(decide, work) {
  await install()
  const calls = /** @type {string[]} */ ([])
  armed = { decide, calls }
  try {
    return { result: await work(), calls }
  } catch (error) {
    return { error, calls }
  } finally {
    armed = undefined
  }
}
