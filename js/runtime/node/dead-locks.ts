/** Stale locks, and other files that killed processes left in the lock directory. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import { flag, inFolder } from './folders.ts'
import { createOnce, type LockOwner } from './holding.ts'
import { stateOf } from './process-identity.ts'
import { discard, removeLeftovers } from './temporary.ts'

/** How long the right to break a stale lock is valid, in milliseconds; using it takes a moment. */
const BREAKING = 5_000

/** Rights to remove one holding, and what `claimBreakRight` makes of old ones: `NAME.lock.NONCE.break`. */
const RIGHT = /^(.+[.-]lock)\.([0-9a-f]{32}|unreadable)\.break(\.[0-9a-f]{32})?$/

/**
 * The time since the last heartbeat of a lock, by the waiter's own clock, since the clocks of other hosts
 * differ. Time in which the waiter itself was stopped does not count, nor does time in which the host was
 * suspended, since the owner was suspended too.
 */
export class Silence {
  /** The maximum time between two checks that counts, in milliseconds. */
  static readonly LONGEST_LOOK = 1_000
  #sign = ''
  #last = 0
  #silent = 0

  /** Milliseconds since the last heartbeat. */
  after(sign: string): number {
    const now = performance.now()
    this.#silent = sign === this.#sign ? this.#silent + Math.min(now - this.#last, Silence.LONGEST_LOOK) : 0
    this.#sign = sign
    this.#last = now
    return this.#silent
  }
}

/** A process or thread that waits for a lock. */
export interface Waiter {
  readonly me: LockOwner
  readonly silence: Silence
  /** The time without a heartbeat after which an owner that is not visible is replaced, in milliseconds. */
  readonly lease: number
}

/**
 * Removes the lock of an owner that has ended. Returns whether to try again at once.
 *
 * For each acquisition only one process gets the right to do so, by creating a file that is named after
 * it, so that no process removes the lock of the next owner by mistake.
 */
export async function breakStaleLock(
  path: string,
  holder: LockOwner | 'gone' | undefined,
  waiter: Waiter,
): Promise<boolean> {
  if (holder === 'gone') return true
  if (!(await hasEnded(path, holder, waiter))) return false
  const right = `${path}.${holder?.nonce ?? 'unreadable'}.break`
  if (!(await claimBreakRight(right, waiter.me))) return false
  try {
    const again = await readOwner(path)
    const isSame = again !== 'gone' && again?.nonce === holder?.nonce
    if (isSame && (await hasEnded(path, again, waiter))) await unlink(path)
    return true
  } finally {
    await discard(right)
  }
}

/** Claims the right to break a lock; takes it over from a process that ended before using it. */
async function claimBreakRight(right: string, me: LockOwner): Promise<boolean> {
  if (await createRight(right, me)) return true
  const stats = await lstat(right).catch(() => undefined)
  if (stats === undefined || Date.now() - stats.mtimeMs < BREAKING) return false
  const mine = `${right}.${me.nonce}`
  const taken = await rename(right, mine).then(
    () => true,
    () => false,
  )
  if (!taken) return false
  await discard(mine)
  return createRight(right, me)
}

async function createRight(right: string, me: LockOwner): Promise<boolean> {
  const file = await createOnce(right, me)
  await file?.close()
  return file !== undefined
}

async function hasEnded(path: string, holder: LockOwner | undefined, waiter: Waiter): Promise<boolean> {
  const state = holder ? stateOf(holder, { path, nonce: holder.nonce }, waiter.me) : 'unknown'
  if (state !== 'unknown') return state === 'dead'
  const stats = await lstat(path, { bigint: true }).catch(() => undefined)
  if (!stats) return false
  return waiter.silence.after(`${stats.ino} ${stats.mtimeNs} ${holder?.nonce}`) > waiter.lease
}

/**
 * The owner of a lock; `undefined` if the file does not say.
 *
 * @throws RolehopError `file-failed` if it is not a regular file: then it is not a lock
 */
export async function readOwner(path: string): Promise<LockOwner | 'gone' | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, constants.O_RDONLY | flag('O_NONBLOCK') | flag('O_NOFOLLOW'))
    if (!(await file.stat()).isFile()) throw notALock(path)
    const holder: unknown = JSON.parse(await file.readFile('utf8'))
    return isHolder(holder) ? holder : undefined
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return 'gone'
    if (['ELOOP', 'ENXIO', 'EISDIR'].includes(code)) throw notALock(path)
    if (error instanceof RolehopError) throw error
    return undefined
  } finally {
    await file?.close()
  }
}

function notALock(path: string): RolehopError {
  const message = `\`${path}\` is where a lock file belongs, but is not a regular file`
  return new RolehopError({ code: 'file-failed', message, help: 'move it away' })
}

function isHolder(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, nonce } = value as Partial<LockOwner>
  return Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f]{32}$/.test(nonce ?? '')
}

/**
 * Removes what killed processes left behind: temporary files, and rights to break locks that no longer
 * exist. A right whose lock still exists is left to `claimBreakRight`.
 */
export async function sweep(folder: string): Promise<void> {
  await inFolder(folder, removeLeftovers)
  for (const name of await readdir(folder)) {
    const [, lockName, nonce, taken] = RIGHT.exec(name) ?? []
    if (lockName === undefined) continue
    const holder = await readOwner(join(folder, lockName)).catch(() => undefined)
    const isSpent = taken !== undefined || holder === 'gone' || (holder?.nonce ?? 'unreadable') !== nonce
    if (isSpent) await discard(join(folder, name))
  }
}
