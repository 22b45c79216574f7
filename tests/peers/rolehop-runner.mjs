// @ts-check
/** Runs a case in rolehop, through its public API, with an in-memory runtime. */
import { fromProfile, SharedConfig } from 'rolehop'
import { NOW, services } from './fake-sts.mjs'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./outcome.mjs').Outcome} Outcome */

const HOME = '/home/case'
const CACHES = { '.aws/cli/cache/': 'aws-cli', '.aws/rolehop/cache/': 'rolehop' }

/** The default output of a `credential_process`, the same as for the AWS CLI. */
const PROCESS_OUTPUT = {
  Version: 1,
  AccessKeyId: 'AKIDPROCESS',
  SecretAccessKey: 'oracle/secret+process',
  SessionToken: 'oracle//token==process',
  Expiration: '2026-01-02T04:04:05Z',
}

/** @param {string} text */
const withHome = (text) => text.replaceAll('$HOME', HOME)

/** The files of a case, by path. @param {Case} one */
function filesOf(one) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map()
  for (const name of /** @type {const} */ (['config', 'credentials'])) {
    const text = one[name]
    const bytes = one[`${name}_b64`]
    if (text !== undefined) files.set(`${HOME}/.aws/${name}`, Buffer.from(withHome(text)))
    else if (bytes !== undefined) files.set(`${HOME}/.aws/${name}`, Buffer.from(bytes, 'base64'))
  }
  for (const [path, text] of Object.entries(one.files ?? {})) files.set(`${HOME}/${path}`, Buffer.from(withHome(text)))
  return files
}

/**
 * The runtime of one case, and the calls that it recorded.
 * @param {Case} one
 */
function memoryRuntime(one) {
  const files = filesOf(one)
  /** @type {Pick<Outcome, 'calls' | 'portal' | 'prompts' | 'processes'> & { written: Record<string, string> }} */
  const seen = { calls: [], portal: [], prompts: [], processes: [], written: {} }
  const plan = { stdout: JSON.stringify(PROCESS_OUTPUT), code: 0, ...one.process }
  return {
    seen,
    env: Object.fromEntries([...Object.entries(one.env ?? {}).map(([k, v]) => [k, withHome(v)]), ['HOME', HOME]]),
    fetch: services(one, seen),
    mfaCodeProvider: async (/** @type {string} */ serial) => {
      seen.prompts.push(serial)
      return one.mfa ?? String(seen.prompts.length).padStart(6, '0')
    },
    host: {
      now: () => NOW.getTime(),
      random: (/** @type {number} */ size) => new Uint8Array(size),
      sleep: () => undefined,
      lock: async () => () => undefined,
      readFile: async (/** @type {string} */ path) => files.get(path),
      writeFile: async (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => {
        files.set(path, bytes)
        seen.written[path.slice(HOME.length + 1)] = Buffer.from(bytes).toString()
        return true
      },
      run: async (/** @type {readonly string[]} */ argv) => {
        seen.processes.push([...argv])
        return { status: plan.code, stdout: plan.stdout }
      },
    },
  }
}

/**
 * A profile's settings, with the values that masking hides.
 * @param {SharedConfig} config @param {string} profile
 */
function settingsOf(config, profile) {
  return Object.fromEntries(
    config.settings(profile).map(({ key, nested, masked, value }) => {
      if (nested) return [key, Object.fromEntries(nested.map((each) => [each.name, each.value]))]
      return [key, masked || !key.includes('.') ? config.get(profile, key) : value]
    }),
  )
}

/** The codes of an error and its diagnostics, each once. @param {any} error */
function codesOf(error) {
  if (error?.name !== 'RolehopError') throw error
  const errors = error.diagnostics.filter((/** @type {any} */ diagnostic) => diagnostic.severity === 'error')
  return [...new Set([error.code, ...errors.map((/** @type {any} */ diagnostic) => diagnostic.code)])]
}

/** The errors that prevent a file from being read. */
export const GRAMMAR = ['invalid-line', 'invalid-text', 'duplicate-section', 'duplicate-key', 'unclosed-section']

/**
 * The result of rolehop for a case.
 * @param {Case} one
 * @returns {Promise<Outcome>}
 */
export async function askRolehop(one) {
  const { seen, ...runtime } = memoryRuntime(one)
  const config = await SharedConfig.load({ env: runtime.env, host: runtime.host })
  const found = config.check()
  const unreadable = found.some(({ code, severity }) => severity === 'error' && GRAMMAR.includes(code))
  /** @type {Pick<Outcome, 'region' | 'credentials' | 'error'>} */
  let end
  try {
    const profile = one.profile === undefined ? {} : { profile: one.profile }
    const { region } = config.plan(one.profile)
    const { accessKeyId, secretAccessKey, sessionToken } = await fromProfile({ ...runtime, ...profile, config })()
    end = { region: region ?? null, credentials: { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? null } }
  } catch (error) {
    end = { error: { kind: codesOf(error), message: /** @type {Error} */ (error).message } }
  }
  const { written, ...asked } = seen
  /** @type {Outcome} */
  const outcome = {
    unreadable,
    profiles: unreadable ? [] : config.profiles,
    values: unreadable ? {} : Object.fromEntries(config.profiles.map((name) => [name, settingsOf(config, name)])),
    ...end,
    ...asked,
    ...cacheNames(written),
  }
  return JSON.parse(JSON.stringify(outcome).replaceAll(HOME, '$HOME'))
}

/** The written entries, by cache. @param {Record<string, string>} written */
function cacheNames(written) {
  const names = (/** @type {string} */ folder) =>
    Object.keys(written).flatMap((path) => (path.startsWith(folder) ? [path.slice(folder.length)] : []))
  const [cli = '', own = ''] = Object.keys(CACHES)
  return { written: names(cli).sort(), writtenSeparately: names(own).length }
}
