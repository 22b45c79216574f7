/** Generates the help from the tables of commands and options. */
import type { Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { columns } from './io/output.ts'
import { COMMON, FILES, type OptionName, type OwnOptions, optionOf, TOLERATED } from './options.ts'

/** A one-line description of rolehop. */
export const TITLE = 'AWS credentials from profiles, role chains and MFA'

/** The exit codes and their meanings. */
export const EXIT_CODES = [
  ['0', 'success'],
  ['1', '`get` found no value'],
  ['252', 'invalid command line'],
  ['253', 'invalid configuration, or no credentials'],
  ['254', 'the service rejected the call'],
  ['255', 'any other error'],
  ['130', 'interrupted'],
]

/** Returns the help of a command, of a group of commands, or of rolehop. */
export function help(command: Command | undefined, topic: string | undefined): string {
  if (command) return commandHelp(command)
  const listed = COMMANDS.filter(({ name }) => topic === undefined || name.startsWith(`${topic} `))
  return `${[
    topic === undefined ? `rolehop: ${TITLE}` : undefined,
    `usage: rolehop ${topic === undefined ? 'COMMAND' : `${topic} ${alternatives(listed)}`} [OPTIONS]`,
    section('commands', columns(listed.map((command) => [synopsis(command), command.summary]))),
    section('common options', optionLines([...TOLERATED, 'query', ...FILES, ...COMMON])),
    topic === undefined ? section('exit codes', columns(EXIT_CODES)) : undefined,
    'Run `rolehop COMMAND --help` for details.',
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')}\n`
}

function commandHelp(command: Command): string {
  return `${[
    `rolehop ${command.name}: ${command.summary}`,
    `usage: rolehop ${synopsis(command)} [OPTIONS]${command.takesCommand ? ' [-- PROGRAM [ARGUMENTS]]' : ''}`,
    command.details,
    section('options', optionLines([...command.options, ...COMMON], command.own)),
    section('example', `${command.example}\n`),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')}\n`
}

/** A command's name and arguments. */
export function synopsis({ name, arguments: names }: Command): string {
  return [name, ...names].join(' ')
}

/** The second words of a group's commands: `list|clear`. */
function alternatives(commands: readonly Command[]): string {
  return commands.map(({ name }) => name.split(' ')[1]).join('|')
}

function optionLines(names: readonly OptionName[], own?: OwnOptions): string {
  return columns(
    names.map((name) => {
      const { value, short, help } = optionOf(name, own)
      return [`${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`, help]
    }),
  )
}

/** A heading and indented lines. */
function section(title: string, lines: string): string {
  return `${title}:\n${lines.trimEnd().replace(/^(?=.)/gm, '  ')}`
}
