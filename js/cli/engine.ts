/** What the command line uses of the package: its public interface, and what only it needs of the engine. */
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
} from '../generated/types.ts'
import type { Diagnostic, Hop, Plan, SharedConfig } from '../index.ts'
import { cacheFolders, ssoFolders } from '../resolve/caches.ts'
import { environment } from '../resolve/call-context.ts'
import { internalsOf, withUnreadable } from '../resolve/config-internals.ts'
import { MAX_ANSWER } from '../runtime/fetch.ts'
import { readFile } from '../runtime/node/files.ts'
import { runtime } from '../runtime/runtime.ts'

export { endSignIn } from '../api/sso-logout.ts'
export type { CacheEntryView, CacheStatus, CacheStoreName, Files } from '../generated/types.ts'
export {
  type AwsCredentialIdentity,
  type CallerIdentity,
  consoleUrl,
  type DeviceAuthorization,
  type Diagnostic,
  type FromProfilesOptions,
  formatCredentials,
  fromProfile,
  fromProfiles,
  getCallerIdentity,
  isRolehopError,
  type Plan,
  type ProfileResult,
  type ProgramEnvironment,
  promptForMfaCode,
  type RolehopError,
  type SettingView,
  SharedConfig,
  type SsoLoginResult,
  ssoLogin,
  switchRoleUrl,
} from '../index.ts'
export { fileError, systemCode } from '../model/errors.ts'
export { pool } from '../util/pool.ts'

/** The version of the package. */
export function version(): string {
  return call((engine) => engine.version())
}

/** Where a config's files are. Without a home folder there are none but those that were named. */
export function filesOf(config: SharedConfig): Partial<Files> {
  return internalsOf(config).origin?.files ?? {}
}

/** @throws RolehopError when the AWS CLI would refuse to read a file */
export function requireReadable(config: SharedConfig): void {
  call(() => internalsOf(config).engine.requireReadable())
}

/** The name of the profile that is meant; it need not be there. */
export function selectedProfile(named: string | undefined): string {
  return call((engine) => engine.selectedProfile(request(named)))
}

/** The name of the profile that is meant. @throws RolehopError `profile-not-found` */
export function findProfile(config: SharedConfig, named: string | undefined): string {
  const { engine, unreadable } = internalsOf(config)
  try {
    return call(() => engine.find(request(named)))
  } catch (error) {
    throw withUnreadable(error, unreadable)
  }
}

/**
 * Refuses a profile that is being served already, by a program that calls for it again.
 *
 * @throws RolehopError `credential-process-invalid`
 */
export function refuseRecursion(named: string | undefined): void {
  call((engine) => engine.profileChain(request(named)))
}

function request(profile: string | undefined): PlanRequest {
  return {
    env: environment(undefined),
    platform: runtime().platform(),
    ...(profile !== undefined && { profile }),
  }
}

/** Problems as text, with the lines that they are about. */
export function renderDiagnostics(found: readonly Diagnostic[], sources: DiagnosticSources, style: Style): string {
  return call((engine) => engine.renderDiagnostics(found, sources, style))
}

/** A plan as a tree, with what the cache holds. */
export function renderPlan(plan: Plan, cache: Readonly<Record<string, CacheStatus>> | undefined, style: Style): string {
  return call((engine) => engine.renderPlan(plan, cache, cache ? 'aws-cli' : 'nowhere', style))
}

/** Environment variables as text for a shell. @throws RolehopError `usage-invalid` */
export function formatVariables(variables: Readonly<Record<string, string>>, format: string): string {
  return call((engine) => engine.formatVariables(Object.entries(variables), format))
}

/** The folders of both caches; none without a home folder. */
export function cachePlaces({ cliCache, rolehop }: Partial<Files>): Partial<Record<CacheStoreName, string>> {
  return cliCache === undefined || rolehop === undefined ? {} : cacheFolders({ cliCache, rolehop })
}

/** The text of a cache entry; none for a file that cannot be one. */
export function readCacheEntry(path: string): Promise<string | undefined> {
  return readText(path, true)
}

/** The text of a file that may hold a sign-in; none for one that cannot be read. */
export function readSignIn(path: string): Promise<string | undefined> {
  return readText(path, false)
}

async function readText(path: string, strict: boolean): Promise<string | undefined> {
  try {
    const bytes = await readFile(path, { strict, maxBytes: MAX_ANSWER })
    return bytes && new TextDecoder().decode(bytes)
  } catch {
    return undefined
  }
}

/** Where sign-ins are, and whether each folder is rolehop's own. */
export function signInPlaces(files: Partial<Files>): [own: boolean, folder: string][] {
  return Object.entries(ssoFolders(files)).map(([name, folder]) => [name !== 'sso', folder])
}

/** What a cache entry is of; none for a text that is not one. */
export function describeCacheEntry(text: string, now: number): CacheEntryView | undefined {
  return call((engine) => engine.describeCacheEntry(text, now) as CacheEntryView | undefined)
}

/** Where a hop's entry is. */
export function cacheLocation(hop: Hop): CacheLocation {
  return call((engine) => engine.cacheLocation(hop) as CacheLocation)
}

/** Whether an entry would be used for a hop. */
export function cacheHit(hop: Hop, text: string | undefined, now: number): CacheHit {
  return call((engine) => engine.cacheHit(hop, text, now) as CacheHit)
}
