/**
 * Folders that stay the same while we work in them.
 *
 * The owner of a folder can rename and replace what is in it at any time, so a path can mean
 * another file a moment later. Owners and modes are therefore changed through open handles only,
 * and on Linux the entries of a folder are reached through a handle of that folder.
 */
import { constants, type Stats } from 'node:fs'
import { access, chmod, type FileHandle, lchmod, mkdir, open, readdir, readlink, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import { behindLinks } from './links.ts'
import { isSuperuser } from './process-identity.ts'

/** A folder that is held open. */
export interface Folder {
  /** The path of an entry; valid until the folder is closed. */
  readonly at: (name: string) => string
  /** The path of the folder itself, likewise. */
  readonly path: string
  /** The owner of the folder. */
  readonly owner: Owner
}

/** The user and the group of a file. */
export type Owner = Pick<Stats, 'uid' | 'gid'>

/** Linux: a handle that names an entry and gives no access to its content. Node has no name for it. */
const O_PATH = 0o10000000

/** How much the clock of a file system may be behind the clock of the process, in milliseconds. */
const CLOCK_LAG = 2000

/** A flag of `open`, which does nothing on Windows. */
export function flag(name: 'O_NONBLOCK' | 'O_NOFOLLOW' | 'O_DIRECTORY'): number {
  return constants[name] ?? 0
}

/**
 * Works in an existing folder.
 *
 * @param path a path without links, as `behindLinks` gives it
 */
export async function inFolder<T>(path: string, work: (folder: Folder) => Promise<T>): Promise<T> {
  const handle = await openPath(path)
  try {
    const pinned = handle ? `/proc/self/fd/${handle.fd}` : path
    if (handle && isSuperuser()) await requireUnmoved(pinned, path)
    return await work({ path: pinned, at: (name) => join(pinned, name), owner: await stat(pinned) })
  } finally {
    await handle?.close()
  }
}

/** A folder on the way may have been replaced by a link a moment ago. */
async function requireUnmoved(pinned: string, path: string): Promise<void> {
  if ((await readlink(pinned)) === path) return
  throw Object.assign(new Error('the folder was moved meanwhile'), { code: 'ESTALE' })
}

/** Elsewhere than on Linux, and without `/proc`, there is nothing better than the path. */
async function openPath(path: string): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined
  const isThere = await access('/proc/self/fd').then(
    () => true,
    () => false,
  )
  return isThere ? open(path, O_PATH | flag('O_DIRECTORY') | flag('O_NOFOLLOW')) : undefined
}

/**
 * Makes a folder and the missing ones above it. Folders that exist stay as they are. New ones get
 * mode 0700 and, from the superuser, the owner of the folder that they are in: one `sudo rolehop`
 * must not lock the user out of their own folders.
 */
export async function makeFolder(path: string): Promise<void> {
  const whole = resolve(path)
  if (await isFolder(whole)) return
  if (dirname(whole) !== whole) await makeFolder(dirname(whole))
  await inFolder(await behindLinks(dirname(whole)), async ({ at, owner }) => {
    const made = at(basename(whole))
    const since = Date.now() - CLOCK_LAG
    try {
      await mkdir(made, { mode: 0o700 })
    } catch (error) {
      // Another process was faster.
      if (await isFolder(made)) return
      throw error
    }
    if (process.platform !== 'win32') await adopt(made, owner, since)
  })
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (about) => about.isDirectory(),
    () => false,
  )
}

/** Gives a new folder its mode and its owner. What was put in its place meanwhile is left alone. */
async function adopt(path: string, owner: Owner, since: number): Promise<void> {
  const handle = await openNew(path)
  try {
    if (!(await isNew(handle, since))) return
    await handle.chmod(0o700)
    if (isSuperuser()) await handle.chown(owner.uid, owner.gid)
  } finally {
    await handle.close()
  }
}

async function openNew(path: string): Promise<FileHandle> {
  const flags = constants.O_RDONLY | flag('O_DIRECTORY') | flag('O_NOFOLLOW')
  try {
    return await open(path, flags)
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error
  }
  // The umask has taken from the owner what opening needs.
  await allowOwner(path)
  return open(path, flags)
}

async function allowOwner(path: string): Promise<void> {
  const handle = await openPath(path)
  try {
    if (handle) await chmod(`/proc/self/fd/${handle.fd}`, 0o700)
    else await lchmod(path, 0o700)
  } finally {
    await handle?.close()
  }
}

/** Whether this is the folder that was just made: ours, made since then, and empty where that cannot be told. */
async function isNew(handle: FileHandle, since: number): Promise<boolean> {
  const { uid, birthtimeMs } = await handle.stat()
  if (uid !== process.geteuid?.()) return false
  if (birthtimeMs > 0) return birthtimeMs >= since
  const names = await readdir(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
  return names?.length === 0
}
