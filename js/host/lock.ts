/**
 * Locks between processes: a file in `~/.aws/rolehop/locks` that only one can make.
 *
 * The file appears with its whole content at once (`link`), and says who holds it. A holder that
 * has surely ended is replaced at once; one that cannot be seen from here (another machine or
 * container that shares the home folder) when it has given no sign of life for three minutes. A
 * holder that is alive is never replaced, however long a person takes to find their phone.
 */
import { createHash, randomBytes } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { link, open, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../errors.ts'
import type { HostFailure } from '../generated/types.ts'
import type { WaitOptions } from '../types.ts'
import { makeFolder, removeLeftovers, temporaryPath } from './files.ts'
import { lock as lockHere, sleep } from './memory.ts'
import { type ProcessIdentity, stateOf, thisProcess } from './running.ts'

/** How long a holder that cannot be seen may give no sign of life, in milliseconds. */
const LEASE = 180_000

/** How often a holder gives one. */
const SIGN_OF_LIFE = 20_000

/** How long to wait for a lock before giving up: longer than a person takes for an MFA code. */
const PATIENCE = 600_000

/** How long the right to replace a dead holder lasts; using it takes a moment. */
const BREAKING = 5_000

/** Waits between two looks at a lock: from the first, doubled, up to the second. */
const WAITS = { first: 15, longest: 200 }

interface Holder extends ProcessIdentity {
  /** Tells this holding from every other. */
  readonly nonce: string
}

/** The locks that this process holds, to be given back when it exits. */
const held = new Map<string, string>()
let watchesExit = false

/**
 * Takes a lock, after everyone else in this process and in others.
 *
 * @param folder where the locks are; made if need be
 * @param onUnlockable is told, with the system's code, when no lock can be made there; then there
 *   is only the queue of this process
 * @returns what gives it back
 */
export async function lock(
  folder: string,
  name: string,
  options: WaitOptions,
  onUnlockable: (code: string) => void,
): Promise<() => Promise<void>> {
  const path = join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.lock`)
  const leave = await lockHere(path, options)
  try {
    const nonce = await acquire(folder, path, options, onUnlockable)
    return async () => {
      if (nonce !== undefined) await release(path, nonce)
      leave()
    }
  } catch (error) {
    leave()
    throw error
  }
}

async function acquire(
  folder: string,
  path: string,
  { signal }: WaitOptions,
  onUnlockable: (code: string) => void,
): Promise<string | undefined> {
  const me: Holder = { ...thisProcess(), nonce: randomBytes(16).toString('hex') }
  try {
    await makeFolder(folder)
    await sweep(folder)
    const until = performance.now() + PATIENCE
    for (let wait = WAITS.first; !(await take(path, me)); wait = Math.min(wait * 2, WAITS.longest)) {
      if (performance.now() > until)
        throw { hostError: 'timed-out', reason: 'another process holds the lock' } satisfies HostFailure
      if (await breakDead(path, me)) continue
      // Not all at the same moment.
      await sleep(wait * (0.5 + Math.random() / 2), signal ? { signal } : {})
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    onUnlockable(systemCode(error))
    return undefined
  }
  keep(path, me.nonce)
  return me.nonce
}

/** Makes the lock file, with its content, if there is none. */
async function take(path: string, me: Holder): Promise<boolean> {
  if ((await ageOf(path)) !== undefined) return false
  const mine = temporaryPath(path)
  await create(mine, me)
  try {
    await link(mine, path)
    return true
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error
    return await createOnce(path, me)
  } finally {
    await unlink(mine).catch(() => {})
  }
}

/** Where files cannot be linked: a reader may see the file before its content, and waits then. */
async function createOnce(path: string, me: Holder): Promise<boolean> {
  try {
    await create(path, me)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function create(path: string, me: Holder): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(me))
  } finally {
    await file.close()
  }
}

/**
 * Removes the lock of a holder that has ended. Gives whether it is worth trying again at once.
 *
 * Only one process ever gets the right to do so for one holding, by making a file that is named
 * after it; so nobody can remove the lock of the next holder by mistake.
 */
async function breakDead(path: string, me: Holder): Promise<boolean> {
  const holder = await readHolder(path)
  if (holder === 'gone') return true
  if (!(await hasEnded(path, holder, me))) return false
  const right = `${path}.${holder?.nonce ?? 'unreadable'}.break`
  if (!(await takeRight(right, me))) return false
  try {
    const again = await readHolder(path)
    if (again !== 'gone' && again?.nonce === holder?.nonce && (await hasEnded(path, again, me))) await unlink(path)
    return true
  } finally {
    await unlink(right).catch(() => {})
  }
}

/** The right to remove one holding; from a process that ended before using it, it is taken over. */
async function takeRight(right: string, me: Holder): Promise<boolean> {
  if (await createOnce(right, me)) return true
  const age = await ageOf(right)
  if (age === undefined || age < BREAKING) return false
  const mine = `${right}.${me.nonce}`
  const taken = await rename(right, mine).then(
    () => true,
    () => false,
  )
  if (taken) await unlink(mine).catch(() => {})
  return taken && createOnce(right, me)
}

/** Rights to remove one holding, and what `takeRight` makes of old ones: `NAME.lock.NONCE.break`. */
const RIGHT = /^(.+\.lock)\.([0-9a-f]{32}|unreadable)\.break(\.[0-9a-f]{32})?$/

/**
 * Removes what processes left behind that were killed: files being written, and rights to remove a
 * holding that is no more, which are of use to nobody. One whose holding is still there is left to
 * `takeRight`.
 */
async function sweep(folder: string): Promise<void> {
  await removeLeftovers(folder)
  for (const name of await readdir(folder)) {
    const [, lockName, nonce, taken] = RIGHT.exec(name) ?? []
    if (lockName === undefined) continue
    const holder = await readHolder(join(folder, lockName))
    const isSpent = taken !== undefined || holder === 'gone' || (holder?.nonce ?? 'unreadable') !== nonce
    if (isSpent) await unlink(join(folder, name)).catch(() => {})
  }
}

async function hasEnded(path: string, holder: Holder | undefined, me: Holder): Promise<boolean> {
  const state = holder ? stateOf(holder, me) : 'unknown'
  if (state !== 'unknown') return state === 'dead'
  const age = await ageOf(path)
  return age !== undefined && age > LEASE
}

/** Who holds a lock; `undefined` when the file does not say. */
async function readHolder(path: string): Promise<Holder | 'gone' | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isHolder(holder) ? holder : undefined
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'gone' : undefined
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, nonce } = value as Partial<Holder>
  return Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f]{32}$/.test(nonce ?? '')
}

/** Milliseconds since the last sign of life. */
async function ageOf(path: string): Promise<number | undefined> {
  const about = await stat(path).catch(() => undefined)
  return about && Date.now() - about.mtimeMs
}

const signs = new Map<string, NodeJS.Timeout>()

function keep(path: string, nonce: string): void {
  held.set(path, nonce)
  const sign = () => void utimes(path, new Date(), new Date()).catch(() => {})
  signs.set(path, setInterval(sign, SIGN_OF_LIFE).unref())
  if (watchesExit) return
  watchesExit = true
  process.on('exit', releaseAll)
}

async function release(path: string, nonce: string): Promise<void> {
  clearInterval(signs.get(path))
  signs.delete(path)
  held.delete(path)
  const holder = await readHolder(path)
  if (holder !== 'gone' && holder?.nonce === nonce) await unlink(path).catch(() => {})
}

/** At a process's end there is no more waiting. One that is killed leaves its lock to `breakDead`. */
function releaseAll(): void {
  for (const path of held.keys()) {
    try {
      unlinkSync(path)
    } catch {
      // It is gone.
    }
  }
}
