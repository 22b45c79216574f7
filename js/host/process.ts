/** Running a `credential_process`: no shell, bounded in time and output, nothing left behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'
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
export function run(
  argv: readonly string[],
  { env, signal }: WaitOptions & { readonly env: Environment },
): Promise<RunResult> {
  const [program = '', ...args] = argv
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted())
    const terminal = hasTerminal()
    const child = start(program, args, env, terminal)
    if (child instanceof Error) return reject(failed(systemCode(child)))
    const end = (failure: HostFailure) => {
      finish()
      stop(child, !terminal)
      reject(failure)
    }
    const timer = setTimeout(
      () => end({ hostError: 'timed-out', reason: `no end after ${LIMITS.time / 1000} s` }),
      LIMITS.time,
    )
    const onAbort = () => end(aborted())
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
function start(program: string, args: string[], env: Environment, terminal: boolean): ChildProcess | Error {
  try {
    return spawn(program, args, {
      env: env as NodeJS.ProcessEnv,
      // A helper may ask a person; one that reads a pipe of ours would take what is not meant for it.
      stdio: [isatty(0) ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      // A group of its own can be ended as a whole, but would be cut off from the terminal.
      detached: !terminal && process.platform !== 'win32',
      windowsHide: true,
    })
  } catch (error) {
    return error as Error
  }
}

/** Whether a helper could ask a person. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return isatty(0)
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
