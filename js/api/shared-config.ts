/** The two shared files as one object: read, asked, edited, explained, saved. */
import type { Config, PlanHandle } from '../../pkg/rolehop.js'
import { call, instanceId } from '../engine/instance.ts'
import type {
  Completion,
  Diagnostic,
  Files,
  PlanRequest,
  ProgramEnvironment,
  SettingView,
  SharedFile,
  SymbolInfo,
} from '../generated/types.ts'
import {
  argument,
  type Check,
  type Checks,
  choice,
  count,
  flag,
  OPTIONS,
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
  trustCheck,
} from '../model/options.ts'
import { type SessionOptions, sessionOf } from '../model/session-parameters.ts'
import type {
  CommonOptions,
  Environment,
  FileOptions,
  Plan,
  Position,
  SessionCache,
  SharedConfigText,
  Trust,
} from '../model/types.ts'
import { defaultCache, describeStorage } from '../resolve/caches.ts'
import { capabilities, createCallContext, environment } from '../resolve/call-context.ts'
import {
  type ConfigBytes,
  type ConfigInternals,
  type ConfigOrigin,
  registerConfig,
  withUnreadable,
} from '../resolve/config-internals.ts'
import { EnginePlan, registerPlan } from '../resolve/engine-plan.ts'
import { applyEdit, type Edit, saveEdits } from '../resolve/save.ts'
import { runtime } from '../runtime/runtime.ts'
import { untilAborted } from '../util/abort.ts'
import { type Disposable, trackForDisposal } from '../util/disposal.ts'
import { omitUndefined } from '../util/objects.ts'

/** Shows that a config is made here. */
const MADE = Symbol('made')

/** Both files. */
const FILES = ['config', 'credentials'] as const satisfies readonly SharedFile[]

/** What {@link SharedConfig.load} takes. */
export type LoadOptions = Pick<CommonOptions, 'env' | 'host' | 'signal' | 'logger'> & FileOptions

/** What {@link SharedConfig.check} and {@link SharedConfig.plan} take besides the profile. */
export interface PlanOptions extends SessionOptions {
  /** The whole environment; that of {@link SharedConfig.load}, or else the entry's own, when absent. */
  readonly env?: Environment | undefined
  /** The region that is named outright, as the AWS CLI's `--region`. */
  readonly region?: string | undefined
  /**
   * What the config may ask for. In Node it is `trusted` when absent: nothing is run here, and the
   * plan says what the AWS CLI would do. Elsewhere it is what `fromProfile` has by default: text
   * that was pasted gets no custom endpoint.
   */
  readonly trust?: Trust | undefined
  /** Where sessions are to be kept, for the plan to say so: as `fromProfile` is told, with its defaults. */
  readonly cache?: SessionCache | undefined
}

/** What {@link SharedConfig.programEnvironment} takes besides the profile. */
export interface ProgramEnvironmentOptions extends Pick<PlanOptions, 'env' | 'region'> {
  /** The endpoint of every call of the program, whatever the profile and the environment say. */
  readonly endpointUrl?: string | undefined
  /** Whether the program reads these files, and so their `default` profile; it does when absent. */
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
}

const PROGRAM_ENVIRONMENT_OPTIONS: Checks<ProgramEnvironmentOptions> = {
  env: environmentCheck,
  region: text,
  endpointUrl: text,
  readsFiles: flag,
}

const loadCheck = record(LOAD_OPTIONS)
const planCheck = record(PLAN_OPTIONS)
const programEnvironmentCheck = record(PROGRAM_ENVIRONMENT_OPTIONS)
const selectCheck = record<Pick<PlanOptions, 'env'>>({ env: environmentCheck })
const positionCheck = record<Position>({ line: count, column: count }, { required: ['line', 'column'] })
const fileCheck: Check<SharedFile> = choice(...FILES)

/**
 * The AWS shared config: `~/.aws/config` and `~/.aws/credentials`, merged as the AWS CLI merges them.
 *
 * A snapshot: the files are not looked at again until {@link SharedConfig.save}.
 */
export class SharedConfig {
  #bytes: ConfigBytes
  #edits: Edit[] = []
  readonly #holder: Disposable = { dispose: () => this.#forget() }
  readonly #origin: ConfigOrigin | undefined
  /** What was found while reading, before any text was. */
  readonly #found: readonly Diagnostic[]
  #engine: { config: Config; instanceId: number } | undefined

  private constructor(made: symbol, bytes: ConfigBytes, origin?: ConfigOrigin, found: readonly Diagnostic[] = []) {
    if (made !== MADE)
      throw usageError(
        'a `SharedConfig` cannot be made with `new`',
        'use `SharedConfig.load()` or `SharedConfig.parse()`',
      )
    this.#bytes = bytes
    this.#origin = origin
    this.#found = found
    trackForDisposal(this.#holder)
    registerConfig(this, this.#internals())
  }

  #internals(): ConfigInternals {
    const current = () => this.#current()
    return {
      get engine() {
        return current()
      },
      origin: this.#origin,
      unreadable: this.#found,
      plan: (request) => this.#plan(request),
    }
  }

  /** Its texts are overwritten in memory. */
  #forget(): void {
    for (const file of FILES) this.#bytes[file]?.fill(0)
    this.#bytes = omitUndefined<ConfigBytes>({})
    this.#edits = []
    this.#engine = undefined
  }

