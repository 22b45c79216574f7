/** Which process this is, and whether another still runs. */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Whether `/proc` is the system's. On Windows anybody may make a folder with that name. */
export const HAS_PROC = process.platform === 'linux' || process.platform === 'android'

/** What tells one process from every other, also after its number has been given to another. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system's own count; absent where the system does not say. */
  readonly start?: string
  /** The run of the system that it is in. */
  readonly boot?: string
  /** The space that its number is in: containers have their own. */
  readonly space?: string
  readonly host: string
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  const start = startOf(process.pid)
  const boot = read('/proc/sys/kernel/random/boot_id')
  const space = link('/proc/self/ns/pid')
  return { pid: process.pid, ...(start && { start }), ...(boot && { boot }), ...(space && { space }), host: hostname() }
}

/**
 * Whether a process has surely ended (`dead`), surely runs (`alive`), or cannot be seen from here
 * (`unknown`: another machine or container, or a system that does not say when a process started).
 */
export function stateOf(other: ProcessIdentity, me: ProcessIdentity = thisProcess()): 'alive' | 'dead' | 'unknown' {
  if (other.host !== me.host || other.space !== me.space) return 'unknown'
  if (other.boot !== me.boot) return other.boot && me.boot ? 'dead' : 'unknown'
  if (!isRunning(other.pid)) return 'dead'
  const start = startOf(other.pid)
  if (start === undefined || other.start === undefined) return 'unknown'
  return start === other.start ? 'alive' : 'dead'
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
  const text = read(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
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
