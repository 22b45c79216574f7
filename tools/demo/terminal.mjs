// @ts-check
import { closeSync, openSync } from 'node:fs'

/**
 * Whether the user can type an MFA code: both streams are a terminal, and it can be opened.
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

/**
 * Waits until the user presses Enter. Between calls nothing reads the terminal, so that commands can.
 * @param {string} text shown in front of the cursor
 * @returns {Promise<void>} rejects at Ctrl-C and when the terminal closes
 */
export function waitForEnter(text) {
  const { stdin, stdout } = process
  stdout.write(text)
  return new Promise((resolve, reject) => {
    /** @param {() => void} settle */
    const finish = (settle) => () => {
      stdin.off('data', onLine).off('end', onEnd).pause()
      process.off('SIGINT', onEnd)
      stdout.write('\n')
      settle()
    }
    const onLine = finish(resolve)
    const onEnd = finish(() => reject(new Error('interrupted')))
    stdin.on('data', onLine).on('end', onEnd).resume()
    process.on('SIGINT', onEnd)
  })
}
