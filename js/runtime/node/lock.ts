/**
 * Locks between processes: files that only one can create.
 *
 * The protocol:
 *
 * - A lock file says who holds it: machine, PID namespace, process, worker thread. It appears with
 *   its whole content at once, by a hard link to a file that was written before.
 * - The holder keeps the file open, renews its time of modification now and then through that
 *   handle, and removes it. A thread that ends in good order removes what it still holds.
 * - Whoever waits removes the lock of a holder that has surely ended: a process that has gone, and
 *   on Linux a worker thread that no longer has the file open, as after `worker.terminate()`. A
 *   holder that is seen to live is never replaced, however long a person takes to find their phone
 *   and even when its process is stopped.
 * - A holder that cannot be seen (another machine or container that shares the folder; a worker
 *   thread elsewhere than on Linux) is replaced when the waiting process itself has watched the
 *   file for the length of a lease without a sign of life.
 *
 * What nobody holds is removed by those that come later (`dead-locks.ts`).
 */
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HostFailure } from '../../generated/types.ts'
import type { WaitOptions } from '../../model/types.ts'
import { lock as lockHere } from '../portable/in-process-lock.ts'
import { sleep } from '../portable/timers.ts'
import { breakStaleLock, readHolder, Silence, sweep } from './dead-locks.ts'
import { makeFolder } from './folders.ts'
import { type Holder, keep, newHolder, take } from './holding.ts'
import { behindLinks } from './links.ts'

/** Times, in milliseconds. */
export interface Timing {
  /** How long a holder that cannot be seen may give no sign of life. */
  readonly lease: number
  /** How often a holder gives one. */
  readonly sign: number
  /** How long to wait before giving up: longer than a person takes for an MFA code. */
  readonly patience: number
  /** How long to wait before the user is told. */
  readonly notice: number
}

const TIMING: Omit<Timing, 'notice'> = { lease: 60_000, sign: 10_000, patience: 600_000 }

/** When the user is told: soon at a terminal; later where only a log can be told. */
const NOTICE = { terminal: 1_000, log: 30_000 }

/** Waits between two looks at a lock, in milliseconds: from the first, doubled, up to the second. */
const WAITS = { first: 15, longest: 200 }

/** What is told of a lock while it is waited for. */
export interface LockOptions extends WaitOptions {
  /** Called once, after a moment of waiting, with the holder as far as it is known. */
  readonly onWait?: (holder: Holder | undefined) => void
  readonly timing?: Partial<Timing>
}

/**
 * Takes a lock, after all others in this process and in other ones.
 *
 * @param path the lock file; its folder is made if need be
 * @returns what gives the lock back; it never fails
 * @throws HostFailure when the caller gives up, or the time is up; the system's error when no lock
 *   can be made there
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
  const me = newHolder()
  await makeFolder(dirname(path))
  await sweep(await behindLinks(dirname(path)))
  const file = await wait(path, me, timing, options)
  return keep(path, file, timing.sign)
}

/** Waits until the lock file can be created. */
async function wait(path: string, me: Holder, timing: Timing, { signal, onWait }: LockOptions): Promise<FileHandle> {
  const waiter = { me, silence: new Silence(), lease: timing.lease }
  const start = performance.now()
  let tell = onWait
  for (let pause = WAITS.first; ; pause = Math.min(pause * 2, WAITS.longest)) {
    const file = await take(path, me)
    if (file) return file
    const waited = performance.now() - start
    if (waited > timing.patience)
      throw { hostError: 'timed-out', reason: 'another process holds the lock' } satisfies HostFailure
    const holder = await readHolder(path)
    if (await breakStaleLock(path, holder, waiter)) continue
    if (waited > timing.notice) {
      tell?.(holder === 'gone' ? undefined : holder)
      tell = undefined
    }
    // Not all at the same moment.
    await sleep(pause * (0.5 + Math.random() / 2), signal ? { signal } : {})
  }
}
