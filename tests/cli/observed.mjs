// @ts-check
/** Runs programs with `observe.cjs` and returns what they have done. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Observed
 * @property {string[]} crossings functions of the engine that were called, in order
 * @property {string[]} opened names of the files that were opened, in order
 * @property {string[]} modules Node's own modules that were loaded, also internal ones
 * @property {string[]} own files of `dist/` that were loaded
 */

const PRELOAD = fileURLToPath(new URL('observe.cjs', import.meta.url))

/**
 * The environment for a program that is observed, and what tells afterwards what it has done.
 * @param {string} folder for the notes of the program
 * @returns {{ env: Record<string, string>, observed: () => Observed }}
 */
export function observing(folder) {
  const OBSERVED = join(folder, 'observed.json')
  return {
    env: { OBSERVED, NODE_OPTIONS: `--require=${PRELOAD}` },
    observed: () => JSON.parse(readFileSync(OBSERVED, 'utf8')),
  }
}
