/** The context of a command: loads the files, plans and resolves as the command line asks. */
import { createProvider } from '../api/from-profile.ts'
import { resolveProfiles } from '../api/from-profiles.ts'
import { revokeSsoToken } from '../api/sso-logout.ts'
import type { CacheStatus, Files } from '../generated/types.ts'
import {
  type AwsCredentialIdentity,
  type CallerIdentity,
  consoleUrl,
  type Diagnostic,
  type FromProfilesOptions,
  getCallerIdentity,
  isRolehopError,
  type Plan,
  type PlanOptions,
  type ProfileResult,
  type ProgramEnvironment,
  SharedConfig,
} from '../index.ts'
import type { FileOptions } from '../model/types.ts'
import { createCallContext } from '../resolve/call-context.ts'
import type { MfaCodes } from '../resolve/mfa-codes.ts'
import { filesOf, findProfile, renderDiagnostics, renderPlan, requireWritable, selectedProfile } from './engine.ts'
import { shortPath } from './home.ts'
import { mfaCodes } from './io/mfa.ts'
import type { Output } from './io/output.ts'
import { textRows } from './io/text-rows.ts'
import { type MissingFiles, missingFiles } from './missing-files.ts'
import { namedFile } from './named-files.ts'
import type { Flags } from './options.ts'
import type { Query } from './query.ts'
import { sessionOptions, wholeNumber } from './session.ts'

/** Credentials and the provider that returned them. */
export interface Resolved {
  readonly credentials: AwsCredentialIdentity
  /** Returns the same credentials, or new ones if they expire soon. */
  readonly provider: () => Promise<AwsCredentialIdentity>
}

/** The options of a call that uses the config of a command line. */
type CallOptions = Pick<FromProfilesOptions, 'signal' | 'logger'> & { readonly config: SharedConfig }

/** The input and output of a run. */
export interface Run {
  readonly flags: Flags
  /** The arguments of the command. */
  readonly args: readonly string[]
  /** Whether the command reads standard input; `exec` leaves it to the program. */
  readonly readsStdin: boolean
  /** Whether the command creates missing files. */
  readonly createsFiles: boolean
  /** Receives results and notes. */
  readonly out: Output
  /** Does what an error asks for, such as a sign-in; returns whether the command can try again. */
  readonly recovers: (error: unknown) => Promise<boolean>
  /** The parsed `--query`, applied to a result before it is printed. */
  readonly query?: Query | undefined
  /** Aborts when the user presses Ctrl-C. */
  readonly signal: AbortSignal
  /** Stops handling signals, so that only later listeners get them. */
  readonly releaseSignals: () => void
}

/** One run of a command. */
export class Context {
  readonly run: Run
  #flags: Flags
  #config: SharedConfig | undefined
  /** The warnings about the files that were not shown yet. */
  readonly #warnings: Diagnostic[] = []

  constructor(run: Run) {
    this.run = run
    this.#flags = run.flags
  }

  get flags(): Flags {
    return this.#flags
  }

  /** Sets the profile, as `--profile` does. */
  select(profile: string): void {
    this.#flags = { ...this.#flags, profile }
  }

  get args(): readonly string[] {
    return this.run.args
  }

  get out(): Output {
    return this.run.out
  }

  /**
   * Loads both files once. Accepts files with syntax errors, which `check` reports.
   *
   * @param warns whether to warn about an unreadable file, once; otherwise a later call does
   */
  async config(warns = true): Promise<SharedConfig> {
    this.#config ??= await this.#load()
    if (warns) for (const warning of this.#warnings.splice(0)) this.#warn(warning.message, warning)
    return this.#config
  }

  async #load(): Promise<SharedConfig> {
    const config = await SharedConfig.load({
      signal: this.run.signal,
      logger: { warn: (_, diagnostic) => diagnostic && this.#warnings.push(diagnostic) },
      ...this.#namedFiles(),
    })
    const files = filesOf(config)
    this.debug(`config file ${files.config}, credentials file ${files.credentials}`)
    return config
  }

  /** Where the files are, without reading them. */
  locate(): Files {
    return createCallContext(this.#namedFiles()).files
  }

  #namedFiles(): FileOptions {
    const configFilepath = this.#namedFile('config-file')
    const filepath = this.#namedFile('credentials-file')
    return {
      ...(configFilepath !== undefined && { configFilepath }),
      ...(filepath !== undefined && { filepath }),
    }
  }

  #namedFile(option: 'config-file' | 'credentials-file'): string | undefined {
    const path = this.flags[option]
    return path === undefined ? undefined : namedFile(`--${option}`, path, this.run.createsFiles)
  }

  /** Loads both files as {@link config} does, and rejects those that the AWS CLI cannot parse. */
  async readableConfig(warns = true): Promise<SharedConfig> {
    const config = await this.config(warns)
    config.requireReadable()
    return config
  }

