/** Opening a page in the person's browser. */
import { spawn } from 'node:child_process'
import type { HostFailure } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import { opener } from './programs.ts'

/**
 * Opens a page; does not wait for the browser.
 *
 * @throws HostFailure `unsupported` where no desktop session, `failed` where nothing opens pages
 */
export function open(url: string): Promise<void> {
  // The engine checks pages before it shows them; a program is started with this one.
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') throw { hostError: 'unsupported' } satisfies HostFailure
  const found = opener()
  if (!found) throw { hostError: 'unsupported', reason: 'no desktop session' } satisfies HostFailure
  const [program, ...args] = found
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, href], { stdio: 'ignore', detached: true })
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
    child.once('error', (error) =>
      reject({ hostError: 'failed', reason: systemCode(error), sent: false } satisfies HostFailure),
    )
  })
}
