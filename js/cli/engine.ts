/** Functions of the engine that the command uses and the package does not export. */
import type { Style } from '../../pkg/rolehop.js'
import { call } from '../engine/instance.ts'
import type {
  CacheEntryView,
  CacheHit,
  CacheLocation,
  CacheStatus,
  CacheStoreName,
  DiagnosticSources,
  Files,
  PlanRequest,
  SignInKind,
} from '../generated/types.ts'
import type { Diagnostic, Hop, Plan, Section, SharedConfig } from '../index.ts'
import { cacheFolders, ssoFolders } from '../resolve/caches.ts'
import { environment } from '../resolve/call-context.ts'
import { internalsOf, withUnreadable } from '../resolve/config-internals.ts'
import { enginePlanOf } from '../resolve/engine-plan.ts'
import { MAX_RESPONSE } from '../runtime/fetch.ts'
import { readFile } from '../runtime/node/read-file.ts'
import { runtime } from '../runtime/runtime.ts'

/** The version of the package. */
export function version(): string {
  return call((engine) => engine.version())
}

/** The paths of a config's files. Without a home directory, only those given explicitly. */
export function filesOf(config: SharedConfig): Files {
  return internalsOf(config).origin?.files ?? {}
}

/**
 * Checks that the files of a config can be written.
 *
 * @throws RolehopError `file-failed` if one of them could not be read
 */
export function requireWritable(config: SharedConfig): void {
  internalsOf(config).requireWritable()
}

/** The name of the selected profile, which need not exist. */
export function selectedProfile(named: string | undefined): string {
  return call((engine) => engine.selectedProfile(request(named)))
}

/** The name of the selected profile, which must exist. @throws RolehopError `profile-not-found` */
export function findProfile(config: SharedConfig, named: string | undefined): string {
  const { engine, unreadable } = internalsOf(config)
  try {
    return call(() => engine.find(request(named)))
  } catch (error) {
    throw withUnreadable(error, unreadable)
  }
}

/**
 * Checks that an `sso-session` or `services` section exists.
 *
 * @throws RolehopError `sso-session-not-found`, `services-not-found`
 */
export function findSection(config: SharedConfig, { ssoSession, services }: Section): void {
  const { engine } = internalsOf(config)
  if (ssoSession !== undefined) call(() => engine.findSection('sso-session', ssoSession))
  else call(() => engine.findSection('services', services))
}

/**
 * Rejects a `credential_process` of the profile that runs rolehop for the same profile again.
 *
 * @throws RolehopError `credential-process-invalid`
 */
export function refuseRecursion(named: string | undefined): void {
  call((engine) => engine.profileChain(request(named)))
}

/** The service that the user of the profile signs in to. */
export function signInKind(config: SharedConfig, named: string | undefined): SignInKind {
  const { engine } = internalsOf(config)
  return call((glue) => glue.signInKind(engine, request(named)) as SignInKind)
}

function request(profile: string | undefined): PlanRequest {
  return {
    env: environment(undefined),
    platform: runtime().platform(),
    ...(profile !== undefined && { profile }),
  }
}

/** Renders diagnostics with their source lines. */
export function renderDiagnostics(found: readonly Diagnostic[], sources: DiagnosticSources, style: Style): string {
  return call((engine) => engine.renderDiagnostics(found, sources, style))
}

/** Renders a plan as a tree with the state of the cache. */
export function renderPlan(plan: Plan, cache: Readonly<Record<string, CacheStatus>> | undefined, style: Style): string {
  return enginePlanOf(plan).draw({ cache, storage: cache ? 'aws-cli' : 'nowhere', style })
}

/** Formats environment variables for a shell. @throws RolehopError `usage-invalid` */
export function formatVariables(variables: Readonly<Record<string, string>>, format: string): string {
  return call((engine) => engine.formatVariables(Object.entries(variables), format))
}

/** The directories of both caches; empty without a home directory. */
export function cacheDirectories({ cliCache, rolehop }: Files): Partial<Record<CacheStoreName, string>> {
  return cliCache === undefined || rolehop === undefined ? {} : cacheFolders({ cliCache, rolehop })
}

/** Reads a cache entry; `undefined` for a file that cannot be one, such as one that is too large. */
export function readCacheEntry(path: string): Promise<string | undefined> {
  return readText(path, true)
}

/** Reads an SSO token file; `undefined` if it cannot be read. */
export function readTokenFile(path: string): Promise<string | undefined> {
  return readText(path, false)
}

async function readText(path: string, strict: boolean): Promise<string | undefined> {
  try {
    const bytes = await readFile(path, { strict, maxBytes: MAX_RESPONSE })
    return bytes && new TextDecoder().decode(bytes)
  } catch {
    return undefined
  }
}

/** The directories of SSO tokens, and whether each is rolehop's own. */
export function tokenDirectories(files: Files): [own: boolean, folder: string][] {
  return Object.entries(ssoFolders(files)).map(([name, folder]) => [name !== 'sso', folder])
}

/** Describes a cache entry without its secrets; `undefined` for text that is not one. */
export function describeCacheEntry(text: string, now: number): CacheEntryView | undefined {
  return call((engine) => engine.describeCacheEntry(text, now) as CacheEntryView | undefined)
}

/** The cache and the key of a hop's entry. */
export function cacheLocation(hop: Hop): CacheLocation {
  return call((engine) => engine.cacheLocation(hop) as CacheLocation)
}

/** Whether a cache entry would be used for a hop. */
export function cacheHit(hop: Hop, text: string | undefined, now: number): CacheHit {
  return call((engine) => engine.cacheHit(hop, text, now) as CacheHit)
}
