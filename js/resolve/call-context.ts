/** Creates the context of a call from the caller's options, which override the functions of the runtime. */

import { call } from '../engine/instance.ts'
import type { Capabilities, Files } from '../generated/types.ts'
import { usageError } from '../model/errors.ts'
import type { CacheStore, CommonOptions, Environment, FileOptions, Host, Trust } from '../model/types.ts'
import { type Send, sendWithFetch } from '../runtime/fetch.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'

/** A host without the functions that only some runtimes have. */
export type PartialHost = Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>

/** The environment, files and functions of one call. */
export interface CallContext {
  readonly env: Readonly<Record<string, string>>
  /** The paths of the files. Without a home directory, only those that the caller names. */
  readonly files: Files
  readonly host: PartialHost
  readonly send: Send
}

/** The context of calls without options, reused while the environment does not change. */
let plain: CallContext | undefined

/**
 * Creates the context of a call from checked options.
 *
 * @param located the paths of the files, if they are known already
 */
export function createCallContext(options: CommonOptions & FileOptions, located?: Files): CallContext {
  const { env, host, fetch, logger, filepath, configFilepath } = options
  if ([env, host, fetch, logger, filepath, configFilepath].some((option) => option !== undefined))
    return newContext(options, environment(env), located)
  const current = environment(undefined)
  if (plain?.env !== current) plain = newContext(options, current)
  return located === undefined || located === plain.files ? plain : newContext(options, current, located)
}

function newContext(options: CommonOptions & FileOptions, env: Record<string, string>, located?: Files): CallContext {
  const files = located ?? locate(options, env)
  const own = runtime().hostFunctions({ files, env, logger: options.logger })
  return { env, files, host: omitUndefined({ ...own, ...options.host }) as PartialHost, send: sender(options, env) }
}

function locate(options: CommonOptions & FileOptions, env: Record<string, string>): Files {
  const find = (systemHome?: string) =>
    call((engine) => engine.locateFiles(env, runtime().platform(), systemHome)) as Files
  const inEnvironment = find()
  // An environment passed by the caller is complete: without a home directory in it, there is none. The user
  // database is read last, because it can be on another host.
  const isComplete = options.env !== undefined || inEnvironment.rolehop !== undefined
  const found = isComplete ? inEnvironment : find(runtime().systemHome())
  return omitUndefined({
    ...found,
    ...omitUndefined({ credentials: options.filepath, config: options.configFilepath }),
  })
}

function sender(options: CommonOptions, env: Environment): Send {
  const { fetchInit } = runtime()
  if (options.fetch) return sendWithFetch(options.fetch, fetchInit)
  if (typeof globalThis.fetch !== 'function')
    throw usageError('this runtime has no `fetch`', 'pass one in the option `fetch`')
  return runtime().send(
    env,
    sendWithFetch((...args) => globalThis.fetch(...args), fetchInit),
  )
}

/** The last copy of the runtime's environment. */
let lastOwn: Record<string, string> | undefined

/**
 * Returns the environment of a call: the caller's or, without one, a copy of the runtime's, which is reused
 * while it does not change. On Windows, where names are case-insensitive, they are converted to upper case.
 */
export function environment(given: Environment | undefined): Record<string, string> {
  const copy = copyOf(given ?? runtime().env())
  if (given) return copy
  if (!lastOwn || !isSame(copy, lastOwn)) lastOwn = copy
  return lastOwn
}

function copyOf(given: Environment): Record<string, string> {
  const env = omitUndefined(given) as Record<string, string>
  if (runtime().platform() !== 'windows') return env
  return omitUndefined(Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value])))
}

function isSame(one: Record<string, string>, other: Record<string, string>): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/**
 * Returns what a config is permitted to do. Pasted text has the permissions of an untrusted workspace unless
 * the caller sets `trust`; only the error messages differ.
 *
 * @param ssoTokens the caller's store of SSO tokens, which any config may use
 */
export function capabilities(trust: Trust | 'pasted', ssoTokens?: CacheStore | undefined): Capabilities {
  const permitted = trust === 'trusted' ? runtime().capabilities : { ...NOTHING, untrusted: trust === 'untrusted' }
  return ssoTokens ? { ...permitted, ssoTokens: true } : permitted
}

const NOTHING = { process: false, files: false, ssoTokens: false, metadata: false, endpointOverride: false }
