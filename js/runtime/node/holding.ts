/** The lock files of this thread: creation, heartbeat, removal. */
import { randomBytes } from 'node:crypto'
import { constants, lstatSync, unlinkSync } from 'node:fs'
import { type FileHandle, link, lstat, open, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import { sleep } from '../portable/timers.ts'
import { giveToOwner } from './access.ts'
import { flag } from './flags.ts'
import { type ProcessIdentity, thisProcess } from './process-identity.ts'
import { programName } from './program-name.ts'
import { createFile, discard, temporaryName } from './temporary.ts'

/** The content of a lock file: its owner. */
export interface LockOwner extends ProcessIdentity {
  /** A unique ID of this acquisition. */
  readonly nonce: string
  /** The name of the program, for messages. */
  readonly program?: string
}

/** This thread as an owner, with a new ID. */
export function newOwner(): LockOwner {
  return { ...thisProcess(), nonce: randomBytes(16).toString('hex'), program: programName() }
}

/** The delays between attempts to remove a lock file, in milliseconds. */
const RETRIES = [10, 50, 200]

/** The system's errors for a file system without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** The device and the inode of a file. */
interface FileId {
  readonly dev: bigint
  readonly ino: bigint
}

/** The locks that this thread holds; they are removed when it ends. */
const held = new Map<string, FileId>()
let watchesExit = false

/**
 * Creates a lock file, or a right to break one, which appears with its complete content at once.
 *
 * @returns the open file; `undefined` if the file exists already
 */
export async function take(path: string, me: LockOwner): Promise<FileHandle | undefined> {
  if (await exists(path)) return undefined
  const mine = join(dirname(path), temporaryName(basename(path), me.nonce))
  const file = await create(mine, me)
  let kept: FileHandle | undefined
  try {
    await link(mine, path)
    kept = await reopened(path, file)
    return kept
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') return undefined
    if (!NO_LINKS.has(code)) throw error
    return await createOnce(path, me)
  } finally {
    if (kept !== file) await file.close().catch(() => {})
    await discard(mine)
  }
}

/**
 * Opens the file under its final name, by which other processes see that it is open: see `stateOf`. Never
 * throws, because the lock is held already.
 */
async function reopened(path: string, file: FileHandle): Promise<FileHandle> {
  const other = await open(path, constants.O_RDONLY | flag('O_NOFOLLOW')).catch(() => undefined)
  if (!other) return file
  if (await isSameFile(other, file).catch(() => false)) return other
  await other.close().catch(() => {})
  return file
}

async function isSameFile(one: FileHandle, other: FileHandle): Promise<boolean> {
  return isSame(await one.stat({ bigint: true }), await other.stat({ bigint: true }))
}

/** Without hard links, a reader may see the file before its content; it then waits. */
async function createOnce(path: string, me: LockOwner): Promise<FileHandle | undefined> {
  try {
    return await create(path, me)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined
    throw error
  }
}

async function create(path: string, me: LockOwner): Promise<FileHandle> {
  const file = await createFile(path, new TextEncoder().encode(JSON.stringify(me)))
  try {
    await giveToOwner(file, await stat(dirname(path)))
    return file
  } catch (error) {
    await file.close().catch(() => {})
    await discard(path)
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/**
 * Holds an acquired lock: sends heartbeats, and removes the file if the thread ends normally.
 *
 * @param every the time between two heartbeats, in milliseconds
 * @returns the function that removes the file; it never rejects
 */
export async function keep(path: string, file: FileHandle, every: number): Promise<() => Promise<void>> {
  const id = await identify(path, file)
  held.set(path, id)
  const sign = () => void file.utimes(new Date(), new Date()).catch(() => {})
  const signs = setInterval(sign, every).unref()
  if (!watchesExit) {
    watchesExit = true
    process.on('exit', removeAll)
  }
  return async () => {
    clearInterval(signs)
    // Windows keeps the name of a file until it is closed.
    if (process.platform === 'win32') await file.close().catch(() => {})
    await remove(path, id)
    if (process.platform !== 'win32') await file.close().catch(() => {})
  }
}

async function identify(path: string, file: FileHandle): Promise<FileId> {
  try {
    return await file.stat({ bigint: true })
  } catch (error) {
    await file.close().catch(() => {})
    await discard(path)
    throw error
  }
}

/** Removes a lock file without opening it, so that it works at the limit of open files. */
async function remove(path: string, id: FileId): Promise<void> {
  for (const wait of RETRIES) {
    if (await isRemoved(path, id)) break
    await sleep(wait)
  }
  if (held.get(path) === id) {
    removeNow(path, id)
    held.delete(path)
  }
}

async function isRemoved(path: string, id: FileId): Promise<boolean> {
  try {
    if (isSame(await lstat(path, { bigint: true }), id)) await unlink(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') return false
    // Network file systems report it for a moment for a file that exists.
    removeNow(path, id)
  }
  held.delete(path)
  return true
}

/** Removes all lock files synchronously, for the end of a thread. */
function removeAll(): void {
  for (const [path, id] of held) removeNow(path, id)
}

function removeNow(path: string, id: FileId): void {
  try {
    if (isSame(lstatSync(path, { bigint: true }), id)) unlinkSync(path)
  } catch {
    // It no longer exists, or waiters break it when they see that its owner has ended.
  }
}

function isSame(file: FileId, id: FileId): boolean {
  return file.dev === id.dev && file.ino === id.ino
}
