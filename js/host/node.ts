/** The powers of Node. */
import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import type { Home, Setting } from '../home.ts'
import { open } from './browse.ts'
import { readFile, writeFile } from './files.ts'
import { lock } from './lock.ts'
import { lock as lockHere, now, sleep } from './memory.ts'
import { run } from './process.ts'
import { prompt } from './terminal.ts'
import { transport } from './transport.ts'

/** Node, with the engine from wherever the entry has it. */
export function nodeHome(wasm: Home['wasm']): Home {
  return {
    wasm,
    platform: () => (process.platform === 'win32' ? 'windows' : 'posix'),
    env: () => process.env,
    systemHome,
    capabilities: { process: true, files: true, metadata: true, endpointOverride: true, untrusted: false },
    planTrust: 'trusted',
    sharesCache: true,
    powers: (setting) => ({
      now,
      sleep,
      readFile,
      writeFile,
      run,
      prompt,
      open,
      random: (size) => new Uint8Array(randomBytes(size)),
      lock: (name, options) => lockBetweenProcesses(setting, name, options),
    }),
    send: transport,
  }
}

/** The user database's home folder, which the AWS CLI asks when `HOME` is not set. */
function systemHome(): string | undefined {
  try {
    return userInfo().homedir || undefined
  } catch {
    return undefined
  }
}

const lockBetweenProcesses = async (
  { files, logger }: Setting,
  name: string,
  options: Parameters<typeof lockHere>[1],
): Promise<() => void | Promise<void>> => {
  if (files.rolehop === undefined) return lockHere(name, options)
  const folder = `${files.rolehop}/locks`
  return lock(folder, name, options ?? {}, (code) => {
    const message = `no lock can be made in \`${folder}\`: ${code}; other processes may ask for the same session`
    logger?.warn?.(`warning[file-failed]: ${message}`, { code: 'file-failed', severity: 'warning', message })
  })
}
