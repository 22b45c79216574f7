/** Loads, queries, edits, checks, plans and saves the two shared files. */
import type { Config, PlanHandle, SectionKind } from '../../pkg/rolehop.js'
import { EngineObject } from '../engine/engine-object.ts'
import { call } from '../engine/instance.ts'
import type {
  Capabilities,
  Completion,
  Diagnostic,
  Files,
  NewProfile,
  Outline,
  PlanRequest,
  ProfileChanges,
  ProfileIdentity,
  ProfileSetting,
  ProgramEnvironment,
  Renamable,
  SectionOutline,
  SettingView,
  SharedFile,
  SourceRange,
  SymbolInfo,
  TextEdit,
  Token,
} from '../generated/types.ts'
import {
  argument,
  type Check,
  type Checks,
  choice,
  count,
  flag,
  list,
  OPTIONS,
  object,
  optionalArgument,
  record,
  text,
  word,
} from '../model/arguments.ts'
import { abortedError, fileError, RolehopError, systemCode, usageError, warn } from '../model/errors.ts'
import {
  COMMON_OPTIONS,
  cacheCheck,
  environmentCheck,
  FILE_OPTIONS,
  SESSION_OPTIONS,
  textsCheck,
  tokensCheck,
  trustCheck,
} from '../model/options.ts'
import { type SessionOptions, sessionRequest } from '../model/session-parameters.ts'
import { SHARED_FILES } from '../model/shared-files.ts'
import type {
  CommonOptions,
  Environment,
  FileOptions,
  Plan,
  Position,
  SessionCache,
  SharedConfigText,
  SsoTokenOptions,
  Trust,
} from '../model/types.ts'
import { defaultCache, describeStorage } from '../resolve/caches.ts'
import { capabilities, createCallContext, environment } from '../resolve/call-context.ts'
import {
  type ConfigBytes,
  type ConfigFiles,
  type ConfigInternals,
  type ConfigOrigin,
  isRegistered,
  registerConfig,
  withUnreadable,
} from '../resolve/config-internals.ts'
import { ConfigTexts } from '../resolve/config-texts.ts'
import { applyEdit, type Edit, isReplaced, type SectionAddress } from '../resolve/edits.ts'
import { EnginePlan, registerPlan } from '../resolve/engine-plan.ts'
import { editedFiles, sameContent, saveEdits } from '../resolve/save.ts'
import { runtime, TERMINAL } from '../runtime/runtime.ts'
import { untilAborted } from '../util/abort.ts'
import { isObject, member, omitUndefined } from '../util/objects.ts'

/** Makes the constructor private: only this file has the key. */
const CONSTRUCTOR_KEY = Symbol('made')

/**
 * A section of the config file that is not a profile: `{ ssoSession: 'corp' }` is `[sso-session corp]`,
 * `{ services: 'local' }` is `[services local]`.
 */
export type Section =
  | { readonly ssoSession: string; readonly services?: undefined }
  | { readonly services: string; readonly ssoSession?: undefined }

/** Options of {@link SharedConfig.load}. */
export type LoadOptions = Pick<CommonOptions, 'env' | 'host' | 'signal' | 'logger'> & FileOptions

/** Options of {@link SharedConfig.save}. The signal of {@link SharedConfig.load} does not apply. */
export type SaveOptions = Pick<CommonOptions, 'signal'>

/** Options of {@link SharedConfig.check} and {@link SharedConfig.plan}. */
export interface PlanOptions extends SessionOptions, SsoTokenOptions {
  /**
   * The whole environment. Default: that of {@link SharedConfig.load}, otherwise the runtime's own.
   *
   * @example { env: {} }
   */
  readonly env?: Environment | undefined
  /**
   * The region, as the AWS CLI's `--region`.
   *
   * @example { region: 'eu-west-1' }
   */
  readonly region?: string | undefined
  /**
   * Whether the config comes from a trusted source. Default: `trusted` in Node, because planning runs nothing
   * and the plan shows what the AWS CLI would do. In other runtimes, the default of `fromProfile`, so that
   * pasted text cannot set custom endpoints.
   *
   * @example { trust: 'untrusted' }
   */
  readonly trust?: Trust | undefined
  /**
   * Where sessions are cached, which the plan shows. Same values and default as for `fromProfile`.
   *
   * @example { cache: false }
   */
  readonly cache?: SessionCache | undefined
  /**
   * Where the profile is to be used. `here` reports what this runtime or the trust in the config does not
   * permit, such as a program in a page. `terminal` reads the profile as a terminal does, to show it; only
   * {@link fromProfile} decides what runs. In a page without `env`, and if `env` is empty, the environment of
   * the terminal is not known, and what `credential_source` names counts as present. Default: `here`.
   *
   * @example { target: 'terminal' }
   */
  readonly target?: 'here' | 'terminal' | undefined
}

