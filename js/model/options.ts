/** The checks that several functions share: call options, sessions, credentials, hops. */

import type { Endpoint, Hop, PolicyArn, SignCallerOptions, Tag } from '../generated/types.ts'
import { quietly } from '../util/abort.ts'
import { isObject, isThenable, member, omitUndefined } from '../util/objects.ts'
import {
  argument,
  type Check,
  type Checks,
  choice,
  date,
  flag,
  func,
  list,
  meantBy,
  mistyped,
  number,
  object,
  record,
  seconds,
  string,
  strings,
  text,
  word,
} from './arguments.ts'
import { callerFailed, isRolehopError, usageError } from './errors.ts'
import type { SessionOptions } from './session-parameters.ts'
import type {
  AwsCredentialIdentity,
  CacheStore,
  CommonOptions,
  Environment,
  FileOptions,
  Host,
  HostOverrides,
  Logger,
  RunResult,
  SessionCache,
  SharedConfigText,
  Trust,
} from './types.ts'

/** An environment. It is not copied, so that later changes of `process.env` apply. */
export const environmentCheck: Check<Environment> = (value, name) => {
  if (!isObject(value) || isThenable(value) || member(value, Symbol.iterator) !== undefined)
    throw mistyped(name, 'an object', value)
  for (const [key, found] of Object.entries(value)) if (found !== undefined) string(found, `${name}.${key}`)
  return value as Environment
}

/** Milliseconds since 1970, within the range of `Date`. */
const moment: Check<number> = (value, name) => {
  if (typeof value === 'number' && !Number.isNaN(new Date(value).getTime())) return value
  throw mistyped(name, 'a number of milliseconds since 1970', value)
}

