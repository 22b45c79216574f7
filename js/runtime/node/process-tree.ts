/** A process and everything that it started, as the system lists them. */
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { HAS_PROC } from './process-identity.ts'
import { windowsProgram } from './programs.ts'

/** Milliseconds that the list of processes may take. */
const PS_TIME = 1_000

/** A process, told from a later one with the same number by when it started. */
interface Member {
  readonly pid: number
  readonly parent: number
  /** In the system's own words. */
  readonly start: string
}

/** Ends a process with all that it started, also what has left its group. */
export class Tree {
  readonly #pid: number
  readonly #hasGroup: boolean
  /** Those that were seen when the end began: what they leave behind belongs to nobody. */
  #seen: readonly Member[] = []
  /** On Windows, where the second signal would be for whoever has the number by then. */
  #isEnded = false

  /** @param hasGroup whether the process leads a group of its own */
  constructor(pid: number, hasGroup: boolean) {
    this.#pid = pid
    this.#hasGroup = hasGroup
  }

  /** Sends all of them a signal. On Windows, which has none, they are ended at once. */
  signal(name: NodeJS.Signals): void {
    if (process.platform === 'win32') {
      if (!this.#isEnded) endOnWindows(this.#pid)
      this.#isEnded = true
      return
    }
    const now = list()
    // The first process may have ended, and its number may be another's by now.
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
  // What is added while it is gone through is gone through too.
  for (const pid of found.keys()) {
    for (const child of children.get(pid) ?? []) if (!found.has(child.pid)) found.set(child.pid, child)
  }
  return [...found.values()]
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended, or is another user's.
  }
}

/** Every process; none where the system does not say. */
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
    // The name in the second field may itself hold blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { pid, parent: Number(fields[1]), start: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

/** Other systems that are like Unix. One option for each column: FreeBSD would take the rest for a title. */
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
