/**
 * The permissions of a file that replaces another: never more than before.
 *
 * The new file keeps the mode and, if the system allows it, the owner and the group. If it does not, the
 * permissions of users who were in the old group are dropped. An access control list cannot be kept: the
 * group permissions of the mode are then only the mask of the list, so that all permissions except the
 * owner's are dropped.
 */
import { execFile } from 'node:child_process'
import type { Stats } from 'node:fs'
import { type FileHandle, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import type { Folder, Owner } from './folders.ts'
import { isSuperuser } from './process-identity.ts'

/** Why the permissions are fewer than before. */
export type Narrowed = 'group' | 'list'

/** The permission bits without setuid, setgid and sticky, which have no use on a text file. */
const RIGHTS = 0o777
const OTHERS = 0o077

/** The time limit for `ls`, in milliseconds. */
const LISTING = 2000

/** Sets the owner of a new file to that of its directory, if this is the superuser. */
export async function giveToOwner(file: FileHandle, { uid, gid }: Owner): Promise<void> {
  if (isSuperuser()) await file.chown(uid, gid)
}

/**
 * Sets the permissions of a new file to those of the file that it replaces.
 *
 * @param file the new file, which only its owner can read so far
 * @param names the old and the new file, in their directory
 * @returns why permissions were dropped; `undefined` if none were
 */
export async function takeRights(
  file: FileHandle,
  old: Stats,
  folder: Folder,
  names: readonly string[],
): Promise<Narrowed | undefined> {
  const mode = old.mode & RIGHTS
  const keepsGroup = await takeOwner(file, old)
  const isNarrow = (mode & OTHERS) === 0
  const hasList = !isNarrow && (await hasAccessList(folder, names, mode))
  if (hasList) await setMode(file, mode & ~OTHERS)
  else await setMode(file, keepsGroup ? mode : withoutGroup(mode))
  if (hasList) return 'list'
  return keepsGroup || isNarrow ? undefined : 'group'
}

/** The system's errors for a file system without permissions (FAT, some network and FUSE file systems). */
const WITHOUT_MODES = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'])

/** Sets the mode of a file of this process, where the file system has modes. */
export async function setMode(file: FileHandle, mode: number): Promise<void> {
  try {
    await file.chmod(mode)
  } catch (error) {
    if (!WITHOUT_MODES.has(systemCode(error))) throw error
  }
}

/** Whether the new file has the group of the old one. */
async function takeOwner(file: FileHandle, { uid, gid }: Owner): Promise<boolean> {
  const mine = await file.stat()
  try {
    if (isSuperuser()) await file.chown(uid, gid)
    else if (mine.gid !== gid) await file.chown(-1, gid)
    return true
  } catch {
    return (await file.stat()).gid === gid
  }
}

/** The members of the old group now have the permissions of others, which get no more than the group had. */
function withoutGroup(mode: number): number {
  return mode & (0o700 | ((mode >> 3) & 0o007))
}

/**
 * Whether one of the files has an access control list, or may have one. Node cannot read it, but `ls` marks
 * it with a `+`. Without such an `ls`, a mode that gives the group more permissions than others is treated
 * as a list.
 */
async function hasAccessList({ path }: Folder, names: readonly string[], mode: number): Promise<boolean> {
  if (process.platform === 'win32') return false
  const program = await realpath('/bin/ls').catch(() => undefined)
  // Multi-call programs such as BusyBox have an `ls` without the mark.
  if (program === undefined || basename(program) !== 'ls') return ((mode >> 3) & ~mode & 0o007) !== 0
  const lines = await listing(program, path, names)
  return lines.length !== names.length || lines.some((line) => !/^-[-rwxsStT]{9}[ .@]/.test(line))
}

function listing(program: string, cwd: string, names: readonly string[]): Promise<string[]> {
  const args = ['-ld', '--', ...names.map((name) => `./${name}`)]
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { LC_ALL: 'C' }, timeout: LISTING }, (error, stdout) => {
      resolve(error ? [] : stdout.split('\n').filter((line) => line !== ''))
    })
  })
}
