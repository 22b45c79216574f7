/**
 * Directories that stay the same while we work in them.
 *
 * The owner of a directory can rename and replace its entries at any time, so a path can lead to another
 * file a moment later. Owners and modes are therefore changed through open handles only, and on Linux the
 * entries of a directory are reached through a handle of that directory.
 */
import { constants, type Stats } from 'node:fs'
import { access, chmod, type FileHandle, lchmod, mkdir, open, readdir, readlink, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import { flag } from './flags.ts'
import { behindLinks } from './links.ts'
import { isSuperuser } from './process-identity.ts'

/** An open directory. */
export interface Folder {
  /** The path of an entry; valid until the directory is closed. */
  readonly at: (name: string) => string
  /** The path of the directory itself; valid until it is closed. */
  readonly path: string
  /** The owner of the directory. */
  readonly owner: Owner
}

/** The user and the group of a file. */
export type Owner = Pick<Stats, 'uid' | 'gid'>

/** Linux: opens a handle without access to the content. Node has no constant for it. */
const O_PATH = 0o10000000

/** The maximum lag of a file system's clock behind the clock of the process, in milliseconds. */
const CLOCK_LAG = 2000

/**
 * Runs work with an existing directory open.
 *
 * @param path a path without links, as `behindLinks` returns it
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

/** Throws if a parent directory was replaced by a link in the meantime. */
async function requireUnmoved(pinned: string, path: string): Promise<void> {
  if ((await readlink(pinned)) === path) return
  throw Object.assign(new Error('the directory was moved in the meantime'), { code: 'ESTALE' })
}

/** On systems other than Linux, and without `/proc`, there is only the path. */
async function openPath(path: string): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined
  const isThere = await access('/proc/self/fd').then(
    () => true,
    () => false,
  )
  return isThere ? open(path, O_PATH | flag('O_DIRECTORY') | flag('O_NOFOLLOW')) : undefined
}

/**
 * Creates a directory and its missing parents. Existing directories do not change. New ones get mode 0700
 * and, from the superuser, the owner of their parent: one `sudo rolehop` must not lock the user out of
 * their own directories.
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
    (stats) => stats.isDirectory(),
    () => false,
  )
}

/** Sets the mode and the owner of a new directory, unless it was replaced in the meantime. */
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
  // The umask has removed the permissions that opening needs.
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

/** Whether this is the directory that was just created: ours and new, or empty if its age is unknown. */
async function isNew(handle: FileHandle, since: number): Promise<boolean> {
  const { uid, birthtimeMs } = await handle.stat()
  if (uid !== process.geteuid?.()) return false
  if (birthtimeMs > 0) return birthtimeMs >= since
  const names = await readdir(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
  return names?.length === 0
}
