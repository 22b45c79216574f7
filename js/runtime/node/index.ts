/** The host functions of Node. */
import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { warn } from '../../model/errors.ts'
import { now, sleep } from '../portable/timers.ts'
import type { Runtime, RuntimeContext } from '../runtime.ts'
import type { Narrowed } from './access.ts'
import { readFile, writeFile } from './files.ts'
import { locks } from './lock-places.ts'
import { open } from './open-url.ts'
import { run } from './process.ts'
import { transport } from './proxy-fetch.ts'
import { isInteractive, prompt } from './terminal.ts'

/** The runtime of Node, with the engine that the entry point provides. */
export function nodeRuntime(wasm: Runtime['wasm']): Runtime {
  return {
    wasm,
    platform: () => (process.platform === 'win32' ? 'windows' : 'posix'),
    env: () => process.env,
    systemHome,
    capabilities: { process: true, files: true, metadata: true, endpointOverride: true, untrusted: false },
    planTrust: 'trusted',
    sharesCache: true,
    isInteractive,
    powers: (setting) => ({
      now,
      sleep,
      readFile,
      writeFile: (path, bytes, options) => writeFile(path, bytes, options, (why) => warnOfRights(setting, path, why)),
      run,
      prompt,
      open,
      random: (size) => new Uint8Array(randomBytes(size)),
      lock: locks(setting),
    }),
    send: transport,
  }
}

/** Warns that a new file has fewer permissions than the one that it replaced. */
function warnOfRights({ logger }: RuntimeContext, path: string, why: Narrowed): void {
  const dropped = {
    group: `\`${path}\` could not keep its group, so the rights of the group were dropped`,
    list: `\`${path}\` had an access control list, so the rights of everybody but its owner were dropped`,
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