/** Options of {@link SharedConfig.programEnvironment}. */
export interface ProgramEnvironmentOptions extends Pick<PlanOptions, 'env' | 'region'> {
  /**
   * The endpoint of every call of the program, instead of those of the profile and the environment.
   *
   * @example { endpointUrl: 'http://localhost:4566' }
   */
  readonly endpointUrl?: string | undefined
  /**
   * Whether the program reads these files, including the `default` profile. Default: `true`.
   *
   * @example { readsFiles: false }
   */
  readonly readsFiles?: boolean | undefined
}

const LOAD_OPTIONS: Checks<LoadOptions> = {
  env: environmentCheck,
  host: COMMON_OPTIONS.host,
  signal: COMMON_OPTIONS.signal,
  logger: COMMON_OPTIONS.logger,
  ...FILE_OPTIONS,
}

const PLAN_OPTIONS: Checks<PlanOptions> = {
  ...SESSION_OPTIONS,
  env: environmentCheck,
  region: text,
  trust: trustCheck,
  cache: cacheCheck,
  ssoTokens: tokensCheck,
  target: choice('here', 'terminal'),
}

const PROGRAM_ENVIRONMENT_OPTIONS: Checks<ProgramEnvironmentOptions> = {
  env: environmentCheck,
  region: text,
  endpointUrl: text,
  readsFiles: flag,
}

const loadCheck = record(LOAD_OPTIONS)
const saveCheck = record<SaveOptions>({ signal: COMMON_OPTIONS.signal })
const planCheck = record(PLAN_OPTIONS)
const programEnvironmentCheck = record(PROGRAM_ENVIRONMENT_OPTIONS)
const selectCheck = record<Pick<PlanOptions, 'env'>>({ env: environmentCheck })
const positionCheck = record<Position>({ line: count, column: count }, { required: ['line', 'column'] })

/** The arguments that the engine takes for a place in one of the files. */
function place(file: SharedFile, position: Position): [SharedFile, number, number] {
  const of = argument(fileCheck, file, 'file')
  const { line, column } = argument(positionCheck, position, 'position')
  return [of, line, column]
}
/** The engine checks what is in the lists. */
const changesCheck = record<ProfileChanges>(
  { add: list(object<NewProfile>), set: list(object<ProfileSetting>), remove: list(text) },
  { required: ['add', 'set', 'remove'] },
)
const fileCheck: Check<SharedFile> = choice(...SHARED_FILES)

/** The name of the first argument of functions about settings. */
const SECTION = 'section'

const sectionObjectCheck = record<{ ssoSession?: string; services?: string }>({ ssoSession: word, services: word })

/** The name of a profile, or an object that names exactly one other section. */
const sectionCheck: Check<SectionAddress> = (value, name) => {
  if (!isObject(value)) return { kind: undefined, name: word(value, name) }
  const { ssoSession, services } = sectionObjectCheck(value, name)
  if ((ssoSession === undefined) === (services === undefined))
    throw usageError(`\`${name}\` must have either \`ssoSession\` or \`services\``)
  const kind: SectionKind = services === undefined ? 'sso-session' : 'services'
  return { kind, name: services ?? ssoSession ?? '' }
}

