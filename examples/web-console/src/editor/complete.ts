/** Completion of sections, keys, and values that are profile names. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import type { File } from 'rolehop'
import { keys } from './keys.ts'

/** Keys whose value is the name of a profile. */
const NAMES_A_PROFILE = /^\s*source_profile\s*=\s*/i

/** What `credential_source` may be. */
const CREDENTIAL_SOURCES = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer']

/** Completes in one of the files; `profiles` gives the names that there are now. */
export function completion(file: File, profiles: () => readonly string[]) {
  const options = keys(file)
  return autocompletion({
    override: [(context) => complete(context, file, options, profiles)],
    icons: false,
  })
}

function complete(
  context: CompletionContext,
  file: File,
  options: readonly Completion[],
  profiles: () => readonly string[],
): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  if (before.startsWith('[')) return sections(context, line.from, file)
  const equals = before.indexOf('=')
  if (equals >= 0) return values(context, before, line.from, profiles())
  const start = /^\s*/.exec(before)?.[0].length ?? 0
  if (!context.explicit && before.length === start) return null
  return { from: line.from + start, options: [...options], validFor: /^\w*$/ }
}

function sections({ pos }: CompletionContext, from: number, file: File): CompletionResult {
  const headers =
    file === 'config'
      ? ['[default]', '[profile name]', '[sso-session name]', '[services name]']
      : ['[default]', '[name]']
  return { from, to: pos, options: headers.map((label) => ({ label, type: 'class' })), validFor: /^\[[\w -]*$/ }
}

function values(
  context: CompletionContext,
  before: string,
  from: number,
  profiles: readonly string[],
): CompletionResult | null {
  const profile = NAMES_A_PROFILE.exec(before)
  if (profile) return list(from + profile[0].length, profiles, context)
  const source = /^\s*credential_source\s*=\s*/i.exec(before)
  return source ? list(from + source[0].length, CREDENTIAL_SOURCES, context) : null
}

function list(from: number, labels: readonly string[], { pos }: CompletionContext): CompletionResult {
  return { from, to: pos, options: labels.map((label) => ({ label, type: 'constant' })), validFor: /^.*$/ }
}