  /** As {@link readableConfig}, for a command that writes the files: also rejects those that cannot be read. */
  async writableConfig(): Promise<SharedConfig> {
    const config = await this.config(false)
    requireWritable(config)
    config.requireReadable()
    return config
  }

  /** The paths of the loaded files. */
  get files(): Files {
    return this.#config ? filesOf(this.#config) : {}
  }

  /** Prints a note if neither file exists. @returns whether it did */
  noteMissingFiles(): boolean {
    const missing = this.missingFiles()
    if (missing) this.out.note(`rolehop: ${missing.message}; ${missing.help}`)
    return missing !== undefined
  }

  /** A message if neither loaded file exists; otherwise `undefined`. */
  missingFiles(): MissingFiles | undefined {
    return this.#config && missingFiles(filesOf(this.#config))
  }

  /** The name of the selected profile, which need not exist. */
  get profile(): string {
    return selectedProfile(this.flags.profile)
  }

  /** The name of the selected profile, which must exist. @throws RolehopError `profile-not-found` */
  knownProfile(config: SharedConfig): string {
    return findProfile(config, this.flags.profile)
  }

  /**
   * Whether instance metadata is the only possible source of credentials: no profile is selected, there is
   * no `default` profile, and the environment has no credentials.
   */
  async needsProfile(): Promise<boolean> {
    const config = await this.readableConfig(false)
    if (this.flags.profile !== undefined || config.profiles.includes(this.profile)) return false
    try {
      return config.plan().source.kind === 'ec2-metadata'
    } catch (error) {
      return isRolehopError(error, 'no-credentials')
    }
  }

  /** The options of plans: the Region and the parameters of the last session. */
  get planOptions(): PlanOptions {
    const { region } = this.flags
    return { ...sessionOptions(this.flags), ...(region !== undefined && { region }) }
  }

  /** Plans a profile, by default that of the command line. */
  async plan(profile = this.flags.profile): Promise<Plan> {
    const plan = (await this.config()).plan(profile, this.planOptions)
    this.#describe(plan)
    return plan
  }

