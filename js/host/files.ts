/** Reading and writing files so that nobody sees half of one, and nobody else sees any. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  chown,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { sameBytes } from '../bytes.ts'
import { systemCode } from '../errors.ts'
import type { ReadFileOptions, WriteFileOptions } from '../types.ts'
import { sleep } from './memory.ts'
import { isRunning } from './running.ts'

/** What stands for "there is no such file": absent, below something that is no folder, a loop of links. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'])

/** How long Windows may keep a file busy (a virus scanner, a reader), in milliseconds per try. */
const BUSY_WAITS = [10, 20, 40, 80, 160]

/** Names of files that are being written: `.NAME.PID.RANDOM.rolehop-tmp`. */
const TEMPORARY = /\.(\d+)\.[0-9a-f]{32}\.rolehop-tmp$/

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

/** Windows has none of these. */
function flag(name: 'O_NONBLOCK' | 'O_NOFOLLOW'): number {
  return constants[name] ?? 0
}

/** Whether a file of this user is ours to trust; the superuser trusts everyone's. */
function isOwn(uid: number): boolean {
  const user = process.geteuid?.()
  return user === undefined || user === 0 || uid === user
}

/**
 * Writes a file whole or not at all: to a new file beside it, which then takes its place.
 *
 * A file that exists keeps its mode and, for the superuser, its owner; a link stays a link. A new
 * file has mode 0600, new folders 0700.
 *
 * @returns `false`, with nothing done, when the file is not what `options.replaces` says
 */
export async function writeFile(path: string, bytes: Uint8Array, options: WriteFileOptions = {}): Promise<boolean> {
  const target = options.strict ? resolve(path) : await behindLinks(path)
  await makeFolder(dirname(target))
  await removeLeftovers(dirname(target))
  const temporary = temporaryPath(target)
  try {
    await writeNew(temporary, bytes, options.strict ? undefined : await attributes(target))
    if (options.replaces !== undefined && !(await holds(target, options.replaces))) return false
    await replace(temporary, target)
    return true
  } finally {
    await unlink(temporary).catch(() => {})
  }
}

/** A name beside a file that nobody can guess and that says who may still be using it. */
export function temporaryPath(target: string): string {
  // Long names leave no room for the rest; cut ones still differ by their random part.
  const name = `.${basename(target).slice(0, 100)}.${process.pid}.${randomBytes(16).toString('hex')}.rolehop-tmp`
  return join(dirname(target), name)
}

/** The file that a link stands for, even one that does not exist yet. */
async function behindLinks(path: string, depth = 0): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || depth >= 40) throw error
  }
  const next = await readlink(whole).catch(() => undefined)
  return next === undefined ? whole : behindLinks(resolve(dirname(whole), next), depth + 1)
}

/** Makes a folder and those above it; only those that are made get mode 0700. */
export async function makeFolder(path: string): Promise<void> {
  const whole = resolve(path)
  const first = await mkdir(whole, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  // The umask may have taken more away than the owner can do without.
  for (let made = whole; made.length >= first.length; made = dirname(made)) await chmod(made, 0o700)
}

interface Attributes {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

async function attributes(path: string): Promise<Attributes | undefined> {
  const about = await stat(path).catch(() => undefined)
  return about && { mode: about.mode & 0o7777, uid: about.uid, gid: about.gid }
}

async function writeNew(path: string, bytes: Uint8Array, like: Attributes | undefined): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | flag('O_NOFOLLOW'), 0o600)
  try {
    await file.writeFile(bytes)
    if (like && process.geteuid?.() === 0) await chown(path, like.uid, like.gid)
    await file.chmod(like?.mode ?? 0o600)
    await file.sync()
  } finally {
    await file.close()
  }
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

/** Removes what processes left behind that were killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const pid = TEMPORARY.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) await unlink(join(folder, name)).catch(() => {})
  }
}
