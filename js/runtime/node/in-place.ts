/**
 * Writing a file in place, for files that cannot be replaced: those that are mount points (Docker's bind
 * mounts), those with several hard links, those in a directory without write permission, and those on
 * Windows.
 *
 * A copy of the old content exists until the new content is on disk. The lock, not this module, prevents
 * two programs from writing at the same time.
 */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RolehopError, systemCode } from '../../model/errors.ts'
import { sameBytes } from '../../util/bytes.ts'
import { whileBusy } from './busy.ts'
import { flag } from './flags.ts'
import type { Folder } from './folders.ts'
import { copyName, createFile, discard } from './temporary.ts'

/** A file to write in place. */
export interface InPlace {
  readonly folder: Folder
  /** The path of the folder, for messages. */
  readonly directory: string
  readonly name: string
  /** The status of the file that was found. */
  readonly old: Stats
  readonly bytes: Uint8Array
  /** The content that it must have; anything if absent. */
  readonly replaces: Uint8Array | null | undefined
}

/**
 * Writes a file in place. If writing fails, the old content is written back.
 *
 * @returns `false`, without writing, if the file does not have the content that it must have
 * @throws RolehopError `file-failed` if the old content could not be written back; it names the copy
 */
export async function writeInPlace({ folder, directory, name, old, bytes, replaces }: InPlace): Promise<boolean> {
  const file = await whileBusy(() => open(folder.at(name), constants.O_RDWR | flag('O_NOFOLLOW')))
  try {
    const { dev, ino } = await file.stat()
    if (dev !== old.dev || ino !== old.ino) return false
    const before = new Uint8Array(await file.readFile())
    if (replaces !== undefined && (replaces === null || !sameBytes(before, replaces))) return false
    await overwrite(file, before, bytes, await keepCopy(folder, directory, name, before))
    return true
  } finally {
    await file.close()
  }
}

async function overwrite(file: FileHandle, before: Uint8Array, after: Uint8Array, copy: Copy): Promise<void> {
  try {
    await put(file, after)
  } catch (error) {
    await put(file, before).catch(() => {
      throw lost(copy.path, error)
    })
    await discard(copy.at)
    throw error
  }
  await discard(copy.at)
}

/** Writes the bytes and truncates last, so that the file is never shorter than the shorter of the two texts. */
async function put(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten
  await file.truncate(bytes.length)
  await file.sync()
}

interface Copy {
  /** The path that is valid until the folder is closed. */
  readonly at: string
  /** The path for messages. */
  readonly path: string
}

/**
 * Creates the copy beside the file, or in the system's directory for temporary files; only its owner can
 * read it. On Windows the latter comes first: a file gets the access control list of its directory, and
 * that of the directory for temporary files is the user's own.
 */
async function keepCopy(folder: Folder, directory: string, name: string, bytes: Uint8Array): Promise<Copy> {
  const copy = copyName(name)
  const beside = { at: folder.at(copy), path: join(directory, copy) }
  const elsewhere = { at: join(tmpdir(), copy), path: join(tmpdir(), copy) }
  const [first, second] = process.platform === 'win32' ? [elsewhere, beside] : [beside, elsewhere]
  return save(first, bytes).catch(() => save(second, bytes))
}

async function save(copy: Copy, bytes: Uint8Array): Promise<Copy> {
  const file = await createFile(copy.at, bytes)
  try {
    await file.sync().finally(() => file.close())
    return copy
  } catch (error) {
    await discard(copy.at)
    throw error
  }
}

function lost(copy: string, cause: unknown): RolehopError {
  const message = `the file could not be written: ${systemCode(cause)}; its previous content is in \`${copy}\``
  return new RolehopError({ code: 'file-failed', message, help: 'copy it back' }, { cause })
}
