/** Completion scripts. They contain the commands and options, and run rolehop for the names in the files. */
import type { Command } from '../command.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { powershell } from './powershell.ts'
import type { Shell } from './shells.ts'
import { allOptions, type CompletedCommand, type CompletedOption, completedCommands } from './tables.ts'
import { zsh } from './zsh.ts'

const SCRIPTS: Readonly<Record<Shell, (commands: CompletedCommand[], options: CompletedOption[]) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
}

/** Returns the script for a shell. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return SCRIPTS[shell](completedCommands(commands), allOptions())
}
