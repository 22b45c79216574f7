/**
 * The engine's side: the only place that holds credentials. When the page ends this worker, its
 * whole memory is gone.
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

/** More findings than anybody reads; the page shows how many there are in all. */
const MOST_DIAGNOSTICS = 500

/** Signs previews; nothing of it is shown or sent. */
const NOBODY = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'preview' }

/** Milliseconds that a sign-in to the AWS console can be used: AWS's fifteen minutes. */
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

/** What a config from this page may ask for. */
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
    throw new RolehopError({ code: 'no-credentials', message: 'there is no sign-in to the console yet' })
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
  // The credentials may have been dropped while the call was on its way.
  if (session !== credentials) throw new RolehopError({ code: 'aborted', message: 'the credentials are gone' })
  signInUrl = url
  const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY
  return { expiration: Math.min(asked + SIGN_IN_LASTS, end) }
}

function open(given: Texts): Opened {
  const started = performance.now()
  // Sessions are kept by role, as the AWS CLI keeps them: those of other keys must not be taken for these.
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
  throw new RolehopError({ code: 'no-credentials', message: 'there are no credentials yet' })
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

/** Every kind of source, for people. */
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

/** What would be sent for each hop. The key that signs the later ones is not known yet. */
function previews({ source, hops }: Plan): RequestView[] {
  const key = source.kind === 'static' && source.profile ? config.get(source.profile, 'aws_access_key_id') : undefined
  return hops.map((hop, index) => {
    const accessKeyId = index === 0 && key ? key : NOBODY.accessKeyId
    const tokenCode = hop.mfaSerial === undefined ? {} : { tokenCode: '000000' }
    return redact(signAssumeRole(hop, { ...NOBODY, accessKeyId }, { date: new Date(), ...tokenCode }))
  })
}

/** Only one question is open at a time: calls are made one after the other. */
function askMfa(serial: string): Promise<string> {
  return new Promise((resolve, reject) => {
    answerMfa = (code) => {
      answerMfa = undefined
      if (code === undefined) reject(new DOMException('no code was given', 'AbortError'))
      else resolve(code)
    }
    post({ askMfa: serial })
  })
}

let sent = 0

/** `fetch` that tells the page what is called, and takes the way over the relay if there is one. */
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

/** The relay's path names the host; it sends the request on as it is, so that the signature holds. */
function relayed(url: string): string {
  if (settings.relay === null) return url
  const { protocol, host, pathname } = new URL(url)
  // An STS on this machine is called without it; a sign-in never answers pages, wherever it is.
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
