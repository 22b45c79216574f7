// @ts-check
/** All harnesses, by name, in the order of `docs/reliability.md`. */
import * as fileCalls from './file-calls.mjs'
import * as fuzz from './fuzz.mjs'
import * as growth from './growth.mjs'
import * as herds from './herds.mjs'
import * as kills from './kills.mjs'
import * as memory from './memory.mjs'
import * as secrets from './secrets.mjs'
import * as terminal from './terminal.mjs'
import * as wire from './wire.mjs'

/**
 * @typedef {object} Options
 * @property {number} scale how much is run: 1 is a minute or a few
 * @property {string} seed repeats the random choices
 *
 * @typedef {object} Figures
 * @property {Record<string, number>} counts what was run and found
 * @property {string} control what the positive control has shown
 *
 * @typedef {object} Harness
 * @property {string} shows what it does, for the table
 * @property {number} quick the scale at which it runs in seconds, for every test run
 * @property {(options: Options) => Promise<Figures>} run rejects if anything that must hold does not
 */

/** @type {Readonly<Record<string, Harness>>} */
export const HARNESSES = {
  'file-calls': fileCalls,
  kills,
  herds,
  wire,
  secrets,
  terminal,
  fuzz,
  growth,
  memory,
}
