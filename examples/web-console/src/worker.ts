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
  type Plan,
  RolehopError,
  SharedConfig,
  type SignedRequest,
  secretRanges,
  setWasmModule,
  signAssumeRole,
  switchRoleUrl,
} from 'rolehop/slim'
import type {
  Calls,
  Explained,
  FromWorker,
  Opened,
  Problem,
  RequestView,
  Settings,
  SignIn,
  Summary,
  SwitchRole,
  Texts,
  ToWorker,
} from './protocol.ts'
import { redact } from './redact.ts'

/** The maximum number of diagnostics sent to the page, which shows the total. */
const MOST_DIAGNOSTICS = 500

/** A placeholder key that signs previews; it is neither shown nor sent. */
const NOBODY = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'preview' }

/** The lifetime of a sign-in to the AWS console in milliseconds: fifteen minutes, as at AWS. */
const SIGN_IN_LASTS = 15 * 60 * 1000

/** The engine is a file beside this script: the browser compiles it once and keeps it. */
const ready = fetch(new URL(engineFile, self.location.href))
  .then((answer) => answer.arrayBuffer())
  .then((bytes) => WebAssembly.compile(bytes))
  .then(setWasmModule)

const post = (message: FromWorker) => self.postMessage(message)

let settings: Settings = { title: '', allowEndpoints: false, relay: null, signIn: null, example: null }
let texts: Texts = { config: '', credentials: '' }
let config = SharedConfig.parse()
let session: AwsCredentialIdentity | undefined
let signInUrl: string | undefined
let answerMfa: ((code: string | undefined) => void) | undefined
const cache = new Map<string, string>()

/** The trust level of a config from this page. */
const trust = () => (settings.allowEndpoints ? ({ trust: 'trusted' } as const) : {})

const calls: {
  [Name in keyof Calls]: (
    ...input: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>
} = {
  start(given) {
    settings = given
  },
  open,
  complete: ({ texts: typed, file, position }) => SharedConfig.parse(typed).complete(file, position),
  secrets: secretRanges,
  summaries: (names) => names.map(summary),
  explain,
  async assume(profile) {
    const provider = fromProfile({ profile, config, cache, fetch: observed, mfaCodeProvider: askMfa, ...trust() })
    drop()
    session = await provider()
    const { accessKeyId, sessionToken, expiration, accountId } = session
    return {
      profile,
      accessKeyId: `${'•'.repeat(12)}${accessKeyId.slice(-4)}`,
      hasSessionToken: sessionToken !== undefined,
      ...(accountId !== undefined && { accountId }),
      ...(expiration !== undefined && { expiration: expiration.getTime() }),
    }
  },
  identity: () => getCallerIdentity(held(), { fetch: observed }),
  text: (format) => formatCredentials(held(), format),
  signIn,
  signInUrl() {
    if (signInUrl !== undefined) return signInUrl
    throw new RolehopError({ code: 'no-credentials', message: 'no sign-in to the console yet' })
  },
  forget() {
    drop()
    cache.clear()
  },
}

function drop(): void {
  session = undefined
  signInUrl = undefined
}

async function signIn(): Promise<SignIn> {
  signInUrl = undefined
  const asked = Date.now()
  const credentials = held()
  const url = await consoleUrl(credentials, {
    fetch: observed,
    ...(settings.signIn !== null && { endpoint: settings.signIn }),
  })
  // The credentials may have been cleared during the call.
  if (session !== credentials) throw new RolehopError({ code: 'aborted', message: 'the credentials were cleared' })
  signInUrl = url
  const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY
  return { expiration: Math.min(asked + SIGN_IN_LASTS, end) }
}

function open(given: Texts): Opened {
  const started = performance.now()
  // Sessions are cached by role, as in the AWS CLI: those of other keys must not be reused.
  if (given.credentials !== texts.credentials) cache.clear()
  texts = given
  config = SharedConfig.parse(given)
  const all = config.check(undefined, trust())
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of all) counts[severity] += 1
  const { profiles } = config
  return { profiles, diagnostics: all.slice(0, MOST_DIAGNOSTICS), counts, ms: performance.now() - started }
}

function held(): AwsCredentialIdentity {
  if (session) return session
  throw new RolehopError({ code: 'no-credentials', message: 'no credentials yet' })
}

