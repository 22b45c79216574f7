// @ts-check
/** The oracle as a function: a case in, what the AWS CLI does with it out. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../tools/run.mjs'
import { python } from './setup.mjs'

/**
 * @typedef {object} Case one situation: files, environment, what is asked for
 * @property {string} [id] names it in messages
 * @property {'resolve' | 'parse' | 'set' | 'edit'} [op] `resolve` when absent
 * @property {string} [config] the config file; no file when absent
 * @property {string} [credentials] the credentials file
 * @property {string} [config_b64] its bytes, where they are not UTF-8
 * @property {string} [credentials_b64] likewise
 * @property {string} [profile] as `--profile`
 * @property {Record<string, string>} [env] the environment; `$HOME` stands for the home folder
 * @property {Record<string, string>} [files] further files, by their path below the home folder
 * @property {string} [mfa] what is typed at the MFA prompt
 * @property {{ stdout?: string, stderr?: string, code?: number }} [process] what a `credential_process` does
 * @property {Record<string, { status: number, code: string, message: string }>} [sts] refusals, by the number of the request
 * @property {boolean} [accepts_all] whether STS takes values that it would refuse
 * @property {boolean} [imds] whether the metadata service answers
 * @property {boolean} [file_cache] whether there is a cache folder; `true` when absent
 * @property {string[]} [tags] what it is about
 * @property {string} [key] for `set`
 * @property {string} [value] for `set`
 * @property {string} [before] for `edit`
 * @property {Record<string, unknown>} [updates] for `edit`
 */

/**
 * @typedef {object} Request one HTTP request that the reference sent
 * @property {string} method
 * @property {string} url
 * @property {string} host
 * @property {Record<string, string>} params
 * @property {{ access_key: string, region: string, service: string, signed_headers: string[], token?: string, signature: string } | null} auth
 */

/**
 * @typedef {object} Answer what the reference does
 * @property {{ ok: boolean, full_config: Record<string, any>, order: string[], error?: { class: string, message: string } }} parse
 * @property {string | null} [region]
 * @property {{ ok: boolean, requests: Request[], prompts: string[], process_calls: string[][],
 *   credentials?: { method: string, access_key: string, secret_key: string, token: string | null } | null,
 *   error?: { class: string, mro: string[], message: string } }} resolve
 * @property {Record<string, string>} written the cache entries, by file name
 * @property {any} after for `set` and `edit`: the texts that are left
 * @property {boolean} ok for `set` and `edit`
 * @property {{ class: string, message: string }} [error] for `set` and `edit`
 */

/** Starts the oracle. It ends by itself when `end` is called. */
export function startOracle() {
  const program = join(root, 'tests', 'peers', 'oracle.py')
  const child = spawn(python.program, [...python.flags, program], { stdio: ['pipe', 'pipe', 'inherit'] })
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void }[]} */
  const waiting = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)))
  child.on('exit', (status) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the oracle ended with ${status}`))
  })
  return {
    /**
     * Asks about a case. Questions are answered in the order in which they are asked.
     * @param {Case} question
     * @returns {Promise<Answer>}
     */
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    /** Lets it end. */
    end: () => child.stdin.end(),
  }
}
