/** The completion script for zsh. */
import { commandBranches, type Offers, valueBranches, withValue } from './posix.ts'
import type { CompletedCommand, CompletedOption } from './tables.ts'

const OFFERS: Offers = {
  names: (list) => `compadd -- \${(f)"$(rolehop ${list} 2>/dev/null)"}`,
  file: '_files',
  text: ':',
  words: (words) => `compadd -- ${words.join(' ')}`,
}

/** Returns the script. It can be evaluated, or saved as `_rolehop` in a directory of `fpath`. */
export function zsh(commands: CompletedCommand[], options: CompletedOption[]): string {
  return `#compdef rolehop
_rolehop() {
  local command="" i
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      --) shift $i words; ((CURRENT -= i)); _normal; return ;;
      ${withValue(options)}) ((i++)) ;;
      -*) ;;
      *) command=\${command:+$command }$words[i] ;;
    esac
  done
  case "$command $words[CURRENT-1]" in
${valueBranches(commands, options, OFFERS)}
    *) case $command in
${commandBranches(commands, OFFERS)}
    esac ;;
  esac
}

if [[ $funcstack[1] == _rolehop ]]; then _rolehop "$@"; else compdef _rolehop rolehop; fi
`
}
