/** The details of one box of the chain, each setting with its location. */
import type { Outline, Source, SourceRange } from 'rolehop'
import { reveal } from '../files.ts'
import { absentSource, duration, place, roleOf, shown, sourceOf } from '../words.ts'
import { Findings } from './findings.tsx'

/** One line. */
interface Fact {
  readonly name: string
  readonly value: string
  readonly note?: string | undefined
  readonly location?: SourceRange | undefined
}

export function HopDetails({ chain, index }: { chain: Outline; index: number }) {
  const hop = chain.hops[index]
  if (!hop) return null
  const at = (key: string) => hop.locations[key]
  const facts: Fact[] = [
    { name: 'Role', value: hop.roleArn, location: at('role_arn') },
    { name: 'Profile', value: hop.profile },
    {
      name: 'Source credentials',
      value: caller(chain, index),
      location: at('source_profile') ?? at('credential_source'),
    },
    {
      name: 'Session duration',
      value: duration(hop.durationSeconds ?? 3600),
      note: limits(hop),
      location: at('duration_seconds'),
    },
    { name: 'MFA device', value: hop.mfaSerial ?? 'none', location: at('mfa_serial') },
    ...(hop.externalId === undefined
      ? []
      : [{ name: 'External ID', value: hop.externalId, location: at('external_id') }]),
    { name: 'Session name', value: hop.roleSessionName ?? '(generated)', location: at('role_session_name') },
    { name: 'Endpoint', value: hop.endpoint, note: hop.endpointOverridden ? 'custom endpoint' : undefined },
    { name: 'Cache key', value: hop.cacheKey, note: 'the AWS CLI’s file name' },
  ]
  return (
    <>
      <Facts facts={facts} />
      <Findings found={notesOf(chain, hop.profile)} />
    </>
  )
}

export function SourceDetails({ chain, source }: { chain: Outline; source: Source }) {
  const { name, what } = sourceOf(source)
  const location = 'location' in source ? source.location : undefined
  const profile = 'profile' in source ? source.profile : undefined
  const facts: Fact[] = [
    { name: 'Source', value: name, note: what, location },
    ...(profile === undefined ? [] : [{ name: 'Profile', value: profile }]),
    { name: 'Region', value: chain.region ?? 'none' },
  ]
  return (
    <>
      <Facts facts={facts} />
      <Findings found={notesOf(chain, profile)} />
    </>
  )
}

/** The diagnostics of a profile besides its errors, which are above. */
const notesOf = ({ diagnostics }: Outline, about: string | undefined) =>
  diagnostics.filter(({ profile, severity }) => profile === about && severity !== 'error')

function caller({ source, hops, diagnostics }: Outline, index: number): string {
  const before = hops[index - 1]
  if (before) return `${roleOf(before.roleArn).name} (hop ${index})`
  return source ? sourceOf(source).name : absentSource(diagnostics)
}

function limits({ chained, durationSeconds }: { chained: boolean; durationSeconds?: number }): string {
  const set = durationSeconds === undefined ? 'default' : 'set in the profile'
  return chained ? `${set}; at most 1 h for role chaining` : `${set}; at most 12 h, if the role allows it`
}

const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map((fact) => (
      <div key={fact.name}>
        <dt>{fact.name}</dt>
        <dd>
          <bdi class="value">{shown(fact.value)}</bdi>
          {fact.note !== undefined && <span class="muted note">{fact.note}</span>}
          {fact.location && <Place location={fact.location} />}
        </dd>
      </div>
    ))}
  </dl>
)

/** A location in a file; a click goes there. */
export const Place = ({ location }: { location: SourceRange }) => (
  <button type="button" class="place" onClick={() => reveal(location)} title="show it in the editor">
    {place(location)}
  </button>
)
