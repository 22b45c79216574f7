/** Atomic file writes with owner-only permissions. */
import type { Stats } from 'node:fs'
import { lstat, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import type { WriteFileOptions } from '../../model/types.ts'
import { sameBytes } from '../../util/bytes.ts'
import { giveToOwner, type Narrowed, setMode, takeRights } from './access.ts'
import { whileBusy } from './busy.ts'
import { type Folder, inFolder, makeFolder } from './folders.ts'
import { writeInPlace } from './in-place.ts'
import { behindLinks } from './links.ts'
import { isSuperuser } from './process-identity.ts'
import { readFile } from './read-file.ts'
import { createFile, discard, removeLeftovers, temporaryName } from './temporary.ts'

/**
 * Writes a file atomically: to a new file beside it, which then replaces it. A file that cannot be
 * replaced or would lose something is written in place (`in-place.ts`).
 *
 * The new file never has more permissions than the old one (`access.ts`), and a symbolic link remains a
 * link. A file that did not exist gets mode 0600 and, from the superuser, the owner of its directory.
 * Missing directories are created.
 *
 * @param onNarrowed called if the new file has fewer permissions than the old one
 * @returns `false`, without writing, if the file does not match `options.replaces`
 * @throws RolehopError `file-failed` if the path is not a regular file
 */
export async function writeFile(
  path: string,
  bytes: Uint8Array,
  options: WriteFileOptions = {},
  onNarrowed: (why: Narrowed) => void = () => {},
): Promise<boolean> {
  const target = options.strict
    ? join(await behindLinks(dirname(resolve(path))), basename(path))
    : await behindLinks(path)
  await makeFolder(dirname(target))
  return inFolder(dirname(target), async (folder) => {
    const old = await requireReplaceable(folder.at(basename(target)), path, options.strict)
    await removeLeftovers(folder)
    const name = basename(target)
    const kept = options.strict ? undefined : old
    const inPlace = (old: Stats) =>
      writeInPlace({ folder, directory: dirname(target), name, bytes, old, replaces: options.replaces })
    if (kept && mustStay(kept, folder)) return inPlace(kept)
    try {
      return await write({ folder, name, bytes, old, options, onNarrowed })
    } catch (error) {
      if (!(error instanceof Irreplaceable)) throw error
      if (!kept) throw error.cause
      return inPlace(kept)
    }
  })
}

/**
 * Whether a file is written in place although it could be replaced: on Windows, where the new file would
 * lose its access control list, its attributes and its encryption; and if it has other hard links, which
 * must get the new text too. The superuser replaces such a file unless its owner also owns the directory:
 * a user's hard link must not select another user's file.
 */
function mustStay({ nlink, uid }: Stats, { owner }: Folder): boolean {
  return process.platform === 'win32' || (nlink > 1 && (!isSuperuser() || uid === owner.uid))
}

/** A directory without write permission, or a file that is a mount point; `cause` is the system's error. */
class Irreplaceable extends Error {}

/** The system's errors for a directory without write permission. */
const CLOSED = new Set(['EACCES', 'EPERM', 'EROFS'])

/** The system's errors for replacing a mount point. */
const MOUNTED = new Set(['EBUSY', 'EXDEV'])

function irreplaceable(codes: ReadonlySet<string>): (error: unknown) => never {
  return (error) => {
    if (process.platform !== 'win32' && codes.has(systemCode(error))) throw new Irreplaceable('', { cause: error })
    throw error
  }
}

interface Writing {
  readonly folder: Folder
  readonly name: string
  readonly bytes: Uint8Array
  /** The file that is replaced. */
  readonly old: Stats | undefined
  readonly options: WriteFileOptions
  readonly onNarrowed: (why: Narrowed) => void
}

async function write({ folder, name, bytes, old, options, onNarrowed }: Writing): Promise<boolean> {
  const temporary = temporaryName(name)
  const file = await createFile(folder.at(temporary), bytes).catch(irreplaceable(CLOSED))
  try {
    let narrowed: Narrowed | undefined
    try {
      // The umask may have removed permissions that the owner needs.
      await setMode(file, 0o600)
      if (!options.strict && old) narrowed = await takeRights(file, old, folder, [name, temporary])
      if (!options.strict && !old) await giveToOwner(file, folder.owner)
      await file.sync()
    } finally {
      await file.close()
    }
    if (options.replaces !== undefined && !(await holds(folder.at(name), options.replaces))) return false
    await whileBusy(() => rename(folder.at(temporary), folder.at(name))).catch(irreplaceable(MOUNTED))
    if (narrowed) onNarrowed(narrowed)
    return true
  } finally {
    await discard(folder.at(temporary))
  }
}

/**
 * Returns the status of a file to replace, or `undefined` if it does not exist.
 *
 * @param path its path
 * @param shown its path for messages
 * @param replacesLinks whether a link is replaced itself
 * @throws RolehopError `file-failed` if it is a device, a pipe, a socket, a directory or a link
 */
export async function requireReplaceable(
  path: string,
  shown: string,
  replacesLinks = false,
): Promise<Stats | undefined> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (!stats || stats.isFile() || (replacesLinks && stats.isSymbolicLink())) return stats
  throw new RolehopError({
    code: 'file-failed',
    message: `cannot write \`${shown}\`: it is ${kindOf(stats)}, not a regular file`,
    help: 'set the variable or option with this path to a regular file',
  })
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isCharacterDevice()) return 'a character device'
  if (stats.isBlockDevice()) return 'a block device'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return stats.isSymbolicLink() ? 'a symbolic link that was just created' : 'something else'
}

async function holds(path: string, expected: Uint8Array | null): Promise<boolean> {
  const now = await readFile(path)
  return now === undefined ? expected === null : expected !== null && sameBytes(now, expected)
}
