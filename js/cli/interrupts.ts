/** Ctrl-C: once, it lets the run end in good order; twice, it ends the process at once. */
import type { Run } from './context.ts'

/** What a shell says of a command that Ctrl-C ended. */
const INTERRUPTED = 130

/** How long an interrupted run may take to close what it has opened, in milliseconds. */
const CLOSING = 800

const WINDOWS = process.platform === 'win32'

/** Ctrl-C; on Windows also Ctrl-Break. */
const SIGNALS: readonly NodeJS.Signals[] = WINDOWS ? ['SIGINT', 'SIGBREAK'] : ['SIGINT']

/** The signal of a run, and what ends the watch for Ctrl-C. */
export type Interrupts = Pick<Run, 'signal' | 'releaseSignals'>

/** Watches for Ctrl-C. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController()
  const listener = () => {
    if (controller.signal.aborted) endAtOnce()
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  const releaseSignals = () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
  return { signal: controller.signal, releaseSignals }
}

/** Ends the process when nothing is left to do; after Ctrl-C soon, whatever is left. */
export function endWith(status: number, { signal, releaseSignals }: Interrupts): void {
  process.exitCode = status
  // Programs that are still being ended are ended by the second Ctrl-C too.
  if (signal.aborted) setTimeout(endAtOnce, CLOSING).unref()
  else releaseSignals()
}

/**
 * Ends the process. `process.exit` waits for the threads of Node, and one may hang for long: it
 * looks a name up, or opens a pipe that nobody writes to. The signal itself does not wait.
 */
function endAtOnce(): never {
  const isHanging = process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfo)/.test(name))
  if (isHanging && !WINDOWS) {
    process.once('exit', () => {
      process.removeAllListeners('SIGINT')
      process.kill(process.pid, 'SIGINT')
    })
  }
  process.exit(INTERRUPTED)
}
