/** The completion script for bash 3.2 (macOS) and later. */
import { commandBranches, type Offers, valueBranches, withValue } from './posix.ts'
import type { CompletedCommand, CompletedOption } from './tables.ts'

const OFFERS: Offers = {
  names: (list) => `_rolehop_names ${list}`,
  file: 'compopt -o default 2>/dev/null',
  text: ':',
  words: (words) => `_rolehop_words ${words.join(' ')}`,
}

/** Returns the script. It does not use `compgen -W`, which would expand and run code in profile names. */
export function bash(commands: CompletedCommand[], options: CompletedOption[]): string {
  return `_rolehop_words() {
  local word
  for word; do [[ $word == "$cur"* ]] && COMPREPLY+=("$word"); done
}

_rolehop_names() {
  local name
  while IFS= read -r name; do
    [[ $name == "$cur"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done < <(rolehop "$@" 2>/dev/null)
}

_rolehop() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --) compopt -o default 2>/dev/null; ((i + 1 == COMP_CWORD)) && COMPREPLY=($(compgen -c -- "$cur")); return ;;
      ${withValue(options)}) ((i++)) ;;
      -*) ;;
      *) command=\${command:+$command }\${COMP_WORDS[i]} ;;
    esac
  done
  case "$command $prev" in
${valueBranches(commands, options, OFFERS)}
    *) case $command in
${commandBranches(commands, OFFERS)}
    esac ;;
  esac
}

complete -F _rolehop rolehop
`
}
