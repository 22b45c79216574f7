#!/usr/bin/env node
/** The command `rolehop`. */
import { readFileSync, writeSync } from 'node:fs'
import { nodeRuntime } from '../runtime/node/index.ts'
import { nameProgram } from '../runtime/node/process-identity.ts'
import { setRuntime } from '../runtime/runtime.ts'
import { parse } from './args.ts'
import { Context } from './context.ts'
import { version } from './engine.ts'
import { undo } from './exec/restore.ts'
import { help } from './help.ts'
import { endWith, type Interrupts, watchInterrupts } from './io/interrupts.ts'
import { Output } from './io/output.ts'
import { report } from './io/report.ts'
import { watched } from './io/waiting.ts'

/** What the AWS CLI ends with when nothing else fits. */
const OTHER = 255

/** Runs a command line; gives the exit code. */
async function main(argv: readonly string[], out: Output, interrupts: Interrupts): Promise<number> {
  let context = new Context({ flags: {}, args: [], readsStdin: false, out, ...interrupts })
  try {
    const { command, topic, flags, args } = parse(argv)
    context = new Context({ ...context.run, flags, args, readsStdin: !command?.takesCommand })
    // Below `exec`, another profile than that of `exec` starts from what its environment was.
    if (flags.profile || flags.profiles) undo(process.env)
    if (command) nameProgram(`rolehop ${command.name}`)
    if (flags.help) out.write(help(command, topic))
    else if (command) return await command.run(context)
    else out.write(`rolehop ${version()}\n`)
    return 0
  } catch (error) {
    return report(error, context)
  }
}

/** A reader that goes away has seen enough; any other failure to write is a failure. */
function onWriteError({ code }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE') writeSync(2, `rolehop: cannot write the result: ${code}\n`)
  process.exit(code === 'EPIPE' ? 0 : OTHER)
}

const out = new Output(process.stdout, process.stderr, process.env)
const node = nodeRuntime(() => readFileSync(new URL('./rolehop.wasm', import.meta.url)))
setRuntime(watched(node, out.waiting))
process.on('exit', () => out.waiting.clear())
process.stdout.on('error', onWriteError)
process.stderr.on('error', () => process.exit(OTHER))
const interrupts = watchInterrupts()
main(process.argv.slice(2), out, interrupts).then((status) => endWith(status, interrupts))
