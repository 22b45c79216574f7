/**
 * The engine's side, and the only part that holds credentials. When the page ends this worker, its whole
 * memory is freed.
 */

import engineFile from 'rolehop/rolehop.wasm'
import {
  type AwsCredentialIdentity,
  consoleUrl,
  formatCredentials,
  fromProfile,
  getCallerIdentity,
  isRolehopError,
  loadEngine,
  type PlanOptions,
  type ProfileIdentity,
  RolehopError,
  SharedConfig,
  secretRanges,
  ssoLogin,
} from 'rolehop/slim'
import { adopt } from './engine/adopt.ts'
import { observe } from './engine/calls.ts'
import { chainOf, longest, summary } from './engine/chains.ts'
import { asOpened, type Checked, checkAll, checkChanged } from './engine/check.ts'
import { extendSwitchRoles } from './engine/extend-switch-roles.ts'
import { cacheFor, emptyCache, held, hold, release } from './engine/held.ts'
import { askMfa, postMfa } from './engine/mfa.ts'
import { asProblem } from './engine/problem.ts'
import type { Calls, FromWorker, Opened, Session, Settings, SignIn, Texts, ToWorker } from './protocol.ts'

/** The lifetime of a sign-in to the AWS console in milliseconds: fifteen minutes, as at AWS. */
const SIGN_IN_LASTS = 15 * 60 * 1000

/** The engine is a file beside this script: the browser compiles it once and keeps it. */
const ready = loadEngine(new URL(engineFile, self.location.href))

const post = (message: FromWorker) => self.postMessage(message)

let settings: Settings
let texts: Texts = { config: '', credentials: '' }
let config: SharedConfig | undefined
/** The last check of everything. */
let checked: Checked | undefined
/** The profiles that the page has. */
let listed: readonly ProfileIdentity[] | undefined
let signInUrl: string | undefined
let observed: typeof fetch = fetch
/** Aborts the run, of which there is one at a time. */
let running = new AbortController()
/** The tokens of IAM Identity Center, as long as this page is open. */
const tokens = new Map<string, string>()

/** The permissions of a config in this page. */
const permitted = (): PlanOptions => ({
  // Only `true` allows: a deployer may have written "false", a string.
  ...(settings.allowEndpoints === true && { trust: 'trusted' }),
  ...(settings.identityCenter === true && settings.relay !== null && { ssoTokens: tokens }),
})

const opened = () => (config ??= SharedConfig.parse(texts))

const calls: {
  [Name in keyof Calls]: (
    ...input: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>
} = {
  start(given) {
    settings = given
    observed = observe(given, post)
  },
  open,
  check,
  profiles,
  complete: ({ texts: typed, file, position }) => SharedConfig.parse(typed).complete(file, position),
  secrets: secretRanges,
  summaries: (names) => names.map((name) => summary(opened(), name)),
  longest: () => longest(opened()),
  explain: (profile) => chainOf(opened(), profile, permitted()),
  assume,
  identity: (profile) => getCallerIdentity(credentialsOf(profile), { fetch: observed }),
  text: ({ profile, format }) => formatCredentials(credentialsOf(profile), format),
  signIn,
  signInUrl() {
    if (signInUrl !== undefined) return signInUrl
    throw new RolehopError({ code: 'no-credentials', message: 'no sign-in to the console yet' })
  },
  forget(profile) {
    release(profile)
    signInUrl = undefined
  },
  adopt,
  extendSwitchRoles: () => extendSwitchRoles(opened()),
}

async function assume({ profile, renew }: { profile: string; renew: boolean }): Promise<Session> {
  running.abort()
  running = new AbortController()
  const { signal } = running
  const cache = cacheFor(profile)
  const options = { profile, config: opened(), cache, fetch: observed, mfaCodeProvider: askMfa(post), signal }
  const provider = fromProfile({ ...options, ...permitted() })
  signInUrl = undefined
  const session = await patiently(profile, signal, () => provider({ forceRefresh: renew }))
  hold(profile, session)
  const { accessKeyId, sessionToken, expiration, accountId } = session
  return {
    profile,
    accessKeyId: `${accessKeyId.slice(0, 4)}••••${accessKeyId.slice(-4)}`,
    hasSessionToken: sessionToken !== undefined,
    ...(accountId !== undefined && { accountId }),
    ...(expiration !== undefined && { expiration: expiration.getTime() }),
  }
}

/** Repeats a run after a code that was not accepted, and after a sign-in to IAM Identity Center. */
async function patiently<T>(profile: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let hasSignedIn = false; ; ) {
    try {
      return await work()
    } catch (error) {
      if (isRolehopError(error, 'mfa-rejected')) continue
      const { ssoTokens } = permitted()
      if (!isRolehopError(error, 'sso-login-required') || !ssoTokens || hasSignedIn) throw error
      hasSignedIn = true
      const onDeviceCode = (device: Extract<FromWorker, { device: unknown }>['device']) => post({ device })
      await ssoLogin({ config: opened(), profile, ssoTokens, fetch: observed, signal, onDeviceCode })
    }
  }
}

async function signIn(profile: string): Promise<SignIn> {
  signInUrl = undefined
  const asked = Date.now()
  const credentials = credentialsOf(profile)
  const url = await consoleUrl(credentials, {
    fetch: observed,
    ...(settings.signIn !== null && { endpoint: settings.signIn }),
  })
  // The credentials may have been cleared during the call.
  if (held(profile) !== credentials)
    throw new RolehopError({ code: 'aborted', message: 'the credentials were cleared' })
  signInUrl = url
  const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY
  return { expiration: Math.min(asked + SIGN_IN_LASTS, end) }
}

function open(given: Texts): Opened {
  // Sessions are cached by role, as in the AWS CLI: those of other keys must not be reused.
  if (given.credentials !== texts.credentials) emptyCache()
  texts = given
  config = SharedConfig.parse(given)
  const found = checked && checkChanged(checked, texts, config)
  return found ? asOpened(found, false) : check()
}

function check(): Opened {
  const found = checkAll(opened())
  checked = { texts, found }
  return asOpened(found, true)
}

function profiles(): readonly ProfileIdentity[] | undefined {
  const { identities } = opened()
  const before = listed
  listed = identities
  return before && isEqual(identities, before) ? undefined : identities
}

function isEqual(some: readonly ProfileIdentity[], others: readonly ProfileIdentity[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ profile, accountId, role }, at) => {
      const other = others[at]
      return profile === other?.profile && accountId === other.accountId && role === other.role
    })
  )
}

function credentialsOf(profile: string): AwsCredentialIdentity {
  const credentials = held(profile)
  if (credentials) return credentials
  throw new RolehopError({ code: 'no-credentials', message: 'no credentials yet' })
}

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  if ('mfa' in data) return data.mfa === undefined ? running.abort() : postMfa(data.mfa)
  try {
    await ready
    const call = calls[data.call] as (input: unknown) => unknown
    post({ id: data.id, output: await call(data.input) })
  } catch (error) {
    post({ id: data.id, problem: asProblem(error) })
  }
})
