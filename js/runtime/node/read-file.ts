/**
 * Reads whole files. Each attempt is synchronous, because the files are small and loading Node's asynchronous
 * functions takes longer than reading them.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { systemCode } from '../../model/errors.ts'
import type { ReadFileOptions } from '../../model/types.ts'
import { whileBusy } from './busy.ts'
import { flag } from './flags.ts'

/** The errors of a file that does not exist: also one below a file, or a cycle of links. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'])

/**
 * Returns the bytes of a regular file, or `undefined` if it does not exist. A directory, a pipe or a
 * device counts as missing, as for the AWS CLI, and never blocks.
 */
export async function readFile(path: string, options: ReadFileOptions = {}): Promise<Uint8Array | undefined> {
  return whileBusy(async () => read(path, options))
}

function read(path: string, options: ReadFileOptions): Uint8Array | undefined {
  const { strict = false, maxBytes = Number.POSITIVE_INFINITY } = options
  if (path === '' || path.includes('\0')) return undefined
  let file: number | undefined
  try {
    file = openSync(path, constants.O_RDONLY | flag('O_NONBLOCK') | (strict ? flag('O_NOFOLLOW') : 0))
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > maxBytes || (strict && !isOwn(stats.uid))) return undefined
    return new Uint8Array(readFileSync(file))
  } catch (error) {
    if (ABSENT.has(systemCode(error))) return undefined
    throw error
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Whether a file of this user is trusted; the superuser trusts all users. */
function isOwn(uid: number): boolean {
  const user = process.geteuid?.()
  return user === undefined || user === 0 || uid === user
}
