// @ts-check
/**
 * Preloaded into a process: writes the names of the engine's functions that JavaScript calls, in order,
 * to the file that `CROSSINGS` names. Calls that the glue code makes by itself (memory, closures,
 * promises) are not recorded.
 */
import { writeFileSync } from 'node:fs'

/** @type {string[]} */
const names = []
const OWN = /^(__|memory$|wasm_bindgen__|.*_free$)/
const Instance = WebAssembly.Instance

/** @param {string} name @param {unknown} value */
function counted(name, value) {
  if (typeof value !== 'function' || OWN.test(name)) return value
  return (/** @type {unknown[]} */ ...args) => {
    names.push(name)
    return value(...args)
  }
}

WebAssembly.Instance = /** @type {any} */ (
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
  function counting(module, imports) {
    const { exports } = new Instance(module, imports)
    return { exports: Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, counted(name, value)])) }
  }
)

process.on('exit', () => writeFileSync(process.env.CROSSINGS ?? '/dev/null', JSON.stringify(names)))
