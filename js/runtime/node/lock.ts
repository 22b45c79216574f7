/**
 * Locks between processes: files that only one process can create.
 *
 * The protocol:
 *
 * - A lock file names its owner: host, PID namespace, process, worker thread. It appears with its complete
 *   content at once, as a hard link to a file that was written before.
 * - The owner keeps the file open, updates its modification time through that handle as a heartbeat, and
 *   removes it. A thread that ends normally removes the locks that it still holds.
 * - A waiter removes the lock of an owner that has certainly ended: a process that no longer exists, and
 *   on Linux a worker thread that no longer has the file open, as after `worker.terminate()`. An owner
 *   that is visibly alive, by its process and start time, is never replaced, however long the user takes
 *   to enter an MFA code, and even if its process is stopped.
 * - An owner that is not visible (on another host or in another container that shares the directory; a
 *   worker thread on systems other than Linux; any running process on Windows, where start times are not
 *   known) is replaced when the waiter has watched the file for the length of a lease without a heartbeat.
 *
 * Later processes remove what is left over (`dead-locks.ts`).
 */
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HostFailure } from '../../generated/types.ts'
import type { WaitOptions } from '../../model/types.ts'
import { lock as lockHere } from '../portable/in-process-lock.ts'
import { sleep } from '../portable/timers.ts'
import { breakStaleLock, readOwner, Silence, sweep } from './dead-locks.ts'
import { makeFolder } from './folders.ts'
import { keep, type LockOwner, newOwner, take } from './holding.ts'
import { behindLinks } from './links.ts'

/** Times, in milliseconds. */
export interface Timing {
  /** The time without a heartbeat after which an owner that is not visible is replaced. */
  readonly lease: number
  /** The time between two heartbeats. */
  readonly sign: number
  /** The time limit of a waiter: longer than a user takes to enter an MFA code. */
  readonly patience: number
  /** The time after which a waiter notifies the user. */
  readonly notice: number
}

const TIMING: Omit<Timing, 'notice'> = { lease: 60_000, sign: 10_000, patience: 600_000 }

/** The time after which the user is notified: soon at a terminal, later in a log. */
const NOTICE = { terminal: 1_000, log: 30_000 }

/** The delays between two attempts, in milliseconds: from the first, doubled, up to the longest. */
const WAITS = { first: 15, longest: 200 }

/** Options of {@link lock}. */
export interface LockOptions extends WaitOptions {
  /** Called once if waiting takes longer, with the owner if it is known. */
  readonly onWait?: (holder: LockOwner | undefined) => void
  readonly timing?: Partial<Timing>
}

/**
 * Acquires a lock, after the other waiters in this process and in other ones.
 *
 * @param path the lock file; a missing directory is created
 * @returns the function that releases the lock; it never rejects
 * @throws HostFailure if the signal aborts or the time limit is reached; the system's error if no lock
 *   can be created there
 */
export async function lock(path: string, options: LockOptions = {}): Promise<() => Promise<void>> {
  const leave = await lockHere(path, options)
  try {
    const release = await acquire(path, options)
    return async () => {
      await release()
      leave()
    }
  } catch (error) {
    leave()
    throw error
  }
}

async function acquire(path: string, options: LockOptions): Promise<() => Promise<void>> {
  const notice = process.stderr.isTTY ? NOTICE.terminal : NOTICE.log
  const timing = { ...TIMING, notice, ...options.timing }
  const me = newOwner()
  await makeFolder(dirname(path))
  await sweep(await behindLinks(dirname(path)))
  const file = await wait(path, me, timing, options)
  return keep(path, file, timing.sign)
}

/** Waits until the lock file can be created. */
async function wait(path: string, me: LockOwner, timing: Timing, { signal, onWait }: LockOptions): Promise<FileHandle> {
  const waiter = { me, silence: new Silence(), lease: timing.lease }
  const start = performance.now()
  let tell = onWait
  for (let pause = WAITS.first; ; pause = Math.min(pause * 2, WAITS.longest)) {
    const file = await take(path, me)
    if (file) return file
    const waited = performance.now() - start
    if (waited > timing.patience)
      throw { hostError: 'timed-out', reason: 'another process holds the lock' } satisfies HostFailure
    const holder = await readOwner(path)
    if (await breakStaleLock(path, holder, waiter)) continue
    if (waited > timing.notice) {
      tell?.(holder === 'gone' ? undefined : holder)
      tell = undefined
    }
    // Random, so that not all waiters try at the same time.
    await sleep(pause * (0.5 + Math.random() / 2), signal ? { signal } : {})
  }
}
