// @ts-check
/** The oracle as a function from a case to the result of the AWS CLI. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../tools/run.mjs'
import { python } from './setup.mjs'

/**
 * @typedef {object} Case one situation: files, environment, request
 * @property {string} [id] names it in messages
 * @property {'resolve' | 'parse' | 'set' | 'edit'} [op] `resolve` when absent
 * @property {string} [config] the config file; no file when absent
 * @property {string} [credentials] the credentials file
 * @property {string} [config_b64] its bytes, if they are not UTF-8
 * @property {string} [credentials_b64] the same for the credentials file
 * @property {string} [profile] as `--profile`
 * @property {Record<string, string>} [env] the environment; `$HOME` is replaced by the home folder
 * @property {Record<string, string>} [files] further files, by their path below the home folder
 * @property {string} [mfa] the code entered at the MFA prompt
 * @property {{ stdout?: string, stderr?: string, code?: number }} [process] the result of a `credential_process`
 * @property {Record<string, { status: number, code: string, message: string }>} [sts] rejections, by the number of the request
 * @property {boolean} [accepts_all] whether STS accepts values that it would reject
 * @property {boolean} [imds] whether the metadata service responds
 * @property {boolean} [file_cache] whether there is a cache folder; `true` when absent
 * @property {string[]} [tags] the topics of the case
 * @property {string} [key] for `set`
 * @property {string} [value] for `set`
 * @property {string} [before] for `edit`
 * @property {Record<string, unknown>} [updates] for `edit`
 */

/**
 * @typedef {object} Request one HTTP request that botocore sent
 * @property {string} method
 * @property {string} url
 * @property {string} host
 * @property {Record<string, string>} params
 * @property {{ access_key: string, region: string, service: string, signed_headers: string[], token?: string, signature: string } | null} auth
 */

/**
 * @typedef {object} Result the result of the AWS CLI
 * @property {{ ok: boolean, full_config: Record<string, any>, order: string[], error?: { class: string, message: string } }} parse
 * @property {string | null} [region]
 * @property {{ ok: boolean, requests: Request[], prompts: string[], process_calls: string[][],
 *   credentials?: { method: string, access_key: string, secret_key: string, token: string | null } | null,
 *   error?: { class: string, mro: string[], message: string } }} resolve
 * @property {Record<string, string>} written the cache entries, by file name
 * @property {any} after for `set` and `edit`: the resulting texts
 * @property {boolean} ok for `set` and `edit`
 * @property {{ class: string, message: string }} [error] for `set` and `edit`
 */

/** Starts the oracle, which runs until `end` is called. */
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
     * Runs a case. Results arrive in the order of the calls.
     * @param {Case} question
     * @returns {Promise<Result>}
     */
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    /** Ends the oracle. */
    end: () => child.stdin.end(),
  }
}
