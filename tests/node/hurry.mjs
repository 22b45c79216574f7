// @ts-check
/**
 * Preloaded with `--expose-gc --import`: garbage is collected all the time, as V8 does in a process
 * that idles for some seconds. Node's `fetch` loses the signal of a request when that happens. With
 * `HURRY` in the environment timers run thirty times as fast, except those of minutes, which are Node's.
 */
const SPEED = process.env.HURRY ? 30 : 1
const real = globalThis.setTimeout

/** @type {any} */
const hurried = (/** @type {any} */ act, /** @type {number | undefined} */ ms, /** @type {unknown[]} */ ...rest) =>
  real(act, (ms ?? 0) > 60_000 ? ms : (ms ?? 0) / SPEED, ...rest)
globalThis.setTimeout = Object.assign(hurried, real)

// The first use of `fetch` loads its modules, which takes time.
await fetch('data:,')

setInterval(() => /** @type {any} */ (globalThis).gc?.(), 20).unref()
