// @ts-check
/** Pseudo-terminals, by Python's `pty` or by `script`. */
import { spawn, spawnSync } from 'node:child_process'

/** How long to wait for expected output, in milliseconds; then the terminal closes. */
const LIMIT = 60_000

/** Runs its arguments in a pseudo-terminal and exits with their exit code. */
const PYTHON = 'import os,pty,sys; s=pty.spawn(sys.argv[1:]); sys.exit(os.waitstatus_to_exitcode(s) % 256)'

const HELPERS = [
  { probe: ['python3', '-c', 'import pty'], run: (/** @type {string[]} */ argv) => ['python3', '-c', PYTHON, ...argv] },
  {
    probe: ['script', '--version'],
    run: (/** @type {string[]} */ argv) => ['script', '-qec', argv.map((word) => `'${word}'`).join(' '), '/dev/null'],
  },
]

const helper = HELPERS.find(({ probe: [program = '', ...args] }) => spawnSync(program, args).status === 0)

/** The reason to skip tests that need a terminal; `false` if they can run. */
export const skip = helper === undefined && 'pseudo-terminals need python3 or script'

/**
 * Runs a program in a new pseudo-terminal, and types after expected output.
 * @param {string[]} argv
 * @param {Record<string, string>} env the whole environment
 * @param {[seen: string, typed: string | null | ((screen: string) => unknown)][]} script what to wait for, and what
 *   to type then; `null` closes the terminal, a function gets what was printed and returns what to type, if anything
 * @param {(pid: number | undefined) => void} [started] gets the process that holds the terminal
 * @returns {Promise<{ status: number | null, screen: string, unseen: string[] }>} `unseen`: expected output that did not appear
 */
export async function atTerminal(argv, env, script, started) {
  const [program = '', ...args] = helper?.run(argv) ?? []
  const child = spawn(program, args, { env: { TERM: 'xterm', ...env }, detached: true })
  started?.(child.pid)
  child.stderr.resume()
  let screen = ''
  let read = 0
  const waiting = [...script]
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT)
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    screen += chunk
    const [seen, typed] = waiting[0] ?? []
    if (seen === undefined || !screen.slice(read).includes(seen)) return
    read = screen.length
    waiting.shift()
    if (typed === null) child.kill('SIGKILL')
    else {
      const keys = typeof typed === 'function' ? typed(screen) : typed
      if (typeof keys === 'string') child.stdin.write(keys)
    }
  })
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  clearTimeout(limit)
  return { status, screen, unseen: waiting.map(([seen]) => seen) }
}