/**
 * The AWS shared config: `~/.aws/config` and `~/.aws/credentials`, merged as the AWS CLI merges them.
 *
 * It is a snapshot: the files are not read again until {@link SharedConfig.save}.
 *
 * @example
 * const config = await SharedConfig.load()
 * config.set('deploy', 'role_arn', 'arn:aws:iam::444455556666:role/Deploy')
 * await config.save()
 */
export class SharedConfig {
  #texts: ConfigTexts
  #hasPlanned = false
  readonly #origin: ConfigOrigin | undefined
  /** Diagnostics of the files themselves, such as one without read permission. */
  readonly #found: readonly Diagnostic[]
  readonly #engine = new EngineObject(() => configWith(this.#texts.bytes, this.#texts.edits))

  private constructor(made: symbol, bytes: ConfigBytes, origin?: ConfigOrigin, found: readonly Diagnostic[] = []) {
    if (made !== CONSTRUCTOR_KEY)
      throw usageError(
        'a `SharedConfig` cannot be created with `new`',
        'use `SharedConfig.load()` or `SharedConfig.parse()`',
      )
    this.#texts = new ConfigTexts(bytes)
    this.#origin = origin
    this.#found = found
    registerConfig(this, this.#internals())
  }

  #internals(): ConfigInternals {
    const current = () => this.#engine.get()
    return {
      get engine() {
        return current()
      },
      origin: this.#origin,
      unreadable: this.#found,
      planner: (request) => this.#planner(request),
      saveOnly: (edits, signal) => this.#saveOnly(edits, signal),
      requireWritable: () => void this.#writable(),
    }
  }

  /**
   * Loads the user's files from the AWS CLI's paths: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`,
   * or the two files in `~/.aws`. A missing file is treated as empty. So is a file without read permission, as
   * in the AWS CLI; the logger then gets a warning, {@link SharedConfig.check} reports it, and errors about
   * missing profiles or settings mention it.
   *
   * @throws RolehopError `file-failed` if a file cannot be read; `not-supported-here` in a runtime
   *   without files; `usage-invalid` for an invalid or unknown option; `aborted`
   * @example
   * const config = await SharedConfig.load({ configFilepath: './aws.ini' })
   */
  static async load(options: LoadOptions = {}): Promise<SharedConfig> {
    const given = argument(loadCheck, options, OPTIONS)
    const { env, signal, logger } = given
    const { files, host } = createCallContext(given)
    if (!host.readFile) throw noFiles()
    const origin = { files, host, env, hasOwnFiles: given.host?.writeFile !== undefined }
    const found: Diagnostic[] = []
    const bytes: ConfigBytes = omitUndefined({})
    for (const file of SHARED_FILES) {
      if (signal?.aborted) throw abortedError(signal.reason)
      const read = await readFile({ ...origin, signal }, file, found)
      if (read) bytes[file] = read
    }
    for (const diagnostic of found) warn(logger, diagnostic)
    return new SharedConfig(CONSTRUCTOR_KEY, bytes, origin, found)
  }

  /**
   * Parses text, for example pasted text. Invalid text does not throw: {@link SharedConfig.check} reports the
   * errors.
   *
   * @throws RolehopError `usage-invalid` for an argument that is not an object of texts
   * @example
   * SharedConfig.parse({ config: '[profile dev]\nregion = eu-west-1\n' }).get('dev', 'region') // 'eu-west-1'
   */
  static parse(text: SharedConfigText = {}): SharedConfig {
    const texts = argument(textsCheck, text, 'text')
    const encoder = new TextEncoder()
    const bytes: ConfigBytes = omitUndefined({})
    for (const file of SHARED_FILES) {
      if (texts[file] !== undefined) bytes[file] = encoder.encode(texts[file])
    }
    return new SharedConfig(CONSTRUCTOR_KEY, bytes)
  }

  /** The paths that the two files were loaded from and are saved to. Empty for a config that was parsed. */
  get paths(): Partial<Record<SharedFile, string>> {
    const { config, credentials } = this.#origin?.files ?? omitUndefined<Files>({})
    return { ...(config !== undefined && { config }), ...(credentials !== undefined && { credentials }) }
  }

  /** The names of all profiles, in the order of `aws configure list-profiles`. */
  get profiles(): string[] {
    return this.#withEngine((config) => config.profileNames()?.split('\n') ?? [])
  }

