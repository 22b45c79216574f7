/** The runtime of Node. Modules that a cached session does not need are loaded on first use, for a fast start. */
import { userInfo } from 'node:os'
import { warn } from '../../model/errors.ts'
import { randomBytes } from '../portable/random.ts'
import { now, sleep } from '../portable/timers.ts'
import { type Runtime, type RuntimeContext, TERMINAL } from '../runtime.ts'
import type { Narrowed } from './access.ts'
import { readFile } from './read-file.ts'

/** The runtime of Node, with the engine that the entry point provides. */
export function nodeRuntime(wasm: Runtime['wasm']): Runtime {
  return {
    wasm,
    platform: () => (process.platform === 'win32' ? 'windows' : 'posix'),
    env: () => process.env,
    systemHome,
    capabilities: TERMINAL,
    planTrust: 'trusted',
    sharesCache: true,
    isInteractive: async () => (await import('./terminal.ts')).isInteractive(),
    hasBrowser: async (env) => (await import('./open-url.ts')).hasBrowser(env),
    listen: async () => (await import('./loopback-server.ts')).listen(),
    hostFunctions: (context) => ({
      now,
      sleep,
      random: randomBytes,
      readFile,
      writeFile: async (path, bytes, options) => {
        const { writeFile } = await import('./files.ts')
        return writeFile(path, bytes, options, (why) => warnOfRights(context, path, why))
      },
      lock: async (name, options) => (await import('./lock-places.ts')).lock(context, name, options),
      run: async (argv, options) => (await import('./process.ts')).run(argv, options),
      prompt: async (question, options) => (await import('./terminal.ts')).prompt(question, options),
      open: async (url) => (await import('./open-url.ts')).open(url),
    }),
    send: (env, viaFetch) => async (request, signal, route) =>
      (await import('./proxy-fetch.ts')).transport(env, viaFetch)(request, signal, route),
  }
}

/** Warns that a new file has fewer permissions than the one that it replaced. */
function warnOfRights({ logger }: RuntimeContext, path: string, why: Narrowed): void {
  const dropped = {
    group: `\`${path}\` could not keep its group, so the permissions of the group were removed`,
    list: `\`${path}\` had an access control list, so the permissions of all users except its owner were removed`,
  }
  const setList = process.platform === 'darwin' ? 'chmod +a' : 'setfacl'
  const help = why === 'group' ? 'set the group and the mode again' : `set the list again, with \`${setList}\``
  warn(logger, { code: 'file-failed', severity: 'warning', message: dropped[why], help })
}

/** The home directory in the user database, which the AWS CLI uses if `HOME` is not set. */
function systemHome(): string | undefined {
  try {
    return userInfo().homedir || undefined
  } catch {
    return undefined
  }
}
