/** Signals that end a run: the first lets it end in good order, the second ends the process at once. */
import { constants } from 'node:os'
import type { Run } from '../context.ts'

/** What an aborted run ends with: what a shell says of a command that Ctrl-C ended. */
const ABORTED = 130

/** How long an interrupted run may take to close what it has opened, in milliseconds. */
const CLOSING = 800

const WINDOWS = process.platform === 'win32'

/** Ctrl-C, an end from outside, a terminal that closes; on Windows also Ctrl-Break. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(WINDOWS ? ['SIGBREAK' as const] : [])]

/** The abort signal of a run, and the function that stops listening for process signals. */
export interface Interrupts extends Pick<Run, 'signal' | 'releaseSignals'> {
  /** The signal that the process has got. */
  readonly received: () => NodeJS.Signals
}

/** Watches for the signals. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController()
  let received: NodeJS.Signals = 'SIGINT'
  const listener = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) endAtOnce(signal)
    received = signal
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  const releaseSignals = () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
  return { signal: controller.signal, releaseSignals, received: () => received }
}

/** Ends the process when nothing is left to do; after a signal soon, whatever is left. */
export function endWith(status: number, { signal, releaseSignals, received }: Interrupts): void {
  process.exitCode = status
  if (!signal.aborted || status !== ABORTED) {
    releaseSignals()
    return
  }
  // Still listening: programs that are being ended are ended by the second signal too.
  setTimeout(endAtOnce, CLOSING, received()).unref()
  // Node aborts when it puts back the mode of a terminal that has closed.
  if (received() !== 'SIGINT') endBy(received())
}

/**
 * Ends the process. `process.exit` waits for the threads of Node, and one may hang for long: it
 * looks a name up, or opens a file of a server that is away. A signal does not wait.
 */
function endAtOnce(signal: NodeJS.Signals): never {
  const isHanging = process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfo)/.test(name))
  if (isHanging) endBy(signal)
  process.exit(128 + constants.signals[signal])
}

/** Ends the process by a signal, as without a listener, after its exit handlers have run. */
function endBy(signal: NodeJS.Signals): void {
  if (WINDOWS) return
  process.once('exit', () => {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
