/** Locks of holders that have ended, and what else killed processes left among the locks. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import { flag, inFolder } from './folders.ts'
import { createOnce, type Holder } from './holding.ts'
import { stateOf } from './process-identity.ts'
import { discard, removeLeftovers } from './temporary.ts'

/** How long the right to replace a dead holder lasts; using it takes a moment. */
const BREAKING = 5_000

/** Rights to remove one holding, and what `claimBreakRight` makes of old ones: `NAME.lock.NONCE.break`. */
const RIGHT = /^(.+[.-]lock)\.([0-9a-f]{32}|unreadable)\.break(\.[0-9a-f]{32})?$/

/**
 * How long a lock has shown no sign of life, by the clock of the one that waits: clocks of other
 * machines differ. Time in which the waiting process was stopped itself does not count, nor does a
 * machine that slept: the holder slept as well.
 */
export class Silence {
  /** The longest time between two looks that counts, in milliseconds. */
  static readonly LONGEST_LOOK = 1_000
  #sign = ''
  #last = 0
  #silent = 0

  /** Milliseconds since the sign of life changed. */
  after(sign: string): number {
    const now = performance.now()
    this.#silent = sign === this.#sign ? this.#silent + Math.min(now - this.#last, Silence.LONGEST_LOOK) : 0
    this.#sign = sign
    this.#last = now
    return this.#silent
  }
}

/** The one that waits for a lock. */
export interface Waiter {
  readonly me: Holder
  readonly silence: Silence
  /** How long a holder that cannot be seen may give no sign of life, in milliseconds. */
  readonly lease: number
}

/**
 * Removes the lock of a holder that has ended. Gives whether it is worth trying again at once.
 *
 * Only one process ever gets the right to do so for one holding, by making a file that is named
 * after it; so nobody can remove the lock of the next holder by mistake.
 */
export async function breakStaleLock(
  path: string,
  holder: Holder | 'gone' | undefined,
  waiter: Waiter,
): Promise<boolean> {
  if (holder === 'gone') return true
  if (!(await hasEnded(path, holder, waiter))) return false
  const right = `${path}.${holder?.nonce ?? 'unreadable'}.break`
  if (!(await claimBreakRight(right, waiter.me))) return false
  try {
    const again = await readHolder(path)
    const isSame = again !== 'gone' && again?.nonce === holder?.nonce
    if (isSame && (await hasEnded(path, again, waiter))) await unlink(path)
    return true
  } finally {
    await discard(right)
  }
}

/** The right to remove one holding; from a process that ended before using it, it is taken over. */
async function claimBreakRight(right: string, me: Holder): Promise<boolean> {
  if (await createRight(right, me)) return true
  const about = await lstat(right).catch(() => undefined)
  if (about === undefined || Date.now() - about.mtimeMs < BREAKING) return false
  const mine = `${right}.${me.nonce}`
  const taken = await rename(right, mine).then(
    () => true,
    () => false,
  )
  if (!taken) return false
  await discard(mine)
  return createRight(right, me)
}

async function createRight(right: string, me: Holder): Promise<boolean> {
  const file = await createOnce(right, me)
  await file?.close()
  return file !== undefined
}

async function hasEnded(path: string, holder: Holder | undefined, waiter: Waiter): Promise<boolean> {
  const state = holder ? stateOf(holder, { path, nonce: holder.nonce }, waiter.me) : 'unknown'
  if (state !== 'unknown') return state === 'dead'
  const about = await lstat(path, { bigint: true }).catch(() => undefined)
  if (!about) return false
  return waiter.silence.after(`${about.ino} ${about.mtimeNs} ${holder?.nonce}`) > waiter.lease
}

/**
 * Who holds a lock; `undefined` when the file does not say.
 *
 * @throws RolehopError `file-failed` when it is not a regular file: nobody holds or removes that
 */
export async function readHolder(path: string): Promise<Holder | 'gone' | undefined> {
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

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, nonce } = value as Partial<Holder>
  return Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f]{32}$/.test(nonce ?? '')
}

/**
 * Removes what processes left behind that were killed: files being written, and rights to remove a
 * holding that has ended. One whose holding is still there is left to `claimBreakRight`.
 */
export async function sweep(folder: string): Promise<void> {
  await inFolder(folder, removeLeftovers)
  for (const name of await readdir(folder)) {
    const [, lockName, nonce, taken] = RIGHT.exec(name) ?? []
    if (lockName === undefined) continue
    const holder = await readHolder(join(folder, lockName)).catch(() => undefined)
    const isSpent = taken !== undefined || holder === 'gone' || (holder?.nonce ?? 'unreadable') !== nonce
    if (isSpent) await discard(join(folder, name))
  }
}
