/** A process and its descendants, as the system lists them. */
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { HAS_PROC } from './process-identity.ts'
import { windowsProgram } from './programs.ts'

/** The time limit for listing processes, in milliseconds. */
const PS_TIME = 1_000

/** A process. Its start time distinguishes it from a later one with the same PID. */
interface Member {
  readonly pid: number
  readonly parent: number
  /** The start time, in the system's own format. */
  readonly start: string
}

/** Terminates a process and its descendants, including those that left its process group. */
export class Tree {
  readonly #pid: number
  readonly #hasGroup: boolean
  /** The processes seen at the first signal: their descendants become orphans. */
  #seen: readonly Member[] = []
  /** On Windows, where a second signal could reach another process with the same PID. */
  #isEnded = false

  /** @param hasGroup whether the process is the leader of a process group */
  constructor(pid: number, hasGroup: boolean) {
    this.#pid = pid
    this.#hasGroup = hasGroup
  }

  /** Sends a signal to all of them. On Windows, which has no signals, they are terminated at once. */
  signal(name: NodeJS.Signals): void {
    if (process.platform === 'win32') {
      if (!this.#isEnded) endOnWindows(this.#pid)
      this.#isEnded = true
      return
    }
    const now = list()
    // The first process may have ended, and another may have its PID now.
    const roots = this.#seen.length > 0 ? stillThere(this.#seen, now) : now.filter(({ pid }) => pid === this.#pid)
    this.#seen = withDescendants(roots, now)
    if (this.#hasGroup) send(-this.#pid, name)
    else if (now.length === 0) send(this.#pid, name)
    for (const { pid } of this.#seen) send(pid, name)
  }
}

function stillThere(seen: readonly Member[], now: readonly Member[]): Member[] {
  const startOf = new Map(seen.map(({ pid, start }) => [pid, start]))
  return now.filter(({ pid, start }) => startOf.get(pid) === start)
}

function withDescendants(roots: readonly Member[], all: readonly Member[]): Member[] {
  const children = new Map<number, Member[]>()
  for (const member of all) children.set(member.parent, [...(children.get(member.parent) ?? []), member])
  const found = new Map(roots.map((root) => [root.pid, root]))
  // The iteration also visits the entries that are added meanwhile.
  for (const pid of found.keys()) {
    for (const child of children.get(pid) ?? []) if (!found.has(child.pid)) found.set(child.pid, child)
  }
  return [...found.values()]
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended, or belongs to another user.
  }
}

/** All processes; none if the system does not list them. */
function list(): Member[] {
  return listProc() ?? listPs()
}

/** Linux. */
function listProc(): Member[] | undefined {
  if (!HAS_PROC) return undefined
  try {
    const members = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const found = members.flatMap((name) => memberOf(Number(name)) ?? [])
    return found.length > 0 ? found : undefined
  } catch {
    return undefined
  }
}

function memberOf(pid: number): Member | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in the second field may contain spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { pid, parent: Number(fields[1]), start: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

/** Other Unix-like systems. One option for each column: FreeBSD would take the rest as a title. */
function listPs(): Member[] {
  const columns = ['-o', 'pid=', '-o', 'ppid=', '-o', 'lstart=']
  const limits = { timeout: PS_TIME, killSignal: 'SIGKILL', encoding: 'utf8' } as const
  const { stdout } = spawnSync('/bin/ps', ['-A', ...columns], limits)
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, parent, start = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), start }]
  })
}

function endOnWindows(pid: number): void {
  const taskkill = windowsProgram('taskkill.exe')
  const child = spawn(taskkill, ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  child.on('error', () => {})
  child.unref()
}
