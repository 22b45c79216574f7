/** Which process this is, and whether another still runs. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { threadId } from 'node:worker_threads'

/** Whether `/proc` is the system's. On Windows anybody may make a folder with that name. */
export const HAS_PROC = process.platform === 'linux' || process.platform === 'android'

/** What tells one process from every other, also after its number has been given to another. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system's own count; absent where the system does not say. */
  readonly start?: string
  /** The run of the system that it is in. */
  readonly boot?: string
  /** The PID namespace of its number: containers have their own. */
  readonly space?: string
  readonly host: string
  /** The worker thread; absent for the main thread. */
  readonly thread?: number
}

/** How the names of files end that are being written. */
export const TEMPORARY_SUFFIX = '.rolehop-tmp'

/** A file that its owner keeps open for as long as it lives. */
export interface OpenFile {
  /** Its path. */
  readonly path: string
  /** What is unique in its name at first, before it gets its final name. */
  readonly nonce: string
}

/** Whether something surely runs, has surely ended, or cannot be seen from here. */
export type State = 'alive' | 'dead' | 'unknown'

/** This process and thread. */
export function thisProcess(): ProcessIdentity {
  const start = startOf(process.pid)
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
 * Whether another process has ended; of a worker thread also whether the thread has, although its
 * process runs on. `unknown` is another machine or container, or a system that does not say when a
 * process started.
 *
 * Node does not give threads away. Linux closes the files of a worker that is terminated and lists
 * the open files of each process: a worker that still has `file` open lives.
 */
export function stateOf(other: ProcessIdentity, file: OpenFile, me: ProcessIdentity = thisProcess()): State {
  const state = stateOfProcess(other, me)
  return state === 'alive' && other.thread !== undefined ? stateByFile(other.pid, file) : state
}

function stateOfProcess(other: ProcessIdentity, me: ProcessIdentity): State {
  if (other.host !== me.host || other.space !== me.space) return 'unknown'
  if (other.boot !== me.boot) return other.boot && me.boot ? 'dead' : 'unknown'
  if (!isRunning(other.pid)) return 'dead'
  const start = startOf(other.pid)
  if (start === undefined || other.start === undefined) return 'unknown'
  return start === other.start ? 'alive' : 'dead'
}

/** Other users' processes do not show their files. */
function stateByFile(pid: number, file: OpenFile): State {
  if (!isProcOurs()) return 'unknown'
  try {
    const names = readdirSync(`/proc/${pid}/fd`)
    return names.some((name) => isHandleOf(`/proc/${pid}/fd/${name}`, file)) ? 'alive' : 'dead'
  } catch {
    return 'unknown'
  }
}

/** A name proves nothing when the file is another one; without proof the owner lives. */
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

/** Whether a process with this number runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of `/proc/PID/stat`; the second is a name that may itself hold blanks and parentheses. */
function startOf(pid: number): string | undefined {
  const text = isProcOurs() ? read(`/proc/${pid}/stat`) : undefined
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** A PID namespace can be without a `/proc` of its own; the numbers in `/proc` are then others. */
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

/** Whether this process can write into other users' folders and give files away. */
export function isSuperuser(): boolean {
  return process.geteuid?.() === 0
}

let program: string | undefined

/** Says how this program is called in what other processes show while they wait for it. */
export function nameProgram(name: string): void {
  program = name
}

/** The name of this program, without its arguments: they can hold secrets. */
export function programName(): string {
  return program ?? basename(process.argv[1] ?? process.execPath)
}