  /**
   * Reads this machine's files, found as the AWS CLI finds them: `AWS_CONFIG_FILE` and
   * `AWS_SHARED_CREDENTIALS_FILE`, else the two in `~/.aws`. A file that is not there is empty; so
   * is one without read permission, as for the AWS CLI, but the logger gets a warning, {@link SharedConfig.check}
   * says so, and so do errors about what is missing.
   *
   * @throws RolehopError `file-failed` when the system fails to read a file; `not-supported-here`
   *   where there are no files; `usage-invalid` for an option that is wrong or unknown; `aborted`
   */
  static async load(options: LoadOptions = {}): Promise<SharedConfig> {
    const given = argument(loadCheck, options, OPTIONS)
    const { env, signal, logger } = given
    const { files, host } = createCallContext(given)
    if (!host.readFile) throw noFiles()
    const origin = { files, host, env, signal, hasOwnFiles: given.host?.writeFile !== undefined }
    const found: Diagnostic[] = []
    const bytes: ConfigBytes = omitUndefined({})
    for (const file of FILES) {
      if (signal?.aborted) throw abortedError(signal.reason)
      const read = await readFile(origin, file, found)
      if (read) bytes[file] = read
    }
    for (const finding of found) warn(logger, finding)
    return new SharedConfig(MADE, bytes, origin, found)
  }

  /**
   * Takes texts, such as pasted ones. Never throws for bad text: {@link SharedConfig.check} says what is wrong.
   *
   * @throws RolehopError `usage-invalid` for an argument that is not an object of texts
   */
  static parse(text: SharedConfigText = {}): SharedConfig {
    const texts = argument(textsCheck, text, 'text')
    const encoder = new TextEncoder()
    const bytes: ConfigBytes = omitUndefined({})
    for (const file of FILES) {
      if (texts[file] !== undefined) bytes[file] = encoder.encode(texts[file])
    }
    return new SharedConfig(MADE, bytes)
  }

  /** The paths that the two files were loaded from and are saved to; none for a text. */
  get paths(): Partial<Record<SharedFile, string>> {
    const { config, credentials } = this.#origin?.files ?? omitUndefined<Partial<Files>>({})
    return { ...(config !== undefined && { config }), ...(credentials !== undefined && { credentials }) }
  }

  /** The names of all profiles, in the order of `aws configure list-profiles`. */
  get profiles(): string[] {
    return this.#ask((config) => config.profiles())
  }

  /**
   * The value of a setting, as `aws configure get` gives it: `undefined` when it is not set, when
   * the profile does not exist and when the setting is a nested block.
   */
  get(profile: string, key: string): string | undefined {
    const [of, name] = [argument(text, profile, 'profile'), argument(text, key, 'key')]
    return this.#ask((config) => config.get(of, name))
  }

  /** The settings of a profile with their places, in the order of the files; secrets are masked. */
  settings(profile: string): SettingView[] {
    const of = argument(text, profile, 'profile')
    return this.#ask((config) => config.settings(of))
  }

  /**
   * Sets a value, in memory: access keys in the credentials file, all else in the config file. Only
   * the bytes of the setting change; a profile that does not exist is added.
   *
   * @throws RolehopError `edit-refused` when it would not read back; then nothing has changed
   */
  set(profile: string, key: string, value: string): void {
    this.#edit({ kind: 'set', ...settingOf(profile, key), value: argument(text, value, 'value') })
  }

  /**
   * Removes a setting from both files, in memory.
   *
   * @throws RolehopError `edit-refused` when that cannot be done without changing something else
   */
  unset(profile: string, key: string): void {
    this.#edit({ kind: 'unset', ...settingOf(profile, key) })
  }

  /**
   * What may be typed at a place of one of the files, the most likely first: headers, keys, and
   * values of which there are few or that other profiles have. Never a secret.
   */
  complete(file: SharedFile, position: Position): Completion[] {
    const of = argument(fileCheck, file, 'file')
    const { line, column } = argument(positionCheck, position, 'position')
    return this.#ask((config) => config.complete(of, line, column))
  }

  /** What stands at a place of one of the files: `undefined` in empty lines and comments. */
  symbolAt(file: SharedFile, position: Position): SymbolInfo | undefined {
    const of = argument(fileCheck, file, 'file')
    const { line, column } = argument(positionCheck, position, 'position')
    return this.#ask((config) => config.symbolAt(of, line, column))
  }

  /** The text of one of the files, with the edits so far. */
  text(file: SharedFile): string {
    const of = argument(fileCheck, file, 'file')
    return this.#ask((config) => config.text(of))
  }

