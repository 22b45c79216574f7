/** The commands and options as the completion scripts need them. */
import type { Command } from '../command.ts'
import { COMMON, OPTIONS, type Option, type OptionName, optionOf } from '../options.ts'

/** How the value of an option is completed. */
export type Value =
  | { readonly kind: 'file' | 'text' }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'names'; readonly list: Lister }

/** A command that prints names, one per line. */
export type Lister = 'list-profiles' | 'list-sections sso-session' | 'list-sections services'

/** The options whose values are names in the files. */
const LISTERS: Partial<Record<OptionName, Lister>> = {
  profile: 'list-profiles',
  profiles: 'list-profiles',
  'update-profile': 'list-profiles',
  'sso-session': 'list-sections sso-session',
  services: 'list-sections services',
}

/** An option. */
export interface CompletedOption {
  /** The names, with dashes: `-p`, `--profile`. */
  readonly names: readonly string[]
  /** The value; `undefined` for a flag. */
  readonly value: Value | undefined
  readonly help: string
}

/** A command with its options. */
export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletedOption[]
  /** Those of its options that accept other values than in other commands. */
  readonly own: readonly CompletedOption[]
  /** The allowed values of the first argument. */
  readonly choices: readonly string[]
}

const FILES: readonly OptionName[] = ['config-file', 'credentials-file', 'policy']

/** Returns all commands. */
export function completedCommands(commands: readonly Command[]): CompletedCommand[] {
  return commands.map(({ name, summary, choices = [], options, own = {} }) => {
    const completed = (name: OptionName) => completedOption(name, optionOf(name, own))
    return {
      name,
      summary,
      choices,
      options: [...options, ...COMMON].map(completed),
      own: (Object.keys(own) as OptionName[]).map(completed),
    }
  })
}

/** Maps the words typed so far to the words that can follow: `''` to first words, a group to its second words. */
export function wordGroups(commands: readonly CompletedCommand[]): Map<string, string[]> {
  const groups = new Map<string, string[]>([['', []]])
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ')
    groups.set('', [...new Set([...(groups.get('') ?? []), first])])
    if (second) groups.set(first, [...(groups.get(first) ?? []), second])
  }
  return groups
}

/** Returns the options of all commands. */
export function allOptions(): CompletedOption[] {
  return (Object.keys(OPTIONS) as OptionName[]).map((name) => completedOption(name, OPTIONS[name]))
}

function completedOption(name: OptionName, option: Option): CompletedOption {
  const names = [...(option.short ? [`-${option.short}`] : []), `--${name}`]
  return { names, value: option.value === undefined ? undefined : completedValue(name, option), help: option.help }
}

function completedValue(name: OptionName, { choices }: Option): Value {
  if (choices) return { kind: 'choice', words: choices }
  const list = LISTERS[name]
  if (list) return { kind: 'names', list }
  return { kind: FILES.includes(name) ? 'file' : 'text' }
}