  /** The names of the `[sso-session NAME]` sections, in the order of the config file. */
  get ssoSessions(): string[] {
    return this.#withEngine((config) => config.sectionNames('sso-session'))
  }

  /** The names of the `[services NAME]` sections, in the order of the config file. */
  get services(): string[] {
    return this.#withEngine((config) => config.sectionNames('services'))
  }

  /**
   * All profiles in the same order, with the account and the role that each names, for lists. Nothing is
   * followed: a profile whose settings name neither has only its name.
   */
  get identities(): ProfileIdentity[] {
    return this.#withEngine((config) => config.identities())
  }

  /**
   * Returns the value of a setting, as `aws configure get` does: `undefined` if it is not set, the section
   * does not exist, or the setting is a nested block.
   *
   * @param section the name of a profile, or another section of the config file
   * @example
   * config.get('default', 'region')
   * config.get('default', 's3.addressing_style')
   * config.get({ ssoSession: 'corp' }, 'sso_region')
   */
  get(section: string | Section, key: string): string | undefined {
    const [{ name, kind }, of] = [this.#readable(section), argument(word, key, 'key')]
    return this.#withEngine((config) => config.get(name, of, kind))
  }

  /** A section to read: `[profile ""]` is a profile for the AWS CLI, whose name is empty. */
  #readable(section: string | Section): SectionAddress {
    if (section === '' && this.profiles.includes('')) return { kind: undefined, name: '' }
    return argument(sectionCheck, section, SECTION)
  }

  /**
   * Returns the settings of a section with their locations, in file order. Secrets are masked.
   *
   * @param section the name of a profile, or another section of the config file
   * @example
   * config.settings({ services: 'local' })
   */
  settings(section: string | Section): SettingView[] {
    const { name, kind } = this.#readable(section)
    return this.#withEngine((config) => config.settings(name, kind))
  }

  /**
   * Sets a value in memory, as `aws configure set` does: access keys of a profile in the credentials file,
   * everything else in the config file. Only the bytes of the setting change; a missing section is added.
   *
   * @param section the name of a profile, or another section of the config file
   * @throws RolehopError `edit-refused` if the value would not survive a round trip; then nothing changes
   * @example
   * config.set('deploy', 'duration_seconds', '3600')
   * config.set({ services: 'local' }, 'sts.endpoint_url', 'http://localhost:4566')
   */
  set(section: string | Section, key: string, value: string): void {
    this.#edit({ ...settingOf(section, key), value: argument(text, value, 'value') })
  }

  /**
   * Removes a setting from each file that has it, in memory.
   *
   * @param section the name of a profile, or another section of the config file
   * @throws RolehopError `edit-refused` if removing it would change another setting
   */
  unset(section: string | Section, key: string): void {
    this.#edit({ ...settingOf(section, key), value: undefined })
  }

  /**
   * Makes changes of many profiles of the config file at once, in memory: all of them or none. Only the
   * lines of their settings change; comments in removed profiles stay.
   *
   * @throws RolehopError `edit-refused` if a profile to add exists, one to change or remove does not, or a
   *   value would not survive a round trip
   * @example
   * config.apply({ add: [{ name: 'dev', settings: [['region', 'eu-west-1']] }], set: [], remove: ['old'] })
   */
  apply(changes: ProfileChanges): void {
    this.#edit(argument(changesCheck, changes, 'changes'))
  }

  /**
   * Returns the completions at a position of one of the files, the most likely first: headers, keys, and
   * values of a fixed set or of other profiles. Never a secret.
   */
  complete(file: SharedFile, position: Position): Completion[] {
    const at = place(file, position)
    return this.#withEngine((config) => config.complete(...at))
  }

  /** Returns the symbol at a position of one of the files; `undefined` in empty lines and comments. */
  symbolAt(file: SharedFile, position: Position): SymbolInfo | undefined {
    const at = place(file, position)
    return this.#withEngine((config) => config.symbolAt(...at))
  }

