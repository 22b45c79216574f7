/** The identity of this process, and whether another process still runs. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { threadId } from 'node:worker_threads'

/** Whether `/proc` is the system's. On Windows any user can create a directory with that name. */
export const HAS_PROC = process.platform === 'linux' || process.platform === 'android'

/** The identity of a process, which stays unique even if its PID is reused. */
export interface ProcessIdentity {
  readonly pid: number
  /** Its start time, in the format of {@link Starts}; absent if the system does not report it. */
  readonly start?: string
  /** The boot ID of the system. */
  readonly boot?: string
  /** The PID namespace: containers have their own. */
  readonly space?: string
  readonly host: string
  /** The worker thread; absent for the main thread. */
  readonly thread?: number
}

/** The suffix of temporary files. */
export const TEMPORARY_SUFFIX = '.rolehop-tmp'

/** A file that its owner keeps open until it ends. */
export interface OpenFile {
  /** Its path. */
  readonly path: string
  /** The unique part of its first name, before it gets its final name. */
  readonly nonce: string
}

/** Whether a process certainly runs, has certainly ended, or is not visible. */
export type State = 'alive' | 'dead' | 'unknown'

/** The source of the start times of processes. */
export interface Starts {
  /** The start time in the source's own format; `undefined` if it does not report one. */
  readonly of: (pid: number) => string | undefined
  /** Whether a different start time proves that it is a different process. */
  readonly isExact: boolean
}

/** Linux: a count of ticks, which never changes. */
const PROC: Starts = { of: startInProc, isExact: true }

/** The time limit of `ps`, in milliseconds. */
const PS_TIME = 1_000

/**
 * macOS and BSD: the start time that `ps` reports, to the second. On systems that count from the boot it
 * depends on the clock, so a different time proves nothing.
 */
export const PS: Starts = { of: startInPs, isExact: false }

/** Windows has no program that reports it fast enough. */
const UNKNOWN: Starts = { of: () => undefined, isExact: false }

const STARTS = HAS_PROC ? PROC : process.platform === 'win32' ? UNKNOWN : PS

let ownStart: { readonly of: string | undefined } | undefined

/** This process and thread. */
export function thisProcess(): ProcessIdentity {
  ownStart ??= { of: STARTS.of(process.pid) }
  const start = ownStart.of
  const boot = read('/proc/sys/kernel/random/boot_id')
  const space = link('/proc/self/ns/pid')
  return {
    pid: process.pid,
    ...(start && { start }),
    ...(boot && { boot }),
    ...(space && { space }),
    host: hostname(),
    ...(threadId !== 0 && { thread: threadId }),
  }
}

/**
 * Whether another process has ended; for a worker thread, also whether the thread has ended while its
 * process continues. `unknown` means another host or container, or a system that does not report start
 * times.
 *
 * Node does not expose threads of other processes. Linux closes the files of a terminated worker and
 * lists the open files of each process: a worker that still has `file` open is alive.
 */
export function stateOf(
  other: ProcessIdentity,
  file: OpenFile,
  me: ProcessIdentity = thisProcess(),
  starts: Starts = STARTS,
): State {
  const state = stateOfProcess(other, me, starts)
  return state === 'alive' && other.thread !== undefined ? stateByFile(other.pid, file) : state
}

function stateOfProcess(other: ProcessIdentity, me: ProcessIdentity, starts: Starts): State {
  if (other.host !== me.host || other.space !== me.space) return 'unknown'
  if (other.boot !== me.boot) return other.boot && me.boot ? 'dead' : 'unknown'
  if (!isRunning(other.pid)) return 'dead'
  const start = starts.of(other.pid)
  if (start === undefined || other.start === undefined) return 'unknown'
  if (start === other.start) return 'alive'
  return starts.isExact ? 'dead' : 'unknown'
}

/** The open files of other users' processes are not visible. */
function stateByFile(pid: number, file: OpenFile): State {
  if (!isProcOurs()) return 'unknown'
  try {
    const names = readdirSync(`/proc/${pid}/fd`)
    return names.some((name) => isHandleOf(`/proc/${pid}/fd/${name}`, file)) ? 'alive' : 'dead'
  } catch {
    return 'unknown'
  }
}

/** A name alone proves nothing, since the file can be a different one; without proof the owner is considered alive. */
function isHandleOf(handle: string, { path, nonce }: OpenFile): boolean {
  const name = link(handle)
  if (name === undefined) return false
  if (name.includes(`${nonce}${TEMPORARY_SUFFIX}`)) return true
  return name.endsWith(basename(path)) && isSameFile(handle, path)
}

function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)]
    return a.dev === b.dev && a.ino === b.ino
  } catch {
    return true
  }
}

/** Whether a process with this PID runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of `/proc/PID/stat`. The second field is a name that may contain spaces and parentheses. */
function startInProc(pid: number): string | undefined {
  const text = isProcOurs() ? read(`/proc/${pid}/stat`) : undefined
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** In a fixed language and time zone, so that the owner of a lock and its waiters get the same text. */
function startInPs(pid: number): string | undefined {
  const env = { LC_ALL: 'C', TZ: 'UTC' }
  const limits = { timeout: PS_TIME, killSignal: 'SIGKILL', encoding: 'utf8' } as const
  const { stdout } = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env, ...limits })
  return (stdout ?? '').trim() || undefined
}

/** A PID namespace may lack its own `/proc`; then the PIDs in `/proc` are those of another namespace. */
function isProcOurs(): boolean {
  return link('/proc/self') === String(process.pid)
}

function read(path: string): string | undefined {
  if (!HAS_PROC) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

function link(path: string): string | undefined {
  if (!HAS_PROC) return undefined
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Whether this process can write to other users' directories and change the owner of files. */
export function isSuperuser(): boolean {
  return process.geteuid?.() === 0
}
