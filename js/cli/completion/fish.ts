/** The completion script for fish. */
import type { CompletedCommand, CompletedOption, Value } from './tables.ts'

/** Returns the script. */
export function fish(commands: CompletedCommand[], options: CompletedOption[]): string {
  const groups = new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])))
  const lines = commands.flatMap(({ name, summary, options, choices }) => {
    const words = name.split(' ')
    const before = words.slice(0, -1)
    return [
      completeLine(['__rolehop_at', ...before].join(' '), words.at(-1) ?? '', summary),
      ...choices.map((choice) => completeLine(`__rolehop_at ${name}`, choice, '')),
      ...options.map((option) => optionLine(`__rolehop_in ${name}`, option)),
    ]
  })
  return `${[functions(options), ...[...groups].map((name) => completeLine('__rolehop_at', name, '')), ...lines].join('\n')}\n`
}

/** `__rolehop_at` tests for exactly these words, without options; `__rolehop_in` also allows more words. */
function functions(options: readonly CompletedOption[]): string {
  const withValue = options.filter(({ value }) => value).flatMap(({ names }) => names)
  return `function __rolehop_typed
  set -l typed (commandline -opc)[2..]
  while set -q typed[1]
    switch $typed[1]
      case --
        return
      case ${withValue.join(' ')}
        set -e typed[1]
      case '-*'
      case '*'
        echo $typed[1]
    end
    set -e typed[1]
  end
end

function __rolehop_at
  set -l typed (__rolehop_typed)
  test "$typed" = "$argv"
end

function __rolehop_in
  set -l typed (__rolehop_typed)
  set -l words (count $argv)
  set -q typed[1]; and test "$typed[1..$words]" = "$argv"
end

complete -c rolehop -f`
}

function completeLine(condition: string, word: string, help: string): string {
  return `complete -c rolehop -n ${quoted(condition)} -a ${quoted(word)}${help && ` -d ${quoted(help)}`}`
}

function optionLine(condition: string, { names, value, help }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ')
  return `complete -c rolehop -n ${quoted(condition)} ${flags}${valueWords(value)} -d ${quoted(help)}`
}

function valueWords(value: Value | undefined): string {
  if (!value) return ''
  if (value.kind === 'choice') return ` -x -a ${quoted(value.words.join(' '))}`
  if (value.kind === 'names') return ` -x -a '(rolehop ${value.list} 2>/dev/null)'`
  return value.kind === 'file' ? ' -r -F' : ' -x'
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