  /** Returns the sections of one of the files and their settings with their locations, without values. */
  sections(file: SharedFile): SectionOutline[] {
    const of = argument(fileCheck, file, 'file')
    return this.#withEngine((config) => config.sections(of))
  }

  /** Returns the parts of one of the files for syntax highlighting, in its order; each is on one line. */
  tokens(file: SharedFile): Token[] {
    const of = argument(fileCheck, file, 'file')
    return this.#withEngine((config) => config.tokens(of))
  }

  /**
   * Returns where both files name the profile, the `sso-session` or the `services` section that is named at a
   * position: in headers, and in the values that refer to it. Empty without a name there.
   */
  references(file: SharedFile, position: Position): SourceRange[] {
    const at = place(file, position)
    return this.#withEngine((config) => config.references(...at))
  }

  /** Returns the name at a position that {@link SharedConfig.rename} changes; `undefined` without one. */
  renamable(file: SharedFile, position: Position): Renamable | undefined {
    const at = place(file, position)
    return this.#withEngine((config) => config.renamable(...at))
  }

  /**
   * Returns the edits of both files that give the profile, the `sso-session` or the `services` section that
   * is named at a position another name, wherever it is named. This object does not change.
   *
   * @throws RolehopError `edit-refused` if there is no name at the position, the new one is in use or not
   *   possible, or a file has syntax errors
   */
  rename(file: SharedFile, position: Position, newName: string): TextEdit[] {
    const at = place(file, position)
    const name = argument(text, newName, 'newName')
    return this.#withEngine((config) => config.rename(...at, name))
  }

  /** Returns the text of one of the files, including unsaved edits. */
  text(file: SharedFile): string {
    const of = argument(fileCheck, file, 'file')
    return this.#withEngine((config) => config.text(of))
  }

  /**
   * Writes the edited files. Each is written atomically, keeps its mode (0600 for a new file), and is reached
   * through symbolic links. Changes by other programs since loading are kept: the edits are applied to the
   * current text.
   *
   * @throws RolehopError `edit-refused` if the edits no longer apply, `file-failed` if a file cannot be
   *   written, `usage-invalid` for a config that was not loaded from files or an unknown option, `aborted`
   */
  async save(options: SaveOptions = {}): Promise<void> {
    const { signal } = argument(saveCheck, options, OPTIONS)
    const origin = this.#writable()
    const texts = this.#texts
    const { bytes, unsaved: edits } = texts
    if (edits.length === 0) return
    const known = edits.length === texts.edits.length ? editedFiles(bytes, this.#engine.get()) : undefined
    const saved = await saveEdits({ ...origin, signal }, edits, known)
    const isDisposed = texts.bytes !== bytes
    if (isDisposed) return
    // Edits made in the meantime are not saved yet.
    this.#texts = this.#texts.saved(saved, edits)
    const isKnown =
      known && SHARED_FILES.every((file) => sameContent(saved[file], known.changed[file] ?? known.disk[file]))
    if (!isKnown) this.#engine.release()
  }

  /** Makes edits and writes them to the files, without the edits that were made before. */
  async #saveOnly(edits: readonly Edit[], signal: AbortSignal | undefined): Promise<void> {
    const origin = this.#writable()
    const replaced = this.#texts.edits.filter((edit) => isReplaced(edit, edits))
    for (const edit of edits) this.#edit(edit)
    await saveEdits({ ...origin, signal }, edits)
    this.#texts.written([...replaced, ...edits])
  }

  #writable(): ConfigOrigin {
    if (!this.#origin)
      throw usageError('this config was not loaded from files', 'use its `text()`, or start with `SharedConfig.load()`')
    const [unreadable] = this.#found
    if (unreadable) throw refusedToWrite(unreadable)
    return this.#origin
  }

