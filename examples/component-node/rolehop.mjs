// Profiles, plans and credentials by the transpiled component. The engine is the component; this file asks
// it and does what it wants.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { createHost } from './host.mjs'

const PLATFORM = process.platform === 'win32' ? 'windows' : 'posix'

/** The error of an operation: `code`, `message`, `help`, and everything else in `data`. */
export class RolehopError extends Error {
  constructor({ code, message, help, exitCode, data }) {
    super(message)
    Object.assign(this, { code, help, exitCode, data: JSON.parse(data) })
  }
}

/** The component throws the record of an error. */
function call(work) {
  try {
    return work()
  } catch (error) {
    throw error instanceof Error ? error : new RolehopError(error)
  }
}

/** Opens the files on this host. `component` is the module that `transpile.mjs` wrote. */
export async function open(component, env = process.env) {
  const variables = Object.entries(env)
  const files = component.config.locateFiles(variables, PLATFORM, homedir())
  const bytes = await Promise.all([files.config, files.credentials].map(readIfThere))
  const config = component.config.SharedConfig.parse(...bytes)
  const request = (profile) => JSON.stringify({ profile, env: Object.fromEntries(variables), platform: PLATFORM })
  const plan = (profile) => call(() => config.plan(request(profile)))

  return {
    /** The names in the order of `aws configure list-profiles`. */
    profiles: () => config.profiles(),
    /** Everything that is wrong with the chain of a profile. */
    check: (profile) => JSON.parse(call(() => config.check(request(profile)))),
    /** The plan of a profile, as text. */
    describe: (profile) => plan(profile).render('plain'),
    /** The plan as data. */
    plan: (profile) => JSON.parse(plan(profile).data()),
    /** The credentials of a profile, from the AWS CLI's cache or by calls. */
    async credentials(profile, { forceRefresh = false } = {}) {
      const options = JSON.stringify({ minRemainingSeconds: 900, cache: true, forceRefresh })
      const session = call(() => plan(profile).resolve(options))
      return (await run(session, createHost(files, env))).credentials
    },
    /** Asks STS for the caller identity. */
    async callerIdentity(credentials, options = {}) {
      const session = call(() => component.identity.getCallerIdentity(credentials, JSON.stringify(options)))
      return JSON.parse(await run(session, createHost(files, env)))
    },
  }
}

/** Does what a session wants until it is over. */
export async function run(session, host) {
  try {
    for (;;) {
      const { tag, val } = session.step(BigInt(Date.now()))
      if (tag === 'failed') throw new RolehopError(val)
      if (tag === 'done') return val.val
      const reply = await host(val)
      call(() => session.resume(reply))
    }
  } finally {
    session[Symbol.dispose ?? Symbol.for('dispose')]?.()
  }
}

async function readIfThere(path) {
  return path === undefined || path === '' ? new Uint8Array() : readFile(path).catch(() => new Uint8Array())
}