  #describe({ profile, source, sts, hops, network }: Plan): void {
    this.debug(`profile ${profile}, source ${source.kind}, STS at ${sts.url}`)
    if (source.kind === 'process') this.debug(`credential_process ${source.program}; its stderr is not changed`)
    const { caBundle, maxAttempts } = network ?? {}
    if (caBundle) this.debug(`certificates of ${caBundle.path} (${caBundle.setting})`)
    if (maxAttempts !== undefined) this.debug(`${maxAttempts} attempts per call`)
    for (const { roleArn, cacheKey } of hops) this.debug(`role ${roleArn}, cache key ${cacheKey}`)
  }

  /** The settings of a profile as environment variables; `readsFiles` is whether the program reads the files. */
  async programEnvironment(profile = this.flags.profile, readsFiles = true): Promise<ProgramEnvironment> {
    const { region, 'endpoint-url': endpointUrl } = this.flags
    return (await this.config()).programEnvironment(profile, {
      readsFiles,
      ...(region !== undefined && { region }),
      ...(endpointUrl !== undefined && { endpointUrl }),
    })
  }

  /** The options of a call with the profile of this command line. */
  async callOptions(): Promise<CallOptions & { profile?: string }> {
    return { ...(await this.#calling()), ...this.#named }
  }

  /** The profile of this command line as an option. */
  get #named(): { profile?: string } {
    const { profile } = this.flags
    return profile === undefined ? {} : { profile }
  }

  /** The options of this command line that apply to every profile. */
  async #resolving(): Promise<FromProfilesOptions> {
    const { region, 'no-cache': noCache } = this.flags
    return {
      ...(await this.#calling()),
      ...sessionOptions(this.flags),
      ...(region !== undefined && { clientConfig: { region } }),
      ...(noCache && { cache: false }),
    }
  }

  /** The sources of MFA codes. */
  get mfaCodes(): MfaCodes {
    const { readsStdin, signal } = this.run
    const logger = this.#logger
    const context = createCallContext({ logger }, this.files)
    return mfaCodes({ given: this.flags['mfa-code'], readsStdin, context, signal, logger })
  }

  get #codes(): { mfaCodes: MfaCodes; mfaProcess?: string } {
    const { 'mfa-process': mfaProcess } = this.flags
    return { mfaCodes: this.mfaCodes, ...(mfaProcess !== undefined && { mfaProcess }) }
  }

  get #logger(): { warn: (message: string, diagnostic?: Diagnostic) => void } {
    return { warn: (message, diagnostic) => this.#warn(message, diagnostic) }
  }

  /** Resolves several profiles, each to credentials or an error. */
  async resolveAll(profiles: readonly string[], concurrency: number): Promise<ProfileResult[]> {
    const config = await this.config()
    config.requireReadable()
    return resolveProfiles(
      profiles,
      { ...(await this.#resolving()), concurrency },
      { ...this.#codes, forceRefresh: this.flags.refresh === true },
    )
  }

  /** Resolves the credentials of the profile. If that needs a sign-in, prompts for it at a terminal. */
  async resolve(): Promise<Resolved> {
    try {
      return await this.#resolve()
    } catch (error) {
      if (!(await this.run.recovers(error))) throw error
      return this.#resolve()
    }
  }

  async #resolve(): Promise<Resolved> {
    const { debug, refresh } = this.flags
    const options = { ...(await this.#resolving()), ...this.#named }
    const provider = createProvider(options, {
      ...this.#codes,
      ...(debug && { onPlan: (plan) => this.#describe(plan.data()) }),
    })
    const start = Date.now()
    const credentials = await provider({ forceRefresh: refresh === true })
    this.debug(`credentials after ${Date.now() - start} ms, expiration ${ends(credentials)}`)
    return { credentials, provider }
  }

  /**
   * Whether a program with the default credential provider chain would find credentials in the profile
   * `default`. Also `true` if an error in the config leaves that unknown.
   */
  async hasDefaultCredentials(): Promise<boolean> {
    try {
      const { source } = (await this.config()).plan('default', { env: {} })
      return 'profile' in source && source.profile !== undefined
    } catch (error) {
      const none = ['profile-not-found', 'no-credentials']
      return !(isRolehopError(error) && none.includes(error.code))
    }
  }

  /** The options of a call that uses this command line's config. */
  async #calling(): Promise<CallOptions> {
    return { config: await this.config(), signal: this.run.signal, logger: this.#logger }
  }

  /** Whether a user is at the terminal: questions can be asked there. */
  async isAtTerminal(): Promise<boolean> {
    const { isatty } = await import('node:tty')
    return isatty(0) && isatty(2) && (await import('../runtime/node/terminal.ts')).isInteractive()
  }

  /** Revokes the SSO token in the text of a token file. @returns `false` if the text has no token */
  async revokeSsoToken(text: string, own: boolean): Promise<boolean> {
    const { config, ...options } = await this.callOptions()
    return revokeSsoToken(config, text, { ...options, own })
  }

  /** Gets the caller identity of the profile's credentials from STS. */
  async callerIdentity(): Promise<CallerIdentity> {
    return this.identityOf((await this.resolve()).credentials)
  }

  /** Gets the caller identity of credentials from STS. */
  async identityOf(credentials: AwsCredentialIdentity): Promise<CallerIdentity> {
    const { 'endpoint-url': endpoint } = this.flags
    return getCallerIdentity(credentials, { signal: this.run.signal, ...(endpoint !== undefined && { endpoint }) })
  }

  /** Gets the URL that signs in to the console with the profile's credentials. */
  async consoleUrl(): Promise<string> {
    const { service, destination, 'session-duration': seconds, 'endpoint-url': endpoint } = this.flags
    const options = {
      signal: this.run.signal,
      ...(service !== undefined && { service }),
      ...(destination !== undefined && { destination }),
      ...(seconds !== undefined && { sessionDurationSeconds: wholeNumber('--session-duration', seconds) }),
      ...(endpoint !== undefined && { endpoint }),
    }
    return consoleUrl((await this.resolve()).credentials, options)
  }

  /** Whether the command prints its JSON result, because of `--output json` or `--query`. */
  get wantsJson(): boolean {
    return this.flags.output === 'json' || this.run.query !== undefined
  }

  /** Prints a result after `--query`: as JSON, or as the AWS CLI's text with `--output text`. */
  result(result: unknown): void {
    const { query, out } = this.run
    const selected = query ? query(result) : result
    if (this.flags.output === 'text') for (const row of textRows(selected)) out.line(...row)
    else out.json(selected)
  }

  /** Renders diagnostics with their source lines. */
  render(diagnostics: readonly Diagnostic[], colour: boolean): string {
    const { config, credentials } = this.files
    const sources = {
      ...(this.#config && { config: this.#config.text('config'), credentials: this.#config.text('credentials') }),
      ...(config !== undefined && { configPath: shortPath(config) }),
      ...(credentials !== undefined && { credentialsPath: shortPath(credentials) }),
    }
    return renderDiagnostics(diagnostics, sources, colour ? 'color' : 'plain')
  }

  /** Renders a plan; an absent `cache` means that sessions are not stored. */
  renderPlan(plan: Plan, cache: Readonly<Record<string, CacheStatus>> | undefined): string {
    const short = Object.entries(cache ?? {}).map(([key, { path, status }]) => [key, { path: shortPath(path), status }])
    return renderPlan(plan, cache && Object.fromEntries(short), this.out.colour ? 'color' : 'plain')
  }

  /** Logs a step for `--debug`. */
  debug(text: string): void {
    if (this.flags.debug) this.out.note(`rolehop: debug: ${text}`)
  }

  #warn(message: string, diagnostic: Diagnostic | undefined): void {
    this.out.note(diagnostic ? this.render([diagnostic], this.out.noteColour) : `rolehop: ${message}`)
  }
}

function ends({ expiration }: AwsCredentialIdentity): string {
  return expiration ? expiration.toISOString() : 'never'
}