  /**
   * Returns the diagnostics of a profile's chain or, without a name, of both files and every profile, in file
   * order. Only with a name, the environment is searched for what the profile needs, such as the access keys of
   * `credential_source = Environment`. Never prompts or writes.
   *
   * @example
   * for (const { severity, message, file, line } of config.check('deploy')) console.log(severity, message, file, line)
   */
  check(profile?: string, options: PlanOptions = {}): Diagnostic[] {
    const request = this.#request(profile, argument(planCheck, options, OPTIONS))
    const found = this.#withEngine((config) => config.check(request))
    return [...this.#found, ...found]
  }

  /**
   * Plans the chain of a profile: its source, hops and endpoints. Without a name, plans the profile that the
   * environment selects, or `default`. Never prompts or writes.
   *
   * @throws RolehopError with all errors of the chain
   * @example
   * console.log(`${config.plan('deploy')}`)
   */
  plan(profile?: string, options: PlanOptions = {}): Plan {
    const given = argument(planCheck, options, OPTIONS)
    const plan = new EnginePlan(this, this.#request(profile, given))
    const data = plan.data()
    registerPlan(data, plan)
    const storage = describeStorage(defaultCache(given.cache, given.trust ?? runtime().planTrust))
    const value = () => plan.draw({ storage, style: 'plain' })
    // Not enumerable, so that the plan prints and compares as data.
    Object.defineProperty(data, 'toString', omitUndefined({ value }))
    return data
  }

  /**
   * Returns the chain of a profile as far as its settings are valid, with all diagnostics: what a plan has,
   * also for a profile that has none because of an error. For display; it never throws for a profile.
   *
   * @example
   * const { hops, source, diagnostics } = config.outline('deploy', { target: 'terminal' })
   */
  outline(profile?: string, options: PlanOptions = {}): Outline {
    const request = this.#request(profile, argument(planCheck, options, OPTIONS))
    return this.#withEngine((config) => config.outline(request))
  }

  /**
   * Returns the settings that a program needs in addition to the credentials of a profile: region, endpoints,
   * FIPS and others as environment variables, and the names of settings without a variable. A variable that
   * the environment already sets overrides the profile, as in the AWS CLI, and is not in the result.
   */
  programEnvironment(profile?: string, options: ProgramEnvironmentOptions = {}): ProgramEnvironment {
    const { endpointUrl, readsFiles = true, ...rest } = argument(programEnvironmentCheck, options, OPTIONS)
    const request = this.#request(profile, rest)
    return this.#withEngine((config) => config.programEnvironment(request, endpointUrl, readsFiles))
  }

  /**
   * Returns the name of the selected profile: the argument, the profile that the environment selects, or
   * `default`, in this order. The profile may not exist.
   */
  selectedProfile(profile?: string, options: Pick<PlanOptions, 'env'> = {}): string {
    const request = this.#request(profile, argument(selectCheck, options, OPTIONS))
    return call((engine) => engine.selectedProfile(request))
  }

  /**
   * Throws if the AWS CLI cannot parse one of the files. Such a file makes all of its commands fail.
   *
   * @throws RolehopError with all syntax errors of the files
   */
  requireReadable(): void {
    this.#withEngine((config) => config.requireReadable())
  }

  #request(profile: string | undefined, options: PlanOptions): PlanRequest {
    const env = options.env ?? this.#origin?.env
    return omitUndefined({
      profile: optionalArgument(word, profile, 'profile'),
      region: options.region,
      env: environment(env),
      envElsewhere: isElsewhere(options.target, env),
      platform: runtime().platform(),
      ...sessionRequest(options),
      capabilities: permissions(options),
    }) as PlanRequest
  }

  #edit(edit: Edit): void {
    this.#withEngine((config) => applyEdit(config, edit))
    this.#texts.edits.push(edit)
  }

  #withEngine<T>(use: (config: Config) => T): T {
    const config = this.#engine.get()
    try {
      return call(() => use(config))
    } catch (error) {
      throw withUnreadable(error, this.#found)
    }
  }

  #planner(request: PlanRequest): () => PlanHandle {
    const texts = this.#texts
    const count = texts.edits.length
    return () => {
      const isCurrent = texts === this.#texts && count === texts.edits.length
      return isCurrent ? this.#plan(request) : planWith(texts.bytes, texts.edits.slice(0, count), request)
    }
  }

  /** Plans a profile. The first plan needs one call, which also parses the files; later ones parse them once for all. */
  #plan(request: PlanRequest): PlanHandle {
    const { bytes, edits } = this.#texts
    const isFirst = !this.#hasPlanned && !this.#engine.isMade && edits.length === 0
    this.#hasPlanned = true
    if (isFirst) return call((engine) => engine.planFiles(bytes.config, bytes.credentials, request))
    const read = this.#engine.get()
    return call(() => read.planHandle(request))
  }
}

