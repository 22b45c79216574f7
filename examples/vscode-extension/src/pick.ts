/** The list of profiles to select one from. */
import { type Plan, type ProfileIdentity, RolehopError, type SharedConfig } from 'rolehop/inline'
import { trustOf } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { plain, visible } from './visible.ts'

/** The maximum number of steps in all chains of a list: those of thousands of profiles would block the editor. */
const MOST_STEPS = 5000

/** Lets the user select a profile from a list with a summary of each. @throws RolehopError if there are none */
export async function pick(
  config: SharedConfig,
  title: string,
  recent: readonly string[],
): Promise<string | undefined> {
  const found = config.identities
  if (found.length === 0) {
    throw new RolehopError({
      code: 'profile-not-found',
      message: 'no profiles found',
      help: 'add one with “Rolehop: Open Config File”',
    })
  }
  const summaries = new Summaries(config)
  const items = recentFirst(found, recent).map((identity) => ({
    profile: identity.profile,
    label: visible(identity.profile),
    description: [identity.accountId, plain(summaries.of(identity))].filter(Boolean).join(' · '),
  }))
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.profile
}

/** The profiles that were selected last, then the others in the order of the files. */
function recentFirst(found: readonly ProfileIdentity[], recent: readonly string[]): ProfileIdentity[] {
  const last = recent.flatMap((name) => found.filter(({ profile }) => profile === name))
  return [...last, ...found.filter(({ profile }) => !recent.includes(profile))]
}

/** The chains of profiles in one line each, as long as they are not too many. */
class Summaries {
  readonly #config: SharedConfig
  #steps = 0

  constructor(config: SharedConfig) {
    this.#config = config
  }

  /** The chain, or what is wrong with it; after too many, the role of the profile itself. */
  of({ profile, role = '' }: ProfileIdentity): string {
    if (this.#steps > MOST_STEPS) return role
    this.#steps += 1
    try {
      const plan = this.#config.plan(profile, { trust: trustOf(vscode.workspace) })
      this.#steps += plan.hops.length
      return summaryOf(plan)
    } catch (error) {
      return `$(error) ${error instanceof Error ? error.message : error}`
    }
  }
}

function summaryOf({ source, hops }: Plan): string {
  const roles = hops.map(({ roleArn }) => roleArn.slice(roleArn.lastIndexOf('/') + 1))
  const mfa = hops.some(({ mfaSerial }) => mfaSerial !== undefined) ? ' · MFA' : ''
  return `${[source.kind, ...roles].join(' → ')}${mfa}`
}
