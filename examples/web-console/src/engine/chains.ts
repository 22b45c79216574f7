/** The chains of profiles, as the page shows them. */
import {
  type Hop,
  type Outline,
  type PlanOptions,
  type SharedConfig,
  type Source,
  signAssumeRole,
  switchRoleUrl,
} from 'rolehop/slim'
import type { Explained, RequestView, Summary, SwitchRole } from '../protocol.ts'
import { redact } from '../redact.ts'
import { asProblem } from './problem.ts'

/** The most profiles whose chains are compared at the start. */
const MOST_COMPARED = 300

/** A placeholder key that signs previews; it is neither shown nor sent. */
const PREVIEW_KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'preview' }

/** The chain as the AWS CLI would follow it: what this page cannot do is not an error of the profile. */
const outlineOf = (config: SharedConfig, profile: string) => config.outline(profile, { target: 'terminal' })

const isBroken = ({ diagnostics }: Outline) => diagnostics.some(({ severity }) => severity === 'error')

/** A profile in one line. */
export function summary(config: SharedConfig, name: string): Summary {
  const { source, hops, diagnostics } = outlineOf(config, name)
  const [worst] = diagnostics
  if (worst?.severity === 'error') {
    return { name, kind: 'broken', text: worst.message.replaceAll('`', ''), mfa: false }
  }
  const mfa = hops.some((hop) => hop.mfaSerial !== undefined)
  if (hops.length === 0) return { name, kind: source?.kind ?? 'broken', text: source ? SOURCES[source.kind] : '', mfa }
  return { name, kind: 'role', text: hops.length === 1 ? '1 hop' : `${hops.length} hops`, mfa }
}

/** The name of each kind of source. */
const SOURCES: Readonly<Record<Source['kind'], string>> = {
  static: 'access keys',
  environment: 'environment variables',
  process: 'a program’s output',
  sso: 'IAM Identity Center',
  'web-identity': 'web identity token',
  'ec2-metadata': 'EC2 instance metadata',
  container: 'container credentials',
  login: 'console sign-in',
}

/** The profile with the longest valid chain: it shows the most. */
export function longest(config: SharedConfig): string | undefined {
  const [first, ...others] = compared(config).map((name) => {
    const outline = outlineOf(config, name)
    return { name, hops: isBroken(outline) ? -1 : outline.hops.length }
  })
  return others.reduce((best, each) => (best && each.hops > best.hops ? each : best), first)?.name
}

/** The profiles whose chains are compared: first those with a role, since only they have hops. */
function compared(config: SharedConfig): string[] {
  const roles: string[] = []
  const others: string[] = []
  for (const name of config.profiles) {
    if (roles.length === MOST_COMPARED) break
    const list = config.get(name, 'role_arn') === undefined ? others : roles
    list.push(name)
  }
  return [...roles, ...others].slice(0, MOST_COMPARED)
}

/** Everything that the page shows of a profile; `permitted` is what it may do. */
export function chainOf(config: SharedConfig, profile: string, permitted: PlanOptions): Explained {
  const outline = outlineOf(config, profile)
  if (isBroken(outline)) return { profile, outline, previews: [], switchRole: undefined }
  try {
    const plan = config.plan(profile, permitted)
    return { profile, outline, previews: previews(config, plan), switchRole: switchRole(plan) }
  } catch (error) {
    return { profile, outline, unavailable: asProblem(error), previews: [], switchRole: switchRole(outline) }
  }
}

function switchRole(chain: { readonly hops: readonly Hop[] }): SwitchRole {
  if (chain.hops.length === 0) return undefined
  try {
    return { url: switchRoleUrl({ hops: [...chain.hops] }) }
  } catch (error) {
    return { problem: asProblem(error) }
  }
}

/** Previews of the call for each hop. The signing key of the later ones is not known yet. */
function previews(config: SharedConfig, { source, hops }: { source: Source; hops: readonly Hop[] }): RequestView[] {
  const key = source.kind === 'static' && source.profile ? config.get(source.profile, 'aws_access_key_id') : undefined
  return hops.map((hop, index) => {
    const accessKeyId = index === 0 && key ? key : PREVIEW_KEYS.accessKeyId
    const tokenCode = hop.mfaSerial === undefined ? {} : { tokenCode: '000000' }
    return redact(signAssumeRole(hop, { ...PREVIEW_KEYS, accessKeyId }, { date: new Date(), ...tokenCode }))
  })
}