function summary(name: string): Summary {
  try {
    const { source, hops } = config.plan(name, trust())
    const mfa = hops.some((hop) => hop.mfaSerial !== undefined)
    const last = hops.at(-1)
    if (!last) return { name, kind: source.kind, text: SOURCES[source.kind], mfa }
    const text = `${roleName(last.roleArn)} · ${hops.length === 1 ? '1 hop' : `${hops.length} hops`}`
    return { name, kind: 'role', text, mfa }
  } catch (error) {
    const problem = asProblem(error)
    return {
      name,
      kind: 'broken',
      text: (problem.diagnostics[0]?.message ?? problem.message).replaceAll('`', ''),
      mfa: false,
    }
  }
}

/** The name of each kind of source. */
const SOURCES: Readonly<Record<Plan['source']['kind'], string>> = {
  static: 'access keys',
  environment: 'environment variables',
  process: 'a program’s output',
  sso: 'IAM Identity Center',
  'web-identity': 'web identity token',
  'ec2-metadata': 'EC2 instance metadata',
  container: 'container credentials',
  login: 'console sign-in',
}

const roleName = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)

function explain(profile: string): Explained {
  try {
    const plan = config.plan(profile, trust())
    return { profile, plan: { ...plan }, previews: previews(plan), switchRole: switchRole(plan) }
  } catch (error) {
    return { profile, problem: asProblem(error) }
  }
}

function switchRole(plan: Plan): SwitchRole {
  if (plan.hops.length === 0) return undefined
  try {
    return { url: switchRoleUrl(plan) }
  } catch (error) {
    return { problem: asProblem(error) }
  }
}

/** Previews of the call for each hop. The signing key of the later ones is not known yet. */
function previews({ source, hops }: Plan): RequestView[] {
  const key = source.kind === 'static' && source.profile ? config.get(source.profile, 'aws_access_key_id') : undefined
  return hops.map((hop, index) => {
    const accessKeyId = index === 0 && key ? key : NOBODY.accessKeyId
    const tokenCode = hop.mfaSerial === undefined ? {} : { tokenCode: '000000' }
    return redact(signAssumeRole(hop, { ...NOBODY, accessKeyId }, { date: new Date(), ...tokenCode }))
  })
}

/** Only one prompt is open at a time, since calls are sequential. */
function askMfa(serial: string): Promise<string> {
  return new Promise((resolve, reject) => {
    answerMfa = (code) => {
      answerMfa = undefined
      if (code === undefined) reject(new DOMException('MFA prompt canceled', 'AbortError'))
      else resolve(code)
    }
    post({ askMfa: serial })
  })
}

let sent = 0

/** A `fetch` that reports calls to the page, and uses the relay if there is one. */
const observed: typeof fetch = async (input, init) => {
  const url = String(input)
  const request = { method: 'POST', url, headers: init?.headers, body: init?.body } as SignedRequest
  const parameters = new URLSearchParams(request.body)
  const roleArn = parameters.get('RoleArn')
  sent += 1
  const exchange = {
    id: sent,
    action: parameters.get('Action') ?? '',
    ...(roleArn !== null && { roleArn }),
    request: redact(request),
  }
  post({ exchange: { ...exchange, state: 'sent' } })
  const started = performance.now()
  try {
    const response = await fetch(relayed(url), init)
    const ms = performance.now() - started
    post({ exchange: { ...exchange, state: 'answered', status: response.status, ms } })
    return response
  } catch (error) {
    post({ exchange: { ...exchange, state: 'failed', ms: performance.now() - started } })
    throw error
  }
}

/** The relay's path contains the host; it forwards the request unchanged, so that the signature stays valid. */
function relayed(url: string): string {
  if (settings.relay === null) return url
  const { protocol, host, pathname } = new URL(url)
  // An STS on loopback is called directly; the sign-in service never supports CORS.
  if (protocol !== 'https:' && !isSignIn(url)) return url
  return `${settings.relay.replace(/\/$/, '')}/${host}${pathname}`
}

const isSignIn = (url: string) => url === `${settings.signIn?.replace(/\/+$/, '')}/federation`

function asProblem(error: unknown): Problem {
  if (!isRolehopError(error)) return { code: 'internal', message: String(error), retryable: false, diagnostics: [] }
  const { code, message, help, hop, retryable, diagnostics } = error
  return {
    code,
    message,
    ...(help !== undefined && { help }),
    ...(hop !== undefined && { hop }),
    retryable,
    diagnostics,
  }
}

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  if ('mfa' in data) return answerMfa?.(data.mfa)
  try {
    await ready
    const call = calls[data.call] as (input: unknown) => unknown
    post({ id: data.id, output: await call(data.input) })
  } catch (error) {
    post({ id: data.id, problem: asProblem(error) })
  }
})
