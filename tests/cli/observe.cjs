// @ts-check
/**
 * Preloaded into a process with `--require`: writes what the process has done to the file that `OBSERVED`
 * names, as JSON. It loads no module that Node has not loaded by itself.
 */
const fs = require('node:fs')
const { basename, join, relative } = require('node:path')

const DIST = join(__dirname, '../../dist')

/** The functions of the engine that JavaScript calls, in order, without those that the glue needs itself. */
const crossings = /** @type {string[]} */ ([])
/** The files that the process opens by the functions of `node:fs`, in order. */
const opened = /** @type {string[]} */ ([])
/** The names of the module files that Node has loaded before the program. */
const before = new Set(process.moduleLoadList)

const OWN = /^(__|memory$|wasm_bindgen__|.*_free$)/
const { Instance } = WebAssembly

/** @param {string} name @param {unknown} value */
function counted(name, value) {
  if (typeof value !== 'function' || OWN.test(name)) return value
  return (/** @type {unknown[]} */ ...args) => {
    crossings.push(name)
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

/** Some of these functions call another: that is one file. */
let depth = 0

for (const name of /** @type {const} */ (['openSync', 'readFileSync', 'open', 'readFile'])) {
  const original = /** @type {(...args: unknown[]) => unknown} */ (fs[name])
  /** @type {any} */
  const observed = (/** @type {unknown[]} */ ...args) => {
    if (depth === 0 && typeof args[0] !== 'number') opened.push(basename(String(args[0])))
    depth += 1
    try {
      return original(...args)
    } finally {
      depth -= 1
    }
  }
  fs[name] = observed
}

process.on('exit', () => {
  const modules = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ') && !before.has(name))
  const loaded = Object.keys(require.cache).map((path) => relative(DIST, path).replaceAll('\\', '/'))
  const own = loaded.filter((path) => !path.startsWith('..'))
  const names = modules.map((name) => name.slice('NativeModule '.length))
  fs.writeFileSync(process.env.OBSERVED ?? '/dev/null', JSON.stringify({ crossings, opened, modules: names, own }))
})
