/** The profile of this window and its credentials. */
import {
  type Credentials,
  fromProfile,
  isRolehopError,
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

/** The key of the selected profile in the workspace's state, which is not in its settings. */
const CHOICE = 'profile'

/** The key of the profiles that were selected before. */
const RECENT = 'recent'

/** The maximum number of these. */
const MOST_RECENT = 5

/** Requires a trusted workspace. @throws RolehopError `untrusted` */
export function requireTrust(): void {
  if (trustOf(vscode.workspace) === 'trusted') return
  const message = 'this workspace is not trusted, so no credentials are requested'
  throw new RolehopError({ code: 'untrusted', message, help: 'trust it first' })
}

/** The state of the selected profile. */
export interface State {
  readonly profile: string | undefined
  /** The name of the last role of its chain. */
  readonly role?: string | undefined
  readonly credentials?: Credentials | undefined
  /** The other settings of the profile as variables, such as endpoints. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** The chain that the credentials belong to. */
  readonly chain?: string | undefined
}

/** The selected profile of the window. */
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
    // A provider keeps the trust level of its creation.
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => this.reread())
  }

  get state(): State {
    return this.#state
  }

  /** Selects a profile and gets its credentials. @throws RolehopError; then the selection is unchanged */
  async select(profile: string): Promise<void> {
    const provider = this.#providerOf(profile)
    await this.#get(profile, provider)
    this.#provider = provider
    await this.#memory.update(CHOICE, profile)
    await this.#memory.update(
      RECENT,
      [profile, ...this.recent.filter((other) => other !== profile)].slice(0, MOST_RECENT),
    )
  }

  /** The profiles that were selected in this workspace, the last one first. */
  get recent(): readonly string[] {
    return this.#memory.get<string[]>(RECENT, [])
  }

  /**
   * Credentials of a profile, which need not be the selected one; prompts only if there are no valid ones.
   *
   * @throws RolehopError
   */
  async credentials(profile: string): Promise<Credentials> {
    if (profile !== this.#state.profile) return load(profile, this.#providerOf(profile))
    this.#provider ??= this.#providerOf(profile)
    return this.#get(profile, this.#provider)
  }

  /**
   * Call it after a change of the files or the settings: the next use loads them again. Credentials that
   * no longer belong to the profile are removed from the status bar and from terminals.
   */
  async reread(): Promise<void> {
    this.#provider = undefined
    const state = this.#state
    if (state.profile === undefined || !state.credentials) return
    const now = await this.#look(state.profile).catch(() => undefined)
    if (this.#state !== state) return
    this.#set(now?.chain === state.chain ? { ...state } : { profile: state.profile })
  }

  /** Forgets the selected profile, its credentials and its stored sessions. */
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
    const about = await this.#look(profile)
    const credentials = await load(profile, provider)
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
    this.#home.terminals?.set(variablesOf(state))
    this.#changed.fire(state)
  }

  dispose(): void {
    this.#home.terminals?.set(undefined)
    for (const one of [this.#trusted, this.#changed]) one.dispose()
  }
}

/** Gets credentials and shows the progress. @throws RolehopError */
async function load(profile: string, provider: ProfileProvider): Promise<Credentials> {
  requireTrust()
  const location = vscode.ProgressLocation.Window
  const title = `Credentials of ${visible(profile)}`
  return vscode.window.withProgress({ location, title }, () => askingAgain(provider))
}

/** The maximum number of MFA codes: a program can also return them. */
const MOST_CODES = 3

/** Gets credentials. After a rejected MFA code, asks for another one: a code is never sent twice. */
async function askingAgain(provider: ProfileProvider): Promise<Credentials> {
  for (let codes = 1; ; codes += 1) {
    try {
      return await provider()
    } catch (error) {
      if (codes === MOST_CODES || !isRolehopError(error, 'mfa-rejected')) throw error
      void vscode.window.showWarningMessage('The MFA code was rejected. Enter the next one.')
    }
  }
}

/**
 * A chain, its access keys and its endpoints as one text, to detect changes. It is a secret.
 */
function chainOf({ source, hops }: Plan, config: SharedConfig, settings: State['settings']): string {
  const keys = source.kind === 'static' ? accessKeysOf(config, [source.profile]) : ''
  return JSON.stringify([source, hops, keys, settings], (key, value) => (/^locations?$/.test(key) ? undefined : value))
}

/** The variables, as `rolehop exec` sets them. An empty token removes one that the terminal would inherit. */
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
