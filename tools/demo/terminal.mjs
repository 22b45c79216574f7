// @ts-check
import { closeSync, openSync } from 'node:fs'

/**
 * Whether somebody can type an MFA code: both streams are a terminal, and it can be opened.
 * With output that is piped away or CI set, the demo runs by itself.
 */
export function hasTerminal() {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env.CI) return false
  if (process.platform === 'win32') return true
  try {
    closeSync(openSync('/dev/tty', 'r+'))
    return true
  } catch {
    return false
  }
}
