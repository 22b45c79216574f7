/** Opens a page in the user's browser. */
import { spawn } from 'node:child_process'
import type { HostFailure } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
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
