/** Running a `credential_process`: no shell, bounded in time and output, nothing left behind. */
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { systemCode } from '../errors.ts'
import type { HostFailure } from '../generated/types.ts'
import type { Environment, RunResult, WaitOptions } from '../types.ts'
import { aborted } from './memory.ts'

/** Limits, in milliseconds and bytes. */
const LIMITS = { time: 60_000, grace: 2_000, stdout: 1024 * 1024, stderr: 64 * 1024 } as const

/**
 * Runs a program and gives its exit code and output. As the AWS CLI does it: the words as they are,
 * without a shell, the error output taken and not shown.
 */
export async function run(
  argv: readonly string[],
  { env, signal }: WaitOptions & { readonly env: Environment },
): Promise<RunResult> {
  const [program = '', ...args] = argv
  // Loaded late: few profiles run a program.
  const { spawn } = await import('node:child_process')
  const { isatty } = await import('node:tty')
  if (signal?.aborted) throw aborted()
  const onTerminal = isatty(0)
  const terminal = onTerminal || hasTerminal()
  const child = start(() => spawn(program, args, optionsFor(env, onTerminal, terminal)))
  if (child instanceof Error) throw failed(systemCode(child))
  return outcome(child, !terminal, signal)
}

/** Waits for a program's end, or ends it: when it takes or prints too much, or the caller gives up. */
function outcome(child: ChildProcess, hasGroup: boolean, signal: AbortSignal | undefined): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const end = (failure: HostFailure) => {
      finish()
      stop(child, hasGroup)
      reject(failure)
    }
    const tooLate = () => end({ hostError: 'timed-out', reason: `no end after ${LIMITS.time / 1000} s` })
    const onAbort = () => end(aborted())
    const timer = setTimeout(tooLate, LIMITS.time)
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort)
    const stdout = collect(child.stdout, LIMITS.stdout, () => end(failed('too much output')))
    collect(child.stderr, LIMITS.stderr, () => end(failed('too much error output')))
    child.once('error', (error) => end(failed(systemCode(error))))
    child.once('close', (status) => {
      finish()
      resolve({ status, stdout: stdout() })
    })
  })
}

/** Node throws for some programs (a batch file on Windows) and emits for others. */
function start(spawn: () => ChildProcess): ChildProcess | Error {
  try {
    return spawn()
  } catch (error) {
    return error as Error
  }
}

function optionsFor(env: Environment, onTerminal: boolean, hasTerminal: boolean): SpawnOptions {
  return {
    env: env as NodeJS.ProcessEnv,
    // A helper may ask a person; one that reads a pipe of ours would take what is not meant for it.
    stdio: [onTerminal ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    // A group of its own can be ended as a whole, but would be cut off from the terminal.
    detached: !hasTerminal && process.platform !== 'win32',
    windowsHide: true,
  }
}

/** Whether a helper could ask a person although its streams lead elsewhere. */
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
    if (size > limit) onTooMuch()
    else pieces.push(piece)
  })
  return () => Buffer.concat(pieces).toString('utf8')
}

/** Asks it to end, then ends it, with whatever it started where it has a group of its own. */
function stop(child: ChildProcess, hasGroup: boolean): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  send(child, hasGroup, 'SIGTERM')
  const last = setTimeout(() => send(child, hasGroup, 'SIGKILL'), LIMITS.grace)
  child.once('exit', () => {
    clearTimeout(last)
    // What it started may have outlived it.
    if (hasGroup) send(child, true, 'SIGKILL')
  })
}

function send(child: ChildProcess, hasGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (hasGroup && process.platform !== 'win32') process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended.
  }
}

function failed(reason: string): HostFailure {
  return { hostError: 'failed', reason }
}
