// @ts-check
/** Runs the two hosts as a user would: another process, a home folder of its own, no terminal. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../tools/run.mjs'
import { assertNoSecrets, ended } from '../cli/support.mjs'
import { python, TRANSPILED } from './setup.mjs'

/** Where a program runs: its environment, and the secrets that it may not print. */
export class Hosts {
  /** @param {Record<string, string>} env the whole environment @param {() => readonly string[]} [secrets] */
  constructor(env, secrets = () => []) {
    this.env = env
    this.secrets = secrets
  }

  /**
   * `python -m rolehop COMMAND PROFILE`.
   * @param {string[]} args @param {string} [input] what is piped to it
   */
  python(args, input = '') {
    return this.run(python.program, [...python.flags, '-m', 'rolehop', ...args], python.env, input)
  }

  /** Some lines of Python. @param {string} source @param {string[]} [args] @param {string} [input] */
  script(source, args = [], input = '') {
    return this.run(python.program, [...python.flags, '-c', source, ...args], python.env, input)
  }

  /** `node whoami.mjs PROFILE`, of the example. @param {string} profile @param {string} [input] */
  node(profile, input = '') {
    const program = join(root, 'examples', 'component-node', 'whoami.mjs')
    return this.run(process.execPath, [program, profile], { ROLEHOP_COMPONENT: TRANSPILED }, input)
  }

  /** Starts Python and leaves it running. @param {string[]} args */
  startPython(args) {
    return this.#start(python.program, [...python.flags, '-m', 'rolehop', ...args], python.env)
  }

  /** @param {string} program @param {string[]} args @param {Record<string, string>} env @param {string} input */
  async run(program, args, env, input) {
    const child = this.#start(program, args, env)
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const result = await ended(child)
    assertNoSecrets(result, this.secrets())
    return result
  }

  /** In a session of its own: without a terminal. */
  #start(/** @type {string} */ program, /** @type {string[]} */ args, /** @type {Record<string, string>} */ env) {
    return spawn(program, args, { env: { ...this.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  }
}

/** The hosts at a stage of the command's tests. @param {import('../cli/support.mjs').Stage} user */
export const hostsOf = (user) => new Hosts(user.env, () => user.cachedSecrets())
