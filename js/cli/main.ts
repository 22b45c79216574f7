#!/usr/bin/env node
/** The command `rolehop`. */
import { writeSync } from 'node:fs'
import { nodeRuntime } from '../runtime/node/node-runtime.ts'
import { nameProgram } from '../runtime/node/program-name.ts'
import { wasmFile } from '../runtime/node/wasm-file.ts'
import { setRuntime } from '../runtime/runtime.ts'
import { parse } from './args.ts'
import { Context } from './context.ts'
import { version } from './engine.ts'
import { NOTE } from './exec/note.ts'
import { endWith, type Interrupts, watchInterrupts } from './io/interrupts.ts'
import { Output } from './io/output.ts'
import { StandardStream } from './io/stream.ts'
import { watched } from './io/waiting.ts'
import { selectByPicking } from './pick.ts'
import { parseQuery } from './query.ts'

/** The AWS CLI's exit code for errors without a code of their own. */
const OTHER = 255

/** Runs a command line and returns the exit code. */
async function main(argv: readonly string[], out: Output, interrupts: Interrupts): Promise<number> {
  const recovers = async (error: unknown): Promise<boolean> =>
    (await import('./auto-sign-in.ts')).signInFor(context, error)
  const run = { flags: {}, args: [], readsStdin: false, createsFiles: false, recovers, out, ...interrupts }
  let context: Context = new Context(run)
  try {
    const { command, topic, flags, args } = parse(argv)
    const { takesCommand = false, createsFiles = false } = command ?? {}
    const query = flags.query === undefined ? undefined : await parseQuery(flags.query)
    context = new Context({ ...context.run, flags, args, readsStdin: !takesCommand, createsFiles, query })
    // Below `exec`, a command that names a profile uses the environment from before `exec`.
    if ((flags.profile || flags.profiles || flags.pick) && NOTE in process.env)
      (await import('./exec/restore.ts')).undo(process.env)
    if (command) nameProgram(`rolehop ${command.name}`)
    if (command && !flags.help) {
      await selectByPicking(context, command)
      return await command.run(context)
    }
    out.write(flags.help ? (await import('./help.ts')).help(command, topic) : `rolehop ${version()}\n`)
    return 0
  } catch (error) {
    return (await import('./io/report.ts')).report(error, context)
  }
}

/** A closed pipe ends the command without an error; any other write error is reported. */
function onWriteError({ code }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE') writeSync(2, `rolehop: cannot write the result: ${code}\n`)
  process.exit(code === 'EPIPE' ? 0 : OTHER)
}

const out = new Output(
  new StandardStream(1, onWriteError),
  new StandardStream(2, () => process.exit(OTHER)),
  process.env,
)
setRuntime(watched(nodeRuntime(wasmFile), out.waiting))
process.on('exit', () => out.waiting.clear())
const interrupts = watchInterrupts()
main(process.argv.slice(2), out, interrupts).then((status) => endWith(status, interrupts))
