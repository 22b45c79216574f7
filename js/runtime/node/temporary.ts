/**
 * New files under a name that nobody can guess, and what is left of them.
 *
 * A name says who writes the file: `.NAME.SPACE.PID.RANDOM.rolehop-tmp`. `SPACE` stands for the
 * machine, its last start and the PID namespace. Only within one space does a PID tell whether the
 * writer still runs; what another container or machine left is removed by its age.
 */
import { createHash, randomBytes } from 'node:crypto'
import { constants, unlinkSync } from 'node:fs'
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises'
import { systemCode } from '../../model/errors.ts'
import { type Folder, flag } from './folders.ts'
import { isRunning, TEMPORARY_SUFFIX, thisProcess } from './process-identity.ts'

const TEMPORARY = /\.(?:([0-9a-f]{12})\.)?(\d+)\.[0-9a-f]{32}\.rolehop-tmp$/

/** When a file of an unknown writer is abandoned: one day, in milliseconds. Writing takes a moment. */
const ABANDONED = 86_400_000

/** The space that the number of this process is in. */
function space(): string {
  const { host, boot, space = '' } = thisProcess()
  return createHash('sha256')
    .update(JSON.stringify([host, boot, space]))
    .digest('hex')
    .slice(0, 12)
}

/** A name that nobody can guess, for a file that is written beside another. */
export function temporaryName(name: string, nonce = randomBytes(16).toString('hex')): string {
  // Long names leave no room for the rest; cut ones still differ by their random part.
  return `.${name.slice(0, 100)}.${space()}.${process.pid}.${nonce}${TEMPORARY_SUFFIX}`
}

/** A name that nobody can guess, for the copy of a file. Unlike a temporary file, it is never removed as a leftover. */
export function copyName(name: string, nonce = randomBytes(16).toString('hex')): string {
  return `.${name.slice(0, 100)}.${nonce}.rolehop-copy`
}

/**
 * Creates a file with mode 0600 and writes it. A failure leaves no file behind.
 *
 * @returns the open file
 * @throws the system's error; `EEXIST` when there is a file, also a link, with this name
 */
export async function createFile(path: string, bytes: Uint8Array): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | flag('O_NOFOLLOW')
  const file = await open(path, flags, 0o600)
  try {
    await file.writeFile(bytes)
    return file
  } catch (error) {
    await file.close().catch(() => {})
    await discard(path)
    throw error
  }
}

/** Removes a file of ours, if it is still there, without fail as far as the system lets us. */
export async function discard(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    try {
      unlinkSync(path)
    } catch {
      // What is left is removed by age, or when this process has ended.
    }
  }
}

/** Removes what processes left behind that were killed while they wrote. */
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
  const about = await lstat(path).catch(() => undefined)
  return about !== undefined && Date.now() - about.mtimeMs > ABANDONED
}