/** The engine's object for two files with edits. */
function configWith({ config, credentials }: ConfigBytes, edits: readonly Edit[]): Config {
  const made = call((engine) => new engine.Config(config, credentials))
  for (const edit of edits) applyEdit(made, edit)
  return made
}

function planWith(bytes: ConfigBytes, edits: readonly Edit[], request: PlanRequest): PlanHandle {
  const config = configWith(bytes, edits)
  try {
    return call(() => config.planHandle(request))
  } finally {
    config.free()
  }
}

function permissions({ target, trust, ssoTokens }: PlanOptions): Capabilities {
  return target === 'terminal' ? TERMINAL : capabilities(trust ?? runtime().planTrust, ssoTokens)
}

/** Whether the terminal that a profile is for has an environment that this runtime does not know. */
function isElsewhere(target: PlanOptions['target'], env: Environment | undefined): boolean {
  if (target !== 'terminal') return false
  return env === undefined ? !runtime().capabilities.process : Object.keys(env).length === 0
}

/** Marks the configs of every copy of this package. */
const BRAND = Symbol.for('rolehop.SharedConfig')

Object.defineProperty(SharedConfig.prototype, BRAND, { value: true })

/**
 * Whether a value is a config of this copy of the package.
 *
 * @throws RolehopError `usage-invalid` for one that only resembles it
 * @internal
 */
export function isSharedConfig(value: unknown, name: string): value is SharedConfig {
  if (!isObject(value)) return false
  if (isRegistered(value)) return true
  if (value instanceof SharedConfig)
    throw usageError(`\`${name}\` was not created by \`SharedConfig.load()\` or \`SharedConfig.parse()\``)
  if (member(value, BRAND) === true) {
    const help = 'import `SharedConfig` and this function from the same copy and the same entry point of rolehop'
    throw usageError(`\`${name}\` is a \`SharedConfig\` of another copy of rolehop`, help)
  }
  return false
}

/** Loads the files that the options of another function name. @internal */
export function loadFiles({ env, host, signal, logger, filepath, configFilepath }: LoadOptions): Promise<SharedConfig> {
  return SharedConfig.load(omitUndefined({ env, host, signal, logger, filepath, configFilepath }))
}

function noFiles(): RolehopError {
  const help = 'pass the text: `SharedConfig.parse()`, or the option `config`'
  return new RolehopError({ code: 'not-supported-here', message: 'this runtime has no file access', help })
}

async function readFile(
  { files, host, signal }: ConfigFiles,
  file: SharedFile,
  found: Diagnostic[],
): Promise<Uint8Array | undefined> {
  const path = files[file]
  if (path === undefined) return undefined
  try {
    return await untilAborted(() => host.readFile?.(path), signal)
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    const code = systemCode(error)
    if (code !== 'EACCES' && code !== 'EPERM') throw fileError('read', path, error)
    const message = `cannot read \`${path}\`: ${code}; treating it as empty`
    found.push({ code: 'file-failed', severity: 'warning', message, file, help: READABLE })
    return undefined
  }
}

function settingOf(section: string | Section, key: string): { section: SectionAddress; key: string } {
  return { section: argument(sectionCheck, section, SECTION), key: argument(word, key, 'key') }
}

const READABLE = 'check the owner and the mode of the file and its parent directories'

/** The error for saving a file that could not be read. */
function refusedToWrite({ message, file }: Diagnostic): RolehopError {
  const refusal: Diagnostic = {
    code: 'file-failed',
    severity: 'error',
    message: message.replace('treating it as empty', 'nothing is written'),
    help: READABLE,
    ...(file && { file }),
  }
  return new RolehopError({ code: refusal.code, message: refusal.message, help: READABLE, diagnostics: [refusal] })
}
