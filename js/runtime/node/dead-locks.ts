/** Stale locks, and other files that killed processes left in the lock directory. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import { whileBusy } from './busy.ts'
import { flag } from './flags.ts'
import { inFolder } from './folders.ts'
import { type LockOwner, take } from './holding.ts'
import { stateOf } from './process-identity.ts'
import { discard, removeLeftovers } from './temporary.ts'

/** The right to break what an acquisition holds: `NAME.lock.NONCE.break`. */
const RIGHT = /^(.+[.-]lock)\.([0-9a-f]{32}|unreadable)\.break$/

/**
 * The time since the last heartbeat of a lock, by the waiter's own clock, since the clocks of other hosts
 * differ. Time in which the waiter itself was stopped does not count, nor does time in which the host was
 * suspended, since the owner was suspended too.
 */
export class Silence {
  /** The maximum time between two checks that counts, in milliseconds. */
  static readonly LONGEST_LOOK = 1_000
  /** By the path of each file: its last heartbeat, the time of the last check, and the time without a heartbeat. */
  readonly #files = new Map<string, { readonly sign: string; readonly last: number; readonly silent: number }>()

  /** Milliseconds since the last heartbeat of a file. */
  after(path: string, sign: string): number {
    const now = performance.now()
    const before = this.#files.get(path)
    const silent = before?.sign === sign ? before.silent + Math.min(now - before.last, Silence.LONGEST_LOOK) : 0
    this.#files.set(path, { sign, last: now, silent })
    return silent
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
 * it, so that no process removes the lock of the next owner by mistake. A process can end while it has the
 * right; then the right is broken like a lock, which needs a right of its own. Age alone never ends a
 * right: its owner may only be stopped, and would continue. `tests/node/lock-model.test.mjs` explores the
 * protocol.
 */
export function breakStaleLock(path: string, holder: LockOwner | 'gone' | undefined, waiter: Waiter): Promise<boolean> {
  return breakStale({ lock: path, path }, holder, waiter)
}

/** A file to break: the lock itself, or a right to break it. */
interface Target {
  readonly lock: string
  readonly path: string
}

async function breakStale(target: Target, holder: LockOwner | 'gone' | undefined, waiter: Waiter): Promise<boolean> {
  const { lock, path } = target
  if (holder === 'gone') return true
  if (!(await hasEnded(path, holder, waiter))) return false
  const right = `${lock}.${holder?.nonce ?? 'unreadable'}.break`
  const claim = await claimRight({ lock, path: right }, waiter)
  if (!claim) return false
  try {
    const again = await readOwner(path)
    const isSame = again !== 'gone' && again?.nonce === holder?.nonce
    if (isSame && (await hasEnded(path, again, waiter))) await unlink(path)
    return true
  } finally {
    await discard(right)
    await claim.close().catch(() => {})
  }
}

/** Creates a right; its file stays open, so that other processes see that its thread is alive. */
async function claimRight(right: Target, waiter: Waiter): Promise<FileHandle | undefined> {
  const claim = await take(right.path, waiter.me)
  if (claim || !(await breakStale(right, await readOwner(right.path), waiter))) return claim
  return take(right.path, waiter.me)
}

async function hasEnded(path: string, holder: LockOwner | undefined, waiter: Waiter): Promise<boolean> {
  const state = holder ? stateOf(holder, { path, nonce: holder.nonce }, waiter.me) : 'unknown'
  if (state !== 'unknown') return state === 'dead'
  const stats = await lstat(path, { bigint: true }).catch(() => undefined)
  if (!stats) return false
  return waiter.silence.after(path, `${stats.ino} ${stats.mtimeNs} ${holder?.nonce}`) > waiter.lease
}

/**
 * The owner of a lock; `undefined` if the file does not say.
 *
 * @throws RolehopError `file-failed` if it is not a regular file: then it is not a lock
 */
export async function readOwner(path: string): Promise<LockOwner | 'gone' | undefined> {
  let file: FileHandle | undefined
  try {
    file = await whileBusy(() => open(path, constants.O_RDONLY | flag('O_NONBLOCK') | flag('O_NOFOLLOW')))
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
  const message = `the lock file \`${path}\` is not a regular file`
  return new RolehopError({ code: 'file-failed', message, help: 'move or delete it' })
}

function isHolder(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, nonce } = value as Partial<LockOwner>
  return Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f]{32}$/.test(nonce ?? '')
}

/**
 * Removes what killed processes left behind: temporary files, and rights to break what no longer exists.
 * Other rights are left to `claimRight`.
 */
export async function sweep(folder: string): Promise<void> {
  await inFolder(folder, removeLeftovers)
  const names = await readdir(folder)
  for (const name of names) {
    const [, lock, nonce] = RIGHT.exec(name) ?? []
    if (lock === undefined || nonce === undefined) continue
    const files = [lock, ...names.filter((other) => other !== name && RIGHT.exec(other)?.[1] === lock)]
    const path = join(folder, name)
    if (!(await isAlive(path)) && !(await isHeld(folder, files, nonce))) await discard(path)
  }
}

/** Whether the owner of a file is visibly alive. */
async function isAlive(path: string): Promise<boolean> {
  const owner = await readOwner(path).catch(() => undefined)
  return owner !== undefined && owner !== 'gone' && stateOf(owner, { path, nonce: owner.nonce }) === 'alive'
}

/** Whether an acquisition holds one of the files. */
async function isHeld(folder: string, files: readonly string[], nonce: string): Promise<boolean> {
  const owners = await Promise.all(files.map((file) => readOwner(join(folder, file)).catch(() => undefined)))
  return owners.some((owner) => owner !== 'gone' && (owner?.nonce ?? 'unreadable') === nonce)
}
