/** Parses the command line. Pure: no I/O. */
import { parseArgs } from 'node:util'
import { nearest } from '../util/nearest.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { UsageError } from './errors.ts'
import {
  COMMON,
  type Flags,
  OPTIONS,
  type Option,
  type OptionName,
  type OwnOptions,
  optionOf,
  TOLERATED,
} from './options.ts'

/** A parsed command line. */
export interface Invocation {
  /** The command; absent if only general help or the version is requested. */
  readonly command?: Command
  /** A group of commands to print help on, such as `cache`. */
  readonly topic?: string
  readonly flags: Flags
  /** The arguments, without the name of the command. */
  readonly args: readonly string[]
}

type Token = ReturnType<typeof tokenize>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** Every option as it is typed: `--profile`, `-p`. */
const OWN_OPTIONS: ReadonlySet<string | undefined> = new Set(
  Object.entries<Option>(OPTIONS).flatMap(([name, { short }]) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
)

/** Splits the arguments into tokens. Not strict: {@link readOption} checks the options, with better messages. */
function tokenize(argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries<Option>(OPTIONS).map(([name, { value, short }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ]),
  )
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

/**
 * Parses a command line. Options can precede or follow the command. If an option is repeated, the last one
 * wins, as in the AWS CLI. Everything after `--` is an argument.
 *
 * @throws UsageError
 */
export function parse(argv: readonly string[]): Invocation {
  const program = programStart(argv)
  if (program !== undefined) return { ...parse(argv.slice(0, program)), args: argv.slice(program) }
  const tokens = tokenize(argv)
  const flags = readFlags(tokens)
  const end = tokens.find((token) => token.kind === 'option-terminator')?.index ?? argv.length
  const positionals = tokens.filter((token) => token.kind === 'positional')
  const words = positionals.filter(({ index }) => index < end).map(({ value }) => value)
  const rest = positionals.filter(({ index }) => index > end).map(({ value }) => value)
  return flags.help || flags.version || words[0] === 'help'
    ? helpInvocation(flags, words)
    : commandInvocation(flags, words, end < argv.length, rest)
}

/**
 * Returns the index of a program that follows the command without `--`, which PowerShell drops;
 * `undefined` if there is no program or a `--` follows it.
 *
 * @throws UsageError if a later option is also one of rolehop's
 */
function programStart(argv: readonly string[]): number | undefined {
  const [first, program] = tokenize(argv).filter(({ kind }) => kind !== 'option')
  if (first?.kind !== 'positional' || program?.kind !== 'positional') return undefined
  const command = find([first.value])
  const rest = argv.slice(program.index + 1).map((word) => word.split('=', 1)[0])
  if (!command?.takesCommand || rest.includes('--')) return undefined
  const option = rest.find((word) => OWN_OPTIONS.has(word))
  if (option === undefined) return program.index
  throw new UsageError(`\`${option}\` after \`${program.value}\` is ambiguous: rolehop has it too`, putBefore(command))
}

function readFlags(tokens: readonly Token[]): Flags {
  const options = tokens.filter((token) => token.kind === 'option')
  const flags: Record<string, string | true | string[]> = {}
  for (const token of options) {
    const value = readOption(token)
    if (value === undefined) continue
    const { multiple }: Option = OPTIONS[token.name as OptionName]
    const before = flags[token.name]
    if (multiple) flags[token.name] = [...(Array.isArray(before) ? before : []), String(value)]
    else flags[token.name] = value
  }
  return flags as Flags
}

/** Returns the value of an option, `true` for a flag, `undefined` for an empty value that is ignored. */
function readOption({ name, rawName, value, inlineValue }: OptionToken): string | true | undefined {
  const option = Object.hasOwn(OPTIONS, name) ? (OPTIONS[name as OptionName] as Option) : undefined
  if (!option) throw unknownOption(rawName)
  if (option.value === undefined) {
    if (value !== undefined)
      throw new UsageError(`\`${rawName}\` takes no value`, `write \`${rawName}\` without a value`)
    return true
  }
  if (value === undefined || (!inlineValue && value.startsWith('-') && value !== '-')) {
    throw needsValue(rawName)
  }
  if (value === '' && option.empty === 'not-given') return undefined
  if (value === '' && option.empty === undefined) throw needsValue(rawName)
  return value
}

/** Checks the values of options that have choices. */
function checkValues(flags: Flags, own?: OwnOptions): void {
  for (const [name, value] of Object.entries(flags)) {
    const { choices } = optionOf(name as OptionName, own)
    if (choices && typeof value === 'string' && !choices.includes(value))
      throw new UsageError(`\`--${name}\` cannot be \`${value}\``, oneOf(choices, value))
  }
}

function needsValue(option: string): UsageError {
  return new UsageError(`\`${option}\` needs a value`, `write \`${option}=VALUE\` if it begins with a dash`)
}

/** Handles `--help`, `--version`, `help` and `help COMMAND`. */
function helpInvocation(flags: Flags, words: readonly string[]): Invocation {
  const topic = words[0] === 'help' ? words.slice(1) : words
  const command = find(topic)
  checkValues(flags, command?.own)
  if (command) return { command, flags: { ...flags, help: true }, args: [] }
  if (topic[0] !== undefined && !isGroup(topic[0])) throw unknownCommand(topic[0])
  const asked = flags.version && words.length === 0 ? flags : { ...flags, help: true as const }
  return { flags: asked, args: [], ...(topic[0] !== undefined && { topic: topic[0] }) }
}

function commandInvocation(
  flags: Flags,
  words: readonly string[],
  ended: boolean,
  rest: readonly string[],
): Invocation {
  const command = find(words)
  if (!command) throw noCommand(words)
  for (const name of Object.keys(flags) as OptionName[]) {
    if ([COMMON, TOLERATED, command.options].some((names) => names.includes(name))) continue
    throw new UsageError(`\`${command.name}\` has no option \`--${name}\``, seeHelp(command))
  }
  checkValues(flags, command.own)
  const own = words.slice(command.name.split(' ').length)
  if (command.takesCommand) return { command, flags, args: programArguments(command, own, ended, rest) }
  const args = [...own, ...rest]
  checkCount(command, args)
  checkChoice(command, args)
  return { command, flags, args }
}

/** Returns the program of `exec` and its arguments: everything after `--`, so that its options are not parsed. */
function programArguments(command: Command, own: readonly string[], ended: boolean, rest: readonly string[]) {
  if (own[0] !== undefined) {
    throw new UsageError(`\`${own[0]}\` is not an argument of \`${command.name}\``, putBefore(command))
  }
  if (ended && !rest[0]) throw new UsageError('no program to run', `put it after \`--\`: \`${command.example}\``)
  return rest
}

/** PowerShell drops an unquoted `--`. */
function putBefore({ example }: Command): string {
  return `put \`--\` before the program, in PowerShell \`'--'\`: \`${example}\``
}

function checkCount(command: Command, args: readonly string[]): void {
  const missing = command.arguments[args.length]
  if (missing !== undefined) throw new UsageError(`\`${command.name}\` needs ${missing}`, seeHelp(command))
  const extra = args[command.arguments.length]
  if (extra === undefined) return
  throw new UsageError(
    `\`${command.name}\` expects ${command.arguments.length || 'no'} argument${command.arguments.length === 1 ? '' : 's'}, got ${args.length}`,
    seeHelp(command),
  )
}

function checkChoice({ name, arguments: [what], choices }: Command, [value = '']: readonly string[]): void {
  if (!choices || choices.includes(value)) return
  throw new UsageError(`${what} of \`${name}\` cannot be \`${value}\``, oneOf(choices, value))
}

/** Finds a command by its first two words (`cache list`) or its first (`whoami`). */
function find(words: readonly string[]): Command | undefined {
  const named = (name: string) => COMMANDS.find((command) => command.name === name)
  return named(words.slice(0, 2).join(' ')) ?? (words[0] === undefined ? undefined : named(words[0]))
}

/** Whether a word is the first word of a group of commands. */
function isGroup(word: string): boolean {
  return COMMANDS.some((command) => command.name.startsWith(`${word} `))
}

function noCommand([word, second]: readonly string[]): UsageError {
  if (word === undefined) return new UsageError('no command', 'run `rolehop --help` to see all commands')
  if (!isGroup(word)) return unknownCommand(word)
  const names = COMMANDS.map(({ name }) => name).filter((name) => name.startsWith(`${word} `))
  const meant = second === undefined ? undefined : nearest(`${word} ${second}`, names)
  const help = meant ?? names.join('`, `')
  return new UsageError(`\`${word}\` needs a subcommand`, meant ? didYouMean(help) : `use \`${help}\``)
}

function unknownCommand(word: string): UsageError {
  const meant = nearest(word, ['help', ...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))])
  const help = meant ? didYouMean(meant) : 'run `rolehop --help` to see all commands'
  return new UsageError(`unknown command \`${word}\``, help)
}

function unknownOption(written: string): UsageError {
  // For a one-letter option, every letter would be a near match.
  const meant = written.length > 2 ? nearest(written.slice(2), Object.keys(OPTIONS)) : undefined
  const help = meant ? didYouMean(`--${meant}`) : 'run `rolehop COMMAND --help` to see its options'
  return new UsageError(`unknown option \`${written}\``, help)
}

function oneOf(choices: readonly string[], value: string): string {
  const meant = nearest(value, choices)
  return meant ? didYouMean(meant) : `use one of ${choices.join(', ')}`
}

function didYouMean(word: string): string {
  return `did you mean \`${word}\`?`
}

function seeHelp(command: Command): string {
  return `run \`rolehop ${command.name} --help\` for details`
}
