/** The completion script for PowerShell 5.1 and later. */
import { type CompletedCommand, type CompletedOption, wordGroups } from './tables.ts'

/** Returns the script. It compares with `-ccontains`, because `-contains` ignores the case of `-p` and `-P`. */
export function powershell(commands: CompletedCommand[], options: CompletedOption[]): string {
  const own = commands.map(
    ({ name, options, choices }) => [name, [...choices, ...options.flatMap(({ names }) => names)]] as const,
  )
  const valuesOf = (of: readonly CompletedOption[], before: string) =>
    of.flatMap(({ names, value }) =>
      value ? names.map((name) => [before + name, value.kind === 'choice' ? value.words : []] as const) : [],
    )
  const values = [...valuesOf(options, ''), ...commands.flatMap(({ name, own }) => valuesOf(own, `${name} `))]
  const listers = options.flatMap(({ names, value }) =>
    value?.kind === 'names' ? names.map((name) => [name, value.list.split(' ')] as const) : [],
  )
  return `Register-ArgumentCompleter -Native -CommandName rolehop -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = ${table([...wordGroups(commands), ...own])}
  $values = ${table(values)}
  $listers = ${table(listers)}
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  if ($typed -contains '--') { return }
  $command = @()
  for ($i = 1; $i -lt $typed.Count; $i++) {
    if ($values.Keys -ccontains $typed[$i]) { $i++ } elseif (-not $typed[$i].StartsWith('-')) { $command += $typed[$i] }
  }
  $last = $typed[-1]
  if ($listers.Keys -ccontains $last) { $arguments = $listers[$last]; $found = @(rolehop @arguments 2>$null) }
  elseif ($values.Keys -ccontains "$($command[0]) $last") { $found = $values["$($command[0]) $last"] }
  elseif ($values.Keys -ccontains $last) { $found = $values[$last] }
  else { $found = $words[($command[0..1] -join ' ')]; if (-not $found) { $found = $words["$($command[0])"] } }
  $found | Where-Object { $_ -and $_.StartsWith($wordToComplete) } | ForEach-Object {
    $text = if ($_ -match '[^\\w.@:/+-]') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
`
}

function table(entries: readonly (readonly [name: string, words: readonly string[]])[]): string {
  return `@{\n${entries.map(([name, words]) => `    '${name}' = ${list(words)}`).join('\n')}\n  }`
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word}'`).join(', ')})`
}
