/** The `case` patterns and branches that the scripts of bash and zsh share. */
import { type CompletedCommand, type CompletedOption, type Lister, type Value, wordGroups } from './tables.ts'

/** How a shell offers each kind of value. */
export type Offers = Readonly<Record<'file' | 'text', string>> & {
  readonly names: (list: Lister) => string
  readonly words: (words: readonly string[]) => string
}

/** Returns a pattern of the options with a value, so that the script can skip their values. */
export function withValue(options: readonly CompletedOption[]): string {
  return options
    .filter(({ value }) => value)
    .flatMap(({ names }) => names)
    .join('|')
}

/** Returns a branch of `COMMAND OPTION` for each option with a value. Those of one command come first. */
export function valueBranches(
  commands: readonly CompletedCommand[],
  options: readonly CompletedOption[],
  offers: Offers,
): string {
  const branches = (of: readonly CompletedOption[], before: string) =>
    of.flatMap(({ names, value }) =>
      value ? [branch(names.map((name) => `${before}" ${name}"`).join('|'), offer(value, offers))] : [],
    )
  const own = commands.flatMap((command) => branches(command.own, `"${command.name}"*`))
  return [...own, ...branches(options, '*')].join('\n')
}

/** Returns a branch for each command and for each group of commands. */
export function commandBranches(commands: readonly CompletedCommand[], { words }: Offers): string {
  const own = commands.map(({ name, options, choices }) =>
    branch(`"${name}"|"${name} "*`, words([...choices, ...options.flatMap(({ names }) => names)])),
  )
  return [...[...wordGroups(commands)].map(([first, names]) => branch(`"${first}"`, words(names))), ...own].join('\n')
}

function offer(value: Value, offers: Offers): string {
  if (value.kind === 'names') return offers.names(value.list)
  return value.kind === 'choice' ? offers.words(value.words) : offers[value.kind]
}

function branch(pattern: string, action: string): string {
  return `    ${pattern}) ${action} ;;`
}
