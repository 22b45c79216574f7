/** What a call may see and do: the options of the caller over the powers of the entry. */

import { call } from '../engine/instance.ts'
import type { Capabilities, Files } from '../generated/types.ts'
import { usageError } from '../model/errors.ts'
import type { CommonOptions, Environment, FileOptions, Host, Trust } from '../model/types.ts'
import { type Send, sendWithFetch } from '../runtime/fetch.ts'
import { home } from '../runtime/runtime.ts'
import { defined } from '../util/objects.ts'

/** A host that may lack what only some surroundings have. */
export type SomeHost = Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>

/** Everything around one call. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  /** Where the files are; without a home folder none but those that the caller names. */
  readonly files: Partial<Files>
  readonly host: SomeHost
  readonly send: Send
}

/** Creates the context of a call from options that were checked. */
export function surroundings(options: CommonOptions & FileOptions): Surroundings {
  const env = environment(options.env)
  const files = locate(options, env)
  const own = home().powers({ files, env, logger: options.logger })
  return { env, files, host: defined({ ...own, ...options.host }) as SomeHost, send: sender(options, env) }
}

function locate(options: CommonOptions & FileOptions, env: Record<string, string>): Partial<Files> {
  // An environment that the caller brings is the whole one: without a home in it there is none.
  const systemHome = options.env ? undefined : home().systemHome()
  const found = call((engine) => engine.locateFiles(env, home().platform(), systemHome)) as Files | undefined
  return defined({ ...found, ...defined({ credentials: options.filepath, config: options.configFilepath }) })
}

function sender(options: CommonOptions, env: Environment): Send {
  const { manner } = home()
  if (options.fetch) return sendWithFetch(options.fetch, manner)
  const own = home().send(env)
  if (own) return own
  if (typeof globalThis.fetch !== 'function')
    throw usageError('this runtime has no `fetch`', 'pass one in the option `fetch`')
  return sendWithFetch((...args) => globalThis.fetch(...args), manner)
}

/** The environment of a call: the caller's, or the entry's own. */
export function environment(given: Environment | undefined): Record<string, string> {
  return defined(given ?? home().env()) as Record<string, string>
}

/**
 * What a config may ask for. Pasted text gets no more than an untrusted workspace unless the
 * caller says that it is trusted; the two differ in the words of the errors.
 */
export function capabilities(trust: Trust | 'pasted'): Capabilities {
  if (trust === 'trusted') return home().capabilities
  const none = { process: false, files: false, metadata: false, endpointOverride: false }
  return { ...none, untrusted: trust === 'untrusted' }
}
