/** Runs the program of `exec`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { systemCode } from '../../model/errors.ts'
import { startCommand, startFailure } from '../../runtime/node/programs.ts'
import { visible } from '../../util/visible.ts'
import type { Output } from '../io/output.ts'
import type { Environment } from './environment.ts'

/** The exit codes of shells for a program that is not found, and for one that cannot be run. */
const NOT_FOUND = 127
const NOT_RUN = 126

/** What Windows runs only through another program. */
const WINDOWS_HELP =
  'a command of the shell needs it: `rolehop exec -- cmd /c COMMAND`, or `rolehop exec -- powershell -File SCRIPT`'

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
  const [program = ''] = argv
  const child = start(argv, env)
  if (child instanceof Error) return Promise.resolve(notRun(program, child, out))
  const stopListening = listen(child)
  return new Promise<number>((resolve) => {
    child.on('error', (error) => resolve(notRun(program, error, out)))
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 255)))
  }).finally(stopListening)
}

/** Node throws for some errors and emits others. */
function start(argv: readonly string[], env: Environment): ChildProcess | Error {
  try {
    const { file, args, windowsVerbatimArguments } = startCommand(argv, env)
    return spawn(file, args, { stdio: 'inherit', env, windowsVerbatimArguments })
  } catch (error) {
    return error as Error
  }
}

function notRun(program: string, error: Error, out: Output): number {
  out.note(`rolehop: cannot run \`${visible(program)}\`: ${startFailure(error)}`)
  if (process.platform === 'win32') out.note(`rolehop: ${WINDOWS_HELP}`)
  return systemCode(error) === 'ENOENT' ? NOT_FOUND : NOT_RUN
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