/** Bytes; a proxy of a byte array is rejected. */
const bytes: Check<Uint8Array> = (value, name) => {
  if (!ArrayBuffer.isView(value)) throw mistyped(name, 'a `Uint8Array`', value)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

const status: Check<number | null> = (value, name) => (value === null ? null : number(value, name))

const runResult: Check<RunResult> = (value, name) => {
  const checks: Checks<RunResult> = { status, stdout: string }
  return record<RunResult>(checks, { required: ['status', 'stdout'], unknown: 'any' })(value, name)
}

const anything: Check<unknown> = (value) => value

/** The checks of what each host function returns. */
const HOST_RESULTS: Record<keyof Host, Check> = {
  now: moment,
  random: bytes,
  sleep: anything,
  readFile: (value, name) => (value === undefined || value === null ? undefined : bytes(value, name)),
  writeFile: anything,
  lock: func,
  run: runResult,
  open: anything,
  prompt: string,
}

/** The synchronous host functions. */
const SYNCHRONOUS: readonly string[] = ['now', 'random'] satisfies (keyof Host)[]

const HOST_FUNCTIONS: Checks<HostOverrides> = {
  now: func,
  random: func,
  sleep: func,
  readFile: func,
  writeFile: func,
  lock: func,
  run: func,
  open: func,
  prompt: func,
}

/** Calls a function of the caller; errors name it. */
function attempt<T>(work: () => T, what: string): T {
  try {
    return work()
  } catch (error) {
    throw isRolehopError(error) ? error : callerFailed('usage-invalid', `\`${what}\``, error)
  }
}

/** Binds the functions of a host, which may be methods of a class, and checks what they return. */
const host: Check<HostOverrides> = (value, name) => {
  const given = record(HOST_FUNCTIONS, { unknown: 'instances' })(value, name)
  const guarded = Object.entries(given).map(([key, act]) => {
    const call = (args: unknown[]) => Reflect.apply(act as () => unknown, value, args)
    const what = `${name}.${key}()`
    const result = (found: unknown) => argument(HOST_RESULTS[key as keyof Host], found, what)
    const atOnce = (...args: unknown[]) => {
      const found = attempt(() => call(args), what)
      // The check rejects a promise, whose rejection must be handled.
      if (typeof found === 'object') void quietly(() => found)
      return result(found)
    }
    return [key, SYNCHRONOUS.includes(key) ? atOnce : async (...args: unknown[]) => result(await call(args))]
  })
  return omitUndefined(Object.fromEntries(guarded)) as HostOverrides
}

/** A logger. Only `warn` is used, and its errors are ignored. */
const logger: Check<Logger> = (value, name) => {
  const isFunction = typeof value === 'function'
  if (!isObject(value) && !isFunction) throw mistyped(name, 'an object', value)
  const warn = member(value, 'warn')
  if (warn === undefined && !isFunction) return omitUndefined({})
  const act = func<() => unknown>(warn, `${name}.warn`)
  return omitUndefined({ warn: (...args: unknown[]) => void quietly(() => Reflect.apply(act, value, args)) })
}

const signal: Check<AbortSignal> = (value, name) => {
  const isSignal =
    isObject(value) &&
    typeof member(value, 'aborted') === 'boolean' &&
    typeof member(value, 'addEventListener') === 'function' &&
    typeof member(value, 'removeEventListener') === 'function'
  if (!isSignal) throw mistyped(name, 'an `AbortSignal`', value)
  return value as AbortSignal
}

/** The checks of {@link CommonOptions}. */
export const COMMON_OPTIONS: Checks<CommonOptions> = { env: environmentCheck, host, fetch: func, signal, logger }

/** The checks of {@link FileOptions}. */
export const FILE_OPTIONS: Checks<FileOptions> = { filepath: word, configFilepath: word }

/** The texts of the two files, with any content. */
export const textsCheck: Check<SharedConfigText> = record<SharedConfigText>({ config: string, credentials: string })

/** The trust of a config. */
export const trustCheck: Check<Trust> = choice('trusted', 'untrusted')

const storeCheck: Check<CacheStore> = record<CacheStore>(
  { label: text, get: func, set: func },
  { required: ['get', 'set'], unknown: 'any' },
)

/** Binds the functions of a store, which may be methods of a class. */
function bound(value: object, { label, get, set }: CacheStore): CacheStore {
  return omitUndefined({
    label,
    get: (key: string) => Reflect.apply(get, value, [key]),
    set: (key: string, entry: string) => Reflect.apply(set, value, [key, entry]),
  }) as CacheStore
}

/** A store of SSO tokens. */
export const tokensCheck: Check<CacheStore> = (value, name) => bound(value as object, storeCheck(value, name))

const CACHES = '`aws-cli`, `memory`, `false` or an object with `get` and `set`'

/** Where sessions are cached. */
export const cacheCheck: Check<SessionCache> = (value, name) => {
  if (value === false || value === 'aws-cli' || value === 'memory') return value
  if (!isObject(value)) throw mistyped(name, CACHES, value, meantBy(value, ['aws-cli', 'memory']))
  return tokensCheck(value, name)
}

/** A policy as JSON text. A value without JSON is rejected, because it must not be treated as no policy. */
const policy: Check<string> = (value, name) => {
  if (typeof value === 'string') return text(value, name)
  if (!isObject(value) || isThenable(value)) throw mistyped(name, 'an object or a string of JSON', value)
  const json: unknown = attempt(() => JSON.stringify(value), name)
  if (typeof json === 'string' && json.startsWith('{') && json !== '{}') return json
  throw usageError(`\`${name}\` is not a JSON policy`)
}

const policyArn: Check<PolicyArn> = (value, name) =>
  typeof value === 'string'
    ? { arn: text(value, name) }
    : record<PolicyArn>({ arn: text }, { required: ['arn'] })(value, name)

const tag: Check<Tag> = record<Tag>({ Key: text, Value: text }, { required: ['Key', 'Value'] })

/** The checks of {@link SessionOptions}. */
export const SESSION_OPTIONS: Checks<SessionOptions> = {
  roleArn: word,
  durationSeconds: seconds,
  policy,
  policyArns: list(policyArn),
  tags: (value, name) => (Array.isArray(value) ? list(tag) : strings)(value, name),
  transitiveTagKeys: list(text),
  sourceIdentity: text,
  sessionName: text,
  mfaSession: flag,
}

/** The expiration of credentials: a `Date`, or text or milliseconds as in some SDKs. */
const expiration: Check<Date> = (value, name) =>
  date(typeof value === 'string' || typeof value === 'number' ? new Date(value) : value, name)

/** Credentials of any SDK. Other keys are allowed unless they look like a misspelling of these. */
export const credentialsCheck: Check<AwsCredentialIdentity> = record<AwsCredentialIdentity>(
  { accessKeyId: word, secretAccessKey: word, sessionToken: text, expiration, accountId: text },
  { required: ['accessKeyId', 'secretAccessKey'], unknown: 'near' },
)

/** A URL, or the endpoint of a plan. */
export const endpointCheck: Check<string | Endpoint> = (value, name) =>
  typeof value === 'string'
    ? text(value, name)
    : record<Endpoint>(
        { url: text, signingRegion: text, overridden: flag },
        { required: ['url', 'signingRegion', 'overridden'] },
      )(value, name)

/** The options of the engine for a URL, or for the endpoint of a plan. */
export function endpointOptions(
  endpoint: string | Endpoint | undefined,
): Pick<SignCallerOptions, 'endpoint' | 'endpointUrl'> {
  return omitUndefined(typeof endpoint === 'string' ? { endpointUrl: endpoint } : { endpoint })
}

/** The checks of a plan's hop. */
export const HOP: Checks<Hop> = {
  profile: text,
  roleArn: text,
  roleSessionName: text,
  defaultSessionName: text,
  durationSeconds: number,
  externalId: text,
  mfaSerial: text,
  mfaProcess: text,
  mfaSession: flag,
  chained: flag,
  region: text,
  endpoint: text,
  endpointOverridden: flag,
  cacheKey: text,
  locations: object,
  policy: text,
  policyArns: list(record<PolicyArn>({ arn: text }, { required: ['arn'] })),
  tags: list(tag),
  transitiveTagKeys: list(text),
  sourceIdentity: text,
}