  /**
   * Writes the files that were edited, each whole or not at all, with the mode that it has (0600
   * for a new one) and through a link. If another program changed a file in the
   * meantime, its changes are kept: the edits are applied again to the current text.
   *
   * @throws RolehopError `edit-refused` when the edits no longer fit, `file-failed` when a file
   *   cannot be written, `usage-invalid` for a config that was not loaded from files
   */
  async save(): Promise<void> {
    if (!this.#origin)
      throw usageError('this config was not loaded from files', 'use its `text()`, or start with `SharedConfig.load()`')
    const [unreadable] = this.#found
    if (unreadable) throw refusedToWrite(unreadable)
    const edits = this.#edits
    if (edits.length === 0) return
    this.#bytes = await saveEdits(this.#origin, edits)
    // Edits that were made meanwhile are still to be saved.
    this.#edits = this.#edits.slice(edits.length)
    this.#engine = undefined
  }

  /**
   * Everything that is wrong or worth knowing, in the order of the files: with one profile's chain,
   * or without a name with both files and every profile in them. Never prompts and never writes.
   */
  check(profile?: string, options: PlanOptions = {}): Diagnostic[] {
    const request = this.#request(profile, argument(planCheck, options, OPTIONS))
    const found = this.#ask((config) => config.check(request))
    return [...this.#found, ...found]
  }

  /**
   * The chain of a profile (without a name, of the one that the environment selects, or `default`):
   * its source, its hops, where the calls go. Never prompts and never writes.
   *
   * @throws RolehopError with everything that is wrong with the chain, all at once
   */
  plan(profile?: string, options: PlanOptions = {}): Plan {
    const given = argument(planCheck, options, OPTIONS)
    const plan = new EnginePlan(this, this.#request(profile, given))
    const data = plan.data()
    registerPlan(data, plan)
    const storage = describeStorage(defaultCache(given.cache, given.trust ?? runtime().planTrust))
    const value = () => plan.draw({ storage, style: 'plain' })
    // Not enumerable: the plan prints and compares as the data that it is.
    Object.defineProperty(data, 'toString', omitUndefined({ value }))
    return data
  }

  /**
   * What a program needs that gets the credentials of a profile: its region, endpoints, FIPS and
   * other settings as environment variables, and what cannot be handed on. A variable of the
   * environment overrides the profile, as for the AWS CLI; it is not in the result.
   */
  programEnvironment(profile?: string, options: ProgramEnvironmentOptions = {}): ProgramEnvironment {
    const { endpointUrl, readsFiles = true, ...rest } = argument(programEnvironmentCheck, options, OPTIONS)
    const request = this.#request(profile, rest)
    return this.#ask((config) => config.programEnvironment(request, endpointUrl, readsFiles))
  }

  /**
   * The name of the profile that is meant: the one that is given, else the one that the environment
   * selects, else `default`. It need not exist.
   */
  selectedProfile(profile?: string, options: Pick<PlanOptions, 'env'> = {}): string {
    const request = this.#request(profile, argument(selectCheck, options, OPTIONS))
    return call((engine) => engine.selectedProfile(request))
  }

  /**
   * Throws when the AWS CLI would refuse to read either file, which stops its every command.
   *
   * @throws RolehopError with everything that is wrong with the files as such
   */
  requireReadable(): void {
    this.#ask((config) => config.requireReadable())
  }

  #request(profile: string | undefined, options: PlanOptions): PlanRequest {
    return omitUndefined({
      profile: optionalArgument(word, profile, 'profile'),
      region: options.region,
      env: environment(options.env ?? this.#origin?.env),
      platform: runtime().platform(),
      session: sessionOf(options),
      sessionName: options.sessionName,
      capabilities: capabilities(options.trust ?? runtime().planTrust),
    }) as PlanRequest
  }

  #edit(edit: Edit): void {
    this.#ask((config) => applyEdit(config, edit))
    this.#edits = [...this.#edits, edit]
  }

  #ask<T>(use: (config: Config) => T): T {
    const config = this.#current()
    try {
      return call(() => use(config))
    } catch (error) {
      throw withUnreadable(error, this.#found)
    }
  }

  /** Reads the files and plans in one call, if nothing else has needed the files yet. */
  #plan(request: PlanRequest): PlanHandle {
    const { config, credentials } = this.#bytes
    if (this.#engine === undefined && this.#edits.length === 0)
      return call((engine) => engine.planFiles(config, credentials, request))
    const read = this.#current()
    return call(() => read.planHandle(request))
  }

  /** The engine's object for this config; created again if the engine was restarted. */
  #current(): Config {
    const now = instanceId()
    if (this.#engine?.instanceId === now) return this.#engine.config
    const config = call((engine) => new engine.Config(this.#bytes.config, this.#bytes.credentials))
    for (const edit of this.#edits) applyEdit(config, edit)
    this.#engine = { config, instanceId: now }
    return config
  }
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
  { files, host, signal }: ConfigOrigin,
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

function settingOf(profile: string, key: string): { profile: string; key: string } {
  return { profile: argument(text, profile, 'profile'), key: argument(text, key, 'key') }
}

const READABLE = 'check the owner and the mode of the file, and of the folders above it'

/** What cannot be read cannot be written back. */
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
