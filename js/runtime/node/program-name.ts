/** The name of this program, for processes that wait for it. */
import { basename } from 'node:path'

let program: string | undefined

/** Sets the name that other processes show while they wait for this one. */
export function nameProgram(name: string): void {
  program = name
}

/** The name of this program without its arguments, which can contain secrets. */
export function programName(): string {
  return program ?? basename(process.argv[1] ?? process.execPath)
}
