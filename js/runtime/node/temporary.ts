/**
 * Temporary files with unpredictable names, and the removal of leftovers.
 *
 * A name identifies the writer: `.NAME.SPACE.PID.RANDOM.rolehop-tmp`. `SPACE` is a hash of the host, its
 * boot ID and the PID namespace. Only within the same space does a PID show whether the writer still
 * runs; leftovers of other containers and hosts are removed by age.
 */
import { createHash, randomBytes } from 'node:crypto'
import { constants, unlinkSync } from 'node:fs'
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises'
import { whileBusy } from './busy.ts'
import { flag } from './flags.ts'
import type { Folder } from './folders.ts'
import { isRunning, TEMPORARY_SUFFIX, thisProcess } from './process-identity.ts'

const TEMPORARY = /\.(?:([0-9a-f]{12})\.)?(\d+)\.[0-9a-f]{32}\.rolehop-tmp$/

/** The age at which a file of an unknown writer is abandoned: one day, in milliseconds. */
const ABANDONED = 86_400_000

/** The space of this process. */
function space(): string {
  const { host, boot, space = '' } = thisProcess()
  return createHash('sha256')
    .update(JSON.stringify([host, boot, space]))
    .digest('hex')
    .slice(0, 12)
}

/** An unpredictable name for a file that is written beside another. */
export function temporaryName(name: string, nonce = randomBytes(16).toString('hex')): string {
  // Long names are truncated; the random part still makes them unique.
  return `.${name.slice(0, 100)}.${space()}.${process.pid}.${nonce}${TEMPORARY_SUFFIX}`
}

/** An unpredictable name for the copy of a file. Unlike a temporary file, a copy is never removed as a leftover. */
export function copyName(name: string, nonce = randomBytes(16).toString('hex')): string {
  return `.${name.slice(0, 100)}.${nonce}.rolehop-copy`
}

/**
 * Creates a file with mode 0600 and writes it. If that fails, the file is removed.
 *
 * @returns the open file
 * @throws the system's error; `EEXIST` if a file or a link with this name exists
 */
export async function createFile(path: string, bytes: Uint8Array): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | flag('O_NOFOLLOW')
  // On Windows a file with this name may be being deleted.
  const file = await whileBusy(() => open(path, flags, 0o600))
  try {
    await file.writeFile(bytes)
    return file
  } catch (error) {
    await file.close().catch(() => {})
    await discard(path)
    throw error
  }
}

/** Removes a file of ours if it still exists. Never throws. */
export async function discard(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch {
    try {
      unlinkSync(path)
    } catch {
      // It does not exist, or a later process removes it, after this one has ended.
    }
  }
}

/** Removes the temporary files of processes that were killed while writing. */
export async function removeLeftovers({ path, at }: Folder): Promise<void> {
  const names = await readdir(path).catch(() => [])
  const here = space()
  for (const name of names) {
    const [, from, pid] = TEMPORARY.exec(name) ?? []
    if (pid === undefined) continue
    if ((from === here && !isRunning(Number(pid))) || (await isAbandoned(at(name)))) await discard(at(name))
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined)
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED
}
