/** The profile of this window and its credentials. */
import {
  type Credentials,
  fromProfile,
  type Plan,
  type ProfileProvider,
  RolehopError,
  SharedConfig,
} from 'rolehop/inline'
import { mfaInputBox, trustOf } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { accessKeysOf } from './access-keys.ts'
import type { Home } from './home.ts'
import { visible } from './visible.ts'

/** The name under which the choice is kept, with the workspace's state and not in its settings. */
const CHOICE = 'profile'

/** Refuses what a workspace that the user does not vouch for must not cause. @throws RolehopError `untrusted` */
export function requireTrust(): void {
  if (trustOf(vscode.workspace) === 'trusted') return
  const message = 'this workspace is not trusted, so that nobody is asked for credentials'
  throw new RolehopError({ code: 'untrusted', message, help: 'trust it first' })
}

/** What is known of the selected profile. */
export interface State {
  readonly profile: string | undefined
  /** The last role of its chain: its name. */
  readonly role?: string | undefined
  readonly credentials?: Credentials | undefined
  /** The other settings of the profile as variables: where its calls go. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** What the credentials were got with. */
  readonly chain?: string | undefined
}

/** One choice at a time. */
export class Session implements vscode.Disposable {
  readonly #home: Home
  readonly #memory: vscode.Memento
  readonly #changed = new vscode.EventEmitter<State>()
  readonly onDidChange = this.#changed.event
  readonly #trusted: vscode.Disposable
  #provider: ProfileProvider | undefined
  #state: State

  constructor(home: Home, memory: vscode.Memento) {
    this.#home = home
    this.#memory = memory
    this.#state = { profile: memory.get<string>(CHOICE) }
    // A provider keeps the trust that it was made with.
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => this.reread())
  }

  get state(): State {
    return this.#state
  }

  /** Takes a profile and gets its credentials. @throws RolehopError; then the profile stays what it was */
  async select(profile: string): Promise<void> {
    const provider = this.#providerOf(profile)
    await this.#get(profile, provider)
    this.#provider = provider
    await this.#memory.update(CHOICE, profile)
  }

  /** Credentials of the selected profile; asks only when there are none that are still good. @throws RolehopError */
  async credentials(): Promise<Credentials> {
    const { profile } = this.#state
    if (profile === undefined) throw new RolehopError({ code: 'no-credentials', message: 'no profile is selected' })
    this.#provider ??= this.#providerOf(profile)
    return this.#get(profile, this.#provider)
  }

  /**
   * The files or the settings may say something else now: the next use starts anew. Credentials that
   * the profile would not get any more are neither shown nor in terminals.
   */
  async reread(): Promise<void> {
    this.#provider = undefined
    const state = this.#state
    if (state.profile === undefined || !state.credentials) return
    const now = await this.#look(state.profile).catch(() => undefined)
    if (this.#state !== state) return
    this.#set(now?.chain === state.chain ? { ...state } : { profile: state.profile })
  }

  /** Forgets the choice, the credentials and what is kept of them here. */
  async forget(): Promise<void> {
    this.#provider = undefined
    await this.#memory.update(CHOICE, undefined)
    await this.#home.forget?.()
    this.#set({ profile: undefined })
  }

  #providerOf(profile: string): ProfileProvider {
    const trust = trustOf(vscode.workspace)
    const { cache } = this.#home
    const mfaCodeProvider = mfaInputBox(vscode.window)
    return fromProfile({ ...this.#home.options(), cache, profile, trust, mfaCodeProvider })
  }

  async #get(profile: string, provider: ProfileProvider): Promise<Credentials> {
    requireTrust()
    const about = await this.#look(profile)
    const credentials = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `AWS: credentials of ${visible(profile)}` },
      () => provider(),
    )
    this.#set({ profile, ...about, credentials })
    return credentials
  }

  async #look(profile: string): Promise<Pick<State, 'role' | 'settings' | 'chain'>> {
    const config = await SharedConfig.load(this.#home.options())
    const plan = config.plan(profile, { trust: trustOf(vscode.workspace) })
    const arn = plan.hops.at(-1)?.roleArn
    const settings = config.programEnvironment(profile).variables
    return { role: arn?.slice(arn.lastIndexOf('/') + 1), settings, chain: chainOf(plan, config, settings) }
  }

  #set(state: State): void {
    this.#state = state
    this.#home.terminals?.(variablesOf(state))
    this.#changed.fire(state)
  }

  dispose(): void {
    this.#home.terminals?.(undefined)
    for (const one of [this.#trusted, this.#changed]) one.dispose()
  }
}

/**
 * A chain, the access keys it begins with, wherever in the files they are, and where calls go; to
 * compare: it is a secret.
 */
function chainOf({ source, hops }: Plan, config: SharedConfig, settings: State['settings']): string {
  const keys = source.kind === 'static' ? accessKeysOf(config, [source.profile]) : ''
  return JSON.stringify([source, hops, keys, settings], (key, value) => (/^locations?$/.test(key) ? undefined : value))
}

/** As `rolehop exec` sets them. An empty token takes away one that the terminal would inherit. */
function variablesOf({ credentials, settings }: State): Record<string, string> | undefined {
  if (!credentials) return undefined
  return {
    ...settings,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_CREDENTIAL_EXPIRATION: credentials.expiration?.toISOString() ?? '',
  }
}
