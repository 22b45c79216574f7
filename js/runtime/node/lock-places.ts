/** The lock files of each lock, and the notes and errors about them. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isRolehopError, RolehopError, systemCode, warn } from '../../model/errors.ts'
import { hostFailureOf } from '../../model/host-failure.ts'
import type { Awaitable, LockOptions } from '../../model/types.ts'
import { lock as lockHere } from '../portable/in-process-lock.ts'
import type { RuntimeContext } from '../runtime.ts'
import { requireReplaceable } from './files.ts'
import type { LockOwner } from './holding.ts'
import { behindLinks } from './links.ts'
import { lock as acquire, type LockOptions as Waiting } from './lock.ts'

type Release = () => Promise<void>

/** Acquires a lock of this computer; see `Host.lock`. */
export function lock(context: RuntimeContext, name: string, options?: LockOptions): Promise<() => Awaitable<void>> {
  return options?.files ? lockFiles(context, options) : lockName(context, name, options)
}

/** A lock that saves calls and prompts: if it cannot be created, the run continues. */
async function lockName(
  context: RuntimeContext,
  name: string,
  options: LockOptions = {},
): Promise<() => Awaitable<void>> {
  const { files, logger } = context
  if (files.rolehop === undefined) return lockHere(name, options)
  const path = join(files.rolehop, 'locks', `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.lock`)
  try {
    return await acquire(path, waiting(context, options, name.startsWith('mfa-') ? 'the MFA device' : 'the session'))
  } catch (error) {
    if (hostFailureOf(error)) throw error
    const where = `no lock can be created in \`${dirname(path)}\`: ${systemCode(error)}`
    const message = `${where}; other processes may request the same session`
    warn(logger, { code: 'file-failed', severity: 'warning', message })
    return lockHere(path, options)
  }
}

/**
 * The locks of files to write, acquired in the order of their paths, so that deadlock is impossible. No
 * update may get lost: if a lock cannot be created, nothing is written.
 */
async function lockFiles(context: RuntimeContext, options: LockOptions): Promise<Release> {
  const releases: Release[] = []
  const release = async () => {
    for (const one of releases.reverse()) await one()
  }
  try {
    const places = new Map<string, string>()
    for (const file of options.files ?? []) places.set(await placeOf(file), file)
    for (const [path, file] of [...places].sort()) releases.push(await lockFile(context, path, file, options))
    return release
  } catch (error) {
    await release()
    throw error
  }
}

async function lockFile(context: RuntimeContext, path: string, file: string, options: LockOptions): Promise<Release> {
  try {
    return await acquire(path, waiting(context, options, `\`${file}\``))
  } catch (error) {
    if (hostFailureOf(error) || isRolehopError(error)) throw error
    const elsewhere = await lockOfUser(context, file, options, error)
    if (elsewhere) return elsewhere
    throw await unlockable(path, file, error)
  }
}

/**
 * The lock of a writable file in a directory without write permission: in the user's own directory, by
 * the identity of the file. It excludes the other processes of this user; the logger gets a warning.
 */
async function lockOfUser(
  context: RuntimeContext,
  file: string,
  options: LockOptions,
  error: unknown,
): Promise<Release | undefined> {
  const { files, logger } = context
  if (files.rolehop === undefined || !['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error))) return undefined
  try {
    const target = await behindLinks(file)
    await access(target, constants.R_OK | constants.W_OK)
    const { dev, ino } = await stat(target)
    const release = await acquire(
      join(files.rolehop, 'locks', `file-${dev}-${ino}.lock`),
      waiting(context, options, `\`${file}\``),
    )
    const message = `no lock can be created in \`${dirname(file)}\`: ${systemCode(error)}; a concurrent update by another user could be lost`
    warn(logger, { code: 'file-failed', severity: 'warning', message })
    return release
  } catch (failure) {
    if (hostFailureOf(failure)) throw failure
    return undefined
  }
}

/**
 * Returns the path of the lock beside the file itself, because containers and users with other home
 * directories can share the file. A user who can replace the file can create the lock.
 */
async function placeOf(file: string): Promise<string> {
  const target = await behindLinks(file)
  await requireReplaceable(target, file)
  return join(dirname(target), `.${basename(target)}.rolehop-lock`)
}

async function unlockable(path: string, file: string, cause: unknown): Promise<RolehopError> {
  const folder = await existing(dirname(path))
  const message = `cannot lock \`${file}\`: ${systemCode(cause)} in \`${folder.path}\`; without a lock, an update by another process could be lost`
  return new RolehopError({ code: 'file-failed', message, help: helpFor(folder, systemCode(cause)) }, { cause })
}

interface Existing {
  readonly path: string
  readonly uid: number | undefined
}

/** The directory, or its nearest existing parent. */
async function existing(path: string): Promise<Existing> {
  const stats = await stat(path).catch(() => undefined)
  if (stats || dirname(path) === path) return { path, uid: stats?.uid }
  return existing(dirname(path))
}

function helpFor({ path, uid }: Existing, code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'free some space there'
  const isOurs = uid === undefined || uid === process.geteuid?.()
  if (isOurs) return `make \`${path}\` a directory that you can write to`
  return `it belongs to ${uid === 0 ? 'root' : `user ${uid}`}: \`sudo chown -R "$(id -un)" '${path}'\` changes that`
}

/** Notifies the user if waiting takes longer. */
function waiting({ logger }: RuntimeContext, { signal }: LockOptions, subject: string): Waiting {
  const onWait = (holder: LockOwner | undefined) =>
    logger?.warn?.(`waiting for ${named(holder)}, which holds the lock on ${subject}`)
  return { ...(signal && { signal }), onWait }
}

/** Anyone can write a lock file: its content is shown only if it is harmless. */
function named(holder: LockOwner | undefined): string {
  if (!holder) return 'another process'
  const { pid, program, host, thread } = holder
  const name = /^[\w.@+ -]{1,60}$/.test(program ?? '') ? ` (${program})` : ''
  const machine = host === hostname() || !/^[\w.-]{1,100}$/.test(host) ? '' : ` on ${host}`
  return `${thread === undefined ? '' : 'a worker thread of '}process ${pid}${name}${machine}`
}
