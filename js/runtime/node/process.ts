/** Runs a `credential_process` without a shell, with limits of time and output, and terminates its descendants. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { HostFailure } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import type { Environment, RunOptions, RunResult } from '../../model/types.ts'
import { aborted } from '../portable/timers.ts'
import { Tree } from './process-tree.ts'
import { startCommand, startFailure } from './programs.ts'

/**
 * Limits, in milliseconds and bytes: how long a program's output may stay open after its exit, how long
 * the program may take to exit after SIGTERM, and how much it may print.
 */
const LIMITS = { linger: 2_000, grace: 500, stdout: 1024 * 1024 } as const

/** The running programs, which are terminated when this process exits. */
const running = new Set<Tree>()
let watchesExit = false

/**
 * Runs a program and returns its exit code and output. As in the AWS CLI, the arguments are passed
 * unchanged, without a shell. Unlike there, the program has a time limit and may print at most a megabyte,
 * it inherits the error output of this process, and processes that it leaves running do not delay the
 * result.
 */
export async function run(argv: readonly string[], { env, signal, timeoutMs }: RunOptions): Promise<RunResult> {
  if (signal?.aborted) throw aborted()
  const onTerminal = isatty(0)
  // A process group of its own can be terminated as a whole, but has no access to the terminal.
  const hasGroup = process.platform !== 'win32' && !onTerminal && !hasTerminal()
  const child = start(() => {
    const { file, args, windowsVerbatimArguments } = startCommand(argv, env)
    return spawn(file, args, { ...optionsFor(env, onTerminal, hasGroup), windowsVerbatimArguments })
  })
  if (child instanceof Error) throw failed(startFailure(child))
  const tree = child.pid === undefined ? undefined : new Tree(child.pid, hasGroup)
  return outcome(child, tree, { signal, timeoutMs })
}

/** Waits until a program exits, or terminates it: after the time limit, on too much output, or on abort. */
function outcome(
  child: ChildProcess,
  tree: Tree | undefined,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number | undefined },
): Promise<RunResult> {
  if (tree) endWithUs(tree)
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = []
    const after = (ms: number, act: () => void) => void timers.push(setTimeout(act, ms))
    const finish = () => {
      for (const timer of timers) clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    let isOver = false
    const end = (failure: HostFailure) => {
      if (isOver) return
      isOver = true
      finish()
      if (tree) stop(child, tree)
      reject(failure)
    }
    const give = (status: number | null) => {
      if (isOver) return
      isOver = true
      finish()
      if (tree) running.delete(tree)
      resolve({ status, stdout: stdout() })
      drop(child)
    }
    const onAbort = () => end(aborted())
    if (timeoutMs !== undefined) after(timeoutMs, () => end({ hostError: 'timed-out' }))
    signal?.addEventListener('abort', onAbort)
    const stdout = collect(child.stdout, LIMITS.stdout, () => end(failed('too much output')))
    // A program that cannot be terminated also emits an error.
    child.on('error', (error) => end(failed(systemCode(error))))
    // At a terminal, Ctrl-C interrupts both processes, and the end of the program can be the first event.
    const ended = (status: number | null, by: NodeJS.Signals | null) =>
      by === 'SIGINT' ? end(aborted()) : give(status)
    child.once('close', ended)
    // Processes that it left running keep its output open, but add nothing to it.
    child.once('exit', (status, by) => after(LIMITS.linger, () => ended(status, by)))
  })
}

/** Node throws some errors and emits others. */
function start(spawn: () => ChildProcess): ChildProcess | Error {
  try {
    return spawn()
  } catch (error) {
    return error as Error
  }
}

function optionsFor(env: Environment, onTerminal: boolean, hasGroup: boolean): SpawnOptions {
  return {
    env: env as NodeJS.ProcessEnv,
    // A helper may prompt the user; with a pipe of this process, it would consume input that is not its own.
    stdio: [onTerminal ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    detached: hasGroup,
    windowsHide: true,
  }
}

/** Whether a helper could prompt the user although its streams are redirected. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

function collect(stream: ChildProcess['stdout'], limit: number, onTooMuch: () => void): () => string {
  const pieces: Buffer[] = []
  let size = 0
  stream?.on('data', (piece: Buffer) => {
    size += piece.length
    if (size <= limit) return void pieces.push(piece)
    pieces.length = 0
    onTooMuch()
  })
  return () => Buffer.concat(pieces).toString('utf8')
}

/** Closes a program's output, which other processes may keep open. */
function drop(child: ChildProcess): void {
  child.stdout?.destroy()
}

/** Terminates a program and its descendants: with SIGTERM, then with SIGKILL. */
function stop(child: ChildProcess, tree: Tree): void {
  drop(child)
  const kill = () => {
    clearTimeout(last)
    child.off('exit', kill)
    // Its descendants may still run.
    tree.signal('SIGKILL')
    // If the tree could not be terminated, at least the program is; this process waits for neither.
    child.kill('SIGKILL')
    child.unref()
    running.delete(tree)
  }
  const last = setTimeout(kill, LIMITS.grace)
  child.once('exit', kill)
  tree.signal('SIGTERM')
  if (child.exitCode !== null || child.signalCode !== null) kill()
}

/** Terminates the program when this process exits, which would no longer wait for it. */
function endWithUs(tree: Tree): void {
  running.add(tree)
  if (watchesExit) return
  watchesExit = true
  process.on('exit', () => {
    for (const left of running) left.signal('SIGKILL')
  })
}

function failed(reason: string): HostFailure {
  return { hostError: 'failed', reason }
}
