/** Runs the program of `exec`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { constants } from 'node:os'
import { win32 } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import type { Output } from '../io/output.ts'
import type { Environment } from './environment.ts'

/** The exit codes of shells for a program that is not found, and for one that cannot be run. */
const NOT_FOUND = 127
const NOT_RUN = 126

/** A signal that this process listens to while its program runs, and whether it is sent on. */
export type Listening = readonly [signal: NodeJS.Signals, isForwarded: boolean]

/**
 * The signals to listen to. A terminal sends Ctrl-C and Ctrl-\ to every process of the job; Windows
 * gives Ctrl-C and Ctrl-Break to every process of the console, and for Node to send either there is
 * to end the program at once. Those are listened to, so that the program alone decides, and not sent.
 */
export function listeningTo(platform: NodeJS.Platform, atTerminal: boolean): readonly Listening[] {
  if (platform === 'win32') {
    return [
      ['SIGINT', false],
      ['SIGBREAK', false],
      ['SIGHUP', false],
      ['SIGTERM', true],
    ]
  }
  return [
    ['SIGINT', !atTerminal],
    ['SIGQUIT', !atTerminal],
    ['SIGTERM', true],
    ['SIGHUP', true],
    ['SIGUSR1', true],
    ['SIGUSR2', true],
  ]
}

/**
 * Runs a program with this process's streams and waits for its end.
 *
 * @returns its exit code; as shells have it, 128 and the signal's number, 127 when it is not found,
 *   126 when it cannot be run
 */
export function runChild(argv: readonly string[], env: Environment, out: Output): Promise<number> {
  const [program = '', ...args] = argv
  const child = start(program, args, env)
  if (child instanceof Error) return Promise.resolve(notRun(program, child, out))
  const stopListening = listen(child)
  return new Promise<number>((resolve) => {
    child.on('error', (error) => resolve(notRun(program, error, out)))
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 255)))
  }).finally(stopListening)
}

/** Node throws for some programs (a batch file on Windows) and emits for others. */
function start(program: string, args: readonly string[], env: Environment): ChildProcess | Error {
  try {
    return spawn(located(program, env), args, { stdio: 'inherit', env })
  } catch (error) {
    return error as Error
  }
}

function notRun(program: string, error: Error, out: Output): number {
  const code = systemCode(error)
  out.note(`rolehop: cannot run \`${program}\`: ${code}`)
  if (process.platform === 'win32') {
    out.note(`rolehop: a batch file needs its shell: \`rolehop exec -- cmd /c ${program}\``)
  }
  return code === 'ENOENT' ? NOT_FOUND : NOT_RUN
}

/** The program to start; on Windows, where Node looks in the current folder first, its full path. */
function located(program: string, env: Environment): string {
  if (process.platform !== 'win32') return program
  const [, path = ''] = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH') ?? []
  const found = findOnWindows(program, path, isFile)
  if (found === undefined) throw Object.assign(new Error('not found'), { code: 'ENOENT' })
  return found
}

/**
 * Finds a program by Windows' rules, but never in the current folder: a program that was planted
 * there must not run. A name with a folder is taken as it is.
 *
 * @param path the value of `PATH`; entries that are no absolute paths are skipped
 */
export function findOnWindows(program: string, path: string, isFile: (path: string) => boolean): string | undefined {
  if (/[\\/:]/.test(program)) return program
  if (program === '') return undefined
  const names = /\.[^.]+$/.test(program) ? [program, `${program}.exe`] : [`${program}.com`, `${program}.exe`]
  const folders = path.split(';').map((folder) => folder.replaceAll('"', ''))
  // `\folder` is absolute only on the current drive.
  const isFixed = (folder: string) => /^([a-z]:[\\/]|\\\\)/i.test(folder)
  const candidates = folders.filter(isFixed).flatMap((folder) => names.map((name) => win32.join(folder, name)))
  return candidates.find(isFile)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** Passes signals on to the child, so that both end together. Gives what stops that. */
function listen(child: ChildProcess): () => void {
  const atTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const listeners = listeningTo(process.platform, atTerminal).map(([signal, isForwarded]) => {
    const listener = () => void (isForwarded && child.kill(signal))
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}
