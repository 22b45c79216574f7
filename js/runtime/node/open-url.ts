/** Opens a page in the user's browser. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { HostFailure } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import type { Environment } from '../../model/types.ts'
import { opener } from './programs.ts'

/**
 * Opens a page without waiting for the browser.
 *
 * @throws HostFailure `unsupported` without a desktop session, `failed` without a program that opens pages
 */
export function open(url: string): Promise<void> {
  // The engine checks URLs before it shows them, but this one is passed to a program.
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') throw { hostError: 'unsupported' } satisfies HostFailure
  const found = opener(href)
  if (!found) throw { hostError: 'unsupported', reason: 'no desktop session' } satisfies HostFailure
  const [program = '', ...args] = found
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
    child.once('error', (error) =>
      reject({ hostError: 'failed', reason: systemCode(error), sent: false } satisfies HostFailure),
    )
  })
}

/** Files that only containers of Docker and Podman have. A browser on the desktop may not reach their ports. */
const OF_CONTAINERS = ['/.dockerenv', '/run/.containerenv']

/** Whether a browser can be opened that reaches the ports of this host: a desktop session, not in a container. */
export function hasBrowser(env: Environment): boolean {
  return opener('', env) !== undefined && !OF_CONTAINERS.some((path) => existsSync(path))
}
