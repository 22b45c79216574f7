/** Reading and writing files so that nobody sees half of one, and nobody else sees any. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import type { ReadFileOptions, WriteFileOptions } from '../../model/types.ts'
import { sameBytes } from '../../util/bytes.ts'
import { sleep } from '../portable/timers.ts'
import { giveToOwner, type Narrowed, takeRights } from './access.ts'
import { type Folder, flag, inFolder, makeFolder } from './folders.ts'
import { behindLinks } from './links.ts'
import { createFile, discard, removeLeftovers, temporaryName } from './temporary.ts'

/** What stands for "there is no such file": absent, below something that is no folder, a loop of links. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'])

/** How long Windows may keep a file busy (a virus scanner, a reader), in milliseconds per try. */
const BUSY_WAITS = [10, 20, 40, 80, 160]

/**
 * The bytes of a regular file, `undefined` when there is none. A folder, a pipe or a device counts
 * as none, as for the AWS CLI, and never blocks.
 */
export async function readFile(path: string, options: ReadFileOptions = {}): Promise<Uint8Array | undefined> {
  const { strict = false, maxBytes = Number.POSITIVE_INFINITY } = options
  if (path === '' || path.includes('\0')) return undefined
  let file: FileHandle | undefined
  try {
    file = await open(path, constants.O_RDONLY | flag('O_NONBLOCK') | (strict ? flag('O_NOFOLLOW') : 0))
    const about = await file.stat()
    if (!about.isFile() || about.size > maxBytes || (strict && !isOwn(about.uid))) return undefined
    return new Uint8Array(await file.readFile())
  } catch (error) {
    if (ABSENT.has(systemCode(error))) return undefined
    throw error
  } finally {
    await file?.close()
  }
}

/** Whether a file of this user is ours to trust; the superuser trusts everyone's. */
function isOwn(uid: number): boolean {
  const user = process.geteuid?.()
  return user === undefined || user === 0 || uid === user
}

/**
 * Writes a file whole or not at all: to a new file beside it, which then takes its place.
 *
 * The new file gives nobody more rights than the old one did (`access.ts`); a link stays a link. A
 * file that was not there has mode 0600 and, from the superuser, the owner of its folder. Missing
 * folders are made.
 *
 * @param onNarrowed is told when the new file gives fewer rights than the old one did
 * @returns `false`, with nothing done, when the file is not what `options.replaces` says
 * @throws RolehopError `file-failed` when the path names something that is not a regular file
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
    return write({ folder, name: basename(target), bytes, old, options, onNarrowed })
  })
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
  const file = await createFile(folder.at(temporary), bytes)
  try {
    let narrowed: Narrowed | undefined
    try {
      // The umask may have taken away what the owner needs.
      await file.chmod(0o600)
      if (!options.strict && old) narrowed = await takeRights(file, old, folder, [name, temporary])
      if (!options.strict && !old) await giveToOwner(file, folder.owner)
      await file.sync()
    } finally {
      await file.close()
    }
    if (options.replaces !== undefined && !(await holds(folder.at(name), options.replaces))) return false
    await replace(folder.at(temporary), folder.at(name))
    if (narrowed) onNarrowed(narrowed)
    return true
  } finally {
    await discard(folder.at(temporary))
  }
}

/**
 * What is known of a file that is to be replaced, `undefined` when there is none.
 *
 * @param path where it is
 * @param shown how the user calls it
 * @param replacesLinks whether a link is replaced itself
 * @throws RolehopError `file-failed` when it is a device, a pipe, a socket, a folder or a link
 */
export async function requireReplaceable(
  path: string,
  shown: string,
  replacesLinks = false,
): Promise<Stats | undefined> {
  const about = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (!about || about.isFile() || (replacesLinks && about.isSymbolicLink())) return about
  throw new RolehopError({
    code: 'file-failed',
    message: `cannot write \`${shown}\`: it is ${kindOf(about)}, not a regular file`,
    help: 'name a regular file with the variable or option that this path comes from',
  })
}

function kindOf(about: Stats): string {
  if (about.isDirectory()) return 'a folder'
  if (about.isCharacterDevice()) return 'a character device'
  if (about.isBlockDevice()) return 'a block device'
  if (about.isFIFO()) return 'a named pipe'
  if (about.isSocket()) return 'a socket'
  return about.isSymbolicLink() ? 'a symbolic link that was just put there' : 'something else'
}

async function holds(path: string, expected: Uint8Array | null): Promise<boolean> {
  const now = await readFile(path)
  return now === undefined ? expected === null : expected !== null && sameBytes(now, expected)
}

async function replace(from: string, to: string): Promise<void> {
  for (const wait of BUSY_WAITS) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error))) throw error
    }
    await sleep(wait)
  }
  return rename(from, to)
}
