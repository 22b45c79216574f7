/** The parts of a `SharedConfig` that only the package may access: its engine object and its files. */
import type { Config, PlanHandle } from '../../pkg/rolehop.js'
import type { Diagnostic, Files, PlanRequest } from '../generated/types.ts'
import { type ErrorDetails, isRolehopError, RolehopError } from '../model/errors.ts'
import type { CommonOptions, Environment, FileOptions } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'
import { type CallContext, createCallContext, type PartialHost } from './call-context.ts'
import type { Edit } from './edits.ts'

/** The bytes of both files; a missing file has none. */
export type ConfigBytes = { config?: Uint8Array | undefined; credentials?: Uint8Array | undefined }

/** The files that a config was loaded from and is saved to. */
export interface ConfigOrigin {
  readonly files: Files
  readonly host: PartialHost
  readonly env: Environment | undefined
  /** Whether the caller overrides `writeFile`: then a path need not be one of this host's file system. */
  readonly hasOwnFiles: boolean
}

/** The files of a config in a call that reads or writes them. */
export interface ConfigFiles extends ConfigOrigin {
  readonly signal: AbortSignal | undefined
}

/** The parts of a config that are not public. */
export interface ConfigInternals {
  /** The object of the engine, for a call that begins at once. */
  readonly engine: Config
  /**
   * Returns what plans a profile in one call of the engine, which also parses the files if they have not been.
   * Later edits do not change the plan.
   */
  readonly planner: (request: PlanRequest) => () => PlanHandle
  /**
   * Makes edits, and writes them to the files; other edits stay unsaved.
   *
   * @throws RolehopError as `SharedConfig.save()`
   */
  readonly saveOnly: (edits: readonly Edit[], signal: AbortSignal | undefined) => Promise<void>
  /** @throws RolehopError as `SharedConfig.save()`, if the files could not be read or there are none */
  readonly requireWritable: () => void
  /** Absent for a config that was created from text. */
  readonly origin: ConfigOrigin | undefined
  /** Warnings about files that could not be read. */
  readonly unreadable: readonly Diagnostic[]
}

const registry = new WeakMap<object, ConfigInternals>()

/** Registers a config. */
export function registerConfig(config: object, internals: ConfigInternals): void {
  registry.set(config, internals)
}

/** Whether an object is a config of this copy of the package. */
export function isRegistered(config: object): boolean {
  return registry.has(config)
}

/** The parts of a `SharedConfig` that are not public. */
export function internalsOf(config: object): ConfigInternals {
  const internals = registry.get(config)
  if (!internals) throw new TypeError('not a `SharedConfig`')
  return internals
}

/**
 * Creates the context of a call with a config. By default, the environment and the paths of the files are
 * those that the config was loaded with. The environment of the options overrides them; if the options also
 * contain the config, that environment also determines the paths.
 */
export function configContext(
  options: CommonOptions & FileOptions & { readonly config?: object | undefined },
  origin: ConfigOrigin | undefined,
): CallContext {
  const { config, env } = options
  const located = config === undefined || env === undefined ? origin?.files : undefined
  return createCallContext(omitUndefined({ ...options, env: env ?? origin?.env }), located)
}

/** Adds the files that could not be read to an error of a config, because they may contain what is missing. */
export function withUnreadable(error: unknown, unreadable: readonly Diagnostic[]): unknown {
  if (!isRolehopError(error) || unreadable.length === 0 || error.code === 'aborted') return error
  const message = [error.message, ...unreadable.map((diagnostic) => diagnostic.message)].join('; ')
  const { code, profile, hop, help, retryable, exitCode, accessDenied, refusedCall } = error
  const diagnostics = [...error.diagnostics, ...unreadable]
  return new RolehopError(
    omitUndefined({
      code,
      message,
      profile,
      hop,
      help,
      retryable,
      exitCode,
      accessDenied,
      refusedCall,
      diagnostics,
    }) as ErrorDetails,
    { cause: error },
  )
}
