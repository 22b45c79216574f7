/** Signals that interrupt a run: the first aborts it, the second terminates the process immediately. */
import { constants } from 'node:os'
import type { Run } from '../context.ts'

/** The exit code of an aborted run, as in shells after Ctrl-C. */
const ABORTED = 130

/** The time limit for cleanup after an abort, in milliseconds. */
const CLEANUP_LIMIT = 800

const WINDOWS = process.platform === 'win32'

/** Ctrl-C, a request to terminate, a closed terminal; on Windows also Ctrl-Break. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(WINDOWS ? ['SIGBREAK' as const] : [])]

/** The abort signal of a run, and the function that stops listening for process signals. */
export interface Interrupts extends Pick<Run, 'signal' | 'releaseSignals'> {
  /** Returns the last signal received. */
  readonly received: () => NodeJS.Signals
}

/** Starts listening for the signals. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController()
  let received: NodeJS.Signals = 'SIGINT'
  const listener = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) terminate(signal)
    received = signal
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  const releaseSignals = () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
  return { signal: controller.signal, releaseSignals, received: () => received }
}

/** Sets the exit code and lets the process end by itself; after an abort, terminates it after the time limit. */
export function endWith(status: number, { signal, releaseSignals, received }: Interrupts): void {
  process.exitCode = status
  if (!signal.aborted || status !== ABORTED) {
    releaseSignals()
    return
  }
  // The listeners stay: a second signal also has to terminate child processes that are still being stopped.
  setTimeout(terminate, CLEANUP_LIMIT, received()).unref()
  // On a normal exit, Node crashes when it restores the mode of a terminal that has closed.
  if (received() !== 'SIGINT') killSelfOnExit(received())
}

/**
 * Terminates the process. `process.exit` waits for Node's threads, and a DNS lookup or a file on an
 * unreachable server can block one for minutes. A signal does not wait.
 */
function terminate(signal: NodeJS.Signals): never {
  const isBlocked = process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfo)/.test(name))
  if (isBlocked) killSelfOnExit(signal)
  process.exit(128 + constants.signals[signal])
}

/** Makes the process kill itself with the signal after its exit handlers have run. */
function killSelfOnExit(signal: NodeJS.Signals): void {
  if (WINDOWS) return
  process.once('exit', () => {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
