// @ts-check
/** The memories of all engines that are started after this module was loaded, newest last. */

export const memories = /** @type {WebAssembly.Memory[]} */ ([])

const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  /** @param {[WebAssembly.Module, WebAssembly.Imports?]} args */
  constructor(...args) {
    super(...args)
    memories.push(/** @type {WebAssembly.Memory} */ (this.exports.memory))
  }
}
