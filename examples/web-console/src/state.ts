/** What the page shows, and everything that can be done on it. */
import { batch, computed, signal } from '@preact/signals'
import type {
  CallerIdentity,
  Completion,
  CredentialsFormat,
  Diagnostic,
  Fix,
  Position,
  Severity,
  SharedFile,
  SourceRange,
  TextRange,
} from 'rolehop'
import type { Editor } from './editor/editor.ts'
import { Engine, EngineError } from './engine.ts'
import type { Exchange, Explained, Problem, Session, Settings, SignIn, Summary, Texts } from './protocol.ts'
import { counted } from './words.ts'

/** What a run for credentials has come to. */
export type Run =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'mfa'; readonly serial: string; readonly again: boolean }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'done'; readonly session: Session }

/** What a sign-in to the AWS console has come to. */
export type SigningIn =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'ready'; readonly signIn: SignIn }

/** How long typing must pause before the texts are checked, in milliseconds. */
const PAUSE = 150

/** What a page without a `settings.json` is. */
const PLAIN: Settings = { title: 'AWS profiles', allowEndpoints: false, relay: null, signIn: null, example: null }

export const settings = signal<Settings>(PLAIN)
export const profiles = signal<readonly string[]>([])
export const diagnostics = signal<readonly Diagnostic[]>([])
export const counts = signal<Readonly<Record<Severity, number>>>({ error: 0, warning: 0, info: 0 })
/** Whether the findings are of the texts as they are: only then can a fix be made where it says. */
export const fresh = signal(true)
/** Whether there is any text. */
export const filled = signal(false)
export const summaries = signal<ReadonlyMap<string, Summary>>(new Map())
export const selected = signal<string | undefined>(undefined)
export const explained = signal<Explained | undefined>(undefined)
export const run = signal<Run>({ phase: 'idle' })
export const exchanges = signal<readonly Exchange[]>([])
export const identity = signal<CallerIdentity | Problem | undefined>(undefined)
export const signingIn = signal<SigningIn>({ phase: 'idle' })
/** What screen readers are told. */
export const announcement = signal('')
/** What everybody is told, until the next. */
export const notice = signal<string | undefined>(undefined)
/** Milliseconds that the last check took, in the worker. */
export const checkedIn = signal(0)

export const plan = computed(() => {
  const now = explained.value
  return now && 'plan' in now && now.profile === selected.value ? now.plan : undefined
})

const editors = new Map<SharedFile, Editor>()
let script = ''
let engine: Engine | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let checking = false
let stale = false

/** Begins: `worker` is the worker's script. */
export async function begin(worker: string): Promise<void> {
  script = worker
  settings.value = await readSettings()
  startEngine()
  loadExample()
}

async function readSettings(): Promise<Settings> {
  try {
    const answer = await fetch('settings.json', { cache: 'no-store' })
    return answer.ok ? { ...PLAIN, ...(await answer.json()) } : PLAIN
  } catch {
    return PLAIN
  }
}

function startEngine(): void {
  engine = new Engine(script, settings.value, {
    askMfa: (serial) => {
      run.value = { phase: 'mfa', serial, again: false }
      announcement.value = `an MFA code is needed for ${serial}`
    },
    exchange: (exchange) => {
      const others = exchanges.value.filter(({ id }) => id !== exchange.id)
      exchanges.value = [...others, exchange].slice(-20)
    },
  })
}

/** An editor is there. */
export function register(file: SharedFile, editor: Editor): void {
  editors.set(file, editor)
}

/** The files of the example, if the page was given one. */
export function loadExample(): void {
  const { example } = settings.value
  if (!example) return
  editors.get('config')?.load(example.config)
  editors.get('credentials')?.load(example.credentials)
  notice.value = example.note
}

/** A text has changed: it is checked when typing pauses. */
export function changed(): void {
  fresh.value = false
  clearTimeout(timer)
  timer = setTimeout(check, PAUSE)
}

async function check(): Promise<void> {
  // One check at a time; what was typed meanwhile is checked next.
  if (checking) {
    stale = true
    return
  }
  checking = true
  do {
    stale = false
    await checkOnce().catch(failed)
  } while (stale)
  checking = false
}

async function checkOnce(): Promise<void> {
  const texts = currentTexts()
  const opened = await engine?.call('open', texts)
  if (!opened || stale) return
  batch(() => {
    filled.value = texts.config !== '' || texts.credentials !== ''
    profiles.value = opened.profiles
    diagnostics.value = opened.diagnostics
    fresh.value = true
    counts.value = opened.counts
    checkedIn.value = opened.ms
    summaries.value = new Map()
  })
  for (const editor of editors.values()) editor.squiggles(opened.diagnostics)
  announcement.value = `${counted(opened.profiles.length, 'profile')}, ${counted(opened.counts.error, 'error')}, ${counted(opened.counts.warning, 'warning')}`
  await select(
    selected.value !== undefined && opened.profiles.includes(selected.value)
      ? selected.value
      : firstChoice(opened.profiles),
  )
}

/** The profile to show first: the last role in the files is more telling than the keys at their top. */
function firstChoice(names: readonly string[]): string | undefined {
  return names[0]
}

/** What may be typed at a place of an editor. */
export async function complete(file: SharedFile, position: Position): Promise<readonly Completion[]> {
  return (await engine?.call('complete', { texts: currentTexts(), file, position })) ?? []
}

/** What looks like a secret in a text; nothing when the engine cannot say. */
export async function secretsOf(text: string): Promise<readonly TextRange[] | undefined> {
  return engine?.call('secrets', text).catch(() => undefined)
}

function currentTexts(): Texts {
  return { config: textOf('config'), credentials: textOf('credentials') }
}

function textOf(file: SharedFile): string {
  return editors.get(file)?.text ?? ''
}

/** Shows a profile's chain. */
export async function select(name: string | undefined): Promise<void> {
  const other = name !== selected.value
  selected.value = name
  if (other) leaveRun()
  if (name === undefined) {
    explained.value = undefined
    return
  }
  const answer = await engine?.call('explain', name)
  if (selected.value === name) explained.value = answer
}

/** Credentials of one profile are not shown as if they were another's. */
function leaveRun(): void {
  if (run.value.phase === 'running' || run.value.phase === 'mfa') engine?.answerMfa(undefined)
  batch(() => {
    run.value = { phase: 'idle' }
    exchanges.value = []
    identity.value = undefined
    signingIn.value = { phase: 'idle' }
  })
}

/** Learns what the profiles that are in view are. */
export async function summarise(names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !summaries.value.has(name))
  if (missing.length === 0) return
  const before = profiles.value
  const found = (await engine?.call('summaries', missing)) ?? []
  if (profiles.value !== before) return
  summaries.value = new Map([...summaries.value, ...found.map((summary) => [summary.name, summary] as const)])
}

/** Gets credentials for the profile that is shown. */
export async function assume(): Promise<void> {
  const profile = selected.value
  if (profile === undefined || plan.value === undefined || run.value.phase === 'running' || run.value.phase === 'mfa')
    return
  batch(() => {
    run.value = { phase: 'running' }
    exchanges.value = []
    identity.value = undefined
    signingIn.value = { phase: 'idle' }
  })
  try {
    const session = await engine?.call('assume', profile)
    if (!session || selected.value !== profile) return
    run.value = { phase: 'done', session }
    announcement.value = 'the credentials are ready'
  } catch (error) {
    if (selected.value !== profile) return
    const problem = problemOf(error)
    run.value = problem.code === 'aborted' ? { phase: 'idle' } : { phase: 'failed', problem }
    announcement.value = problem.message
  }
}

/** The MFA code, or that there is none. */
export function answerMfa(code: string | undefined): void {
  run.value = { phase: 'running' }
  engine?.answerMfa(code)
}

/** Asks STS whose the credentials are. */
export async function askIdentity(): Promise<void> {
  try {
    identity.value = await engine?.call('identity')
  } catch (error) {
    identity.value = problemOf(error)
  }
}

/** Makes a sign-in to the AWS console with the credentials that are there. */
export async function signIn(): Promise<void> {
  const { value: before } = run
  if (before.phase !== 'done' || signingIn.value.phase === 'running') return
  signingIn.value = { phase: 'running' }
  const outcome = await askSignIn()
  // Other credentials, or none, may be here by now.
  if (run.value !== before) return
  signingIn.value = outcome
  announcement.value = outcome.phase === 'failed' ? outcome.problem.message : 'the sign-in to the console is ready'
}

async function askSignIn(): Promise<Extract<SigningIn, { phase: 'failed' | 'ready' }>> {
  try {
    if (engine) return { phase: 'ready', signIn: await engine.call('signIn') }
    throw new Error('there is no engine')
  } catch (error) {
    return { phase: 'failed', problem: problemOf(error) }
  }
}

/** The URL of the sign-in, for as long as it takes to use it. */
export async function signInUrl(): Promise<string> {
  return (await engine?.call('signInUrl')) ?? ''
}

/** The sign-in can no longer be used. */
export function signInEnded(): void {
  signingIn.value = { phase: 'idle' }
}

/** The credentials as text. It is in the page's memory from here on, until it is dropped. */
export async function credentialsText(format: CredentialsFormat): Promise<string> {
  return (await engine?.call('text', format)) ?? ''
}

/** Drops the credentials. */
export async function forget(): Promise<void> {
  await engine?.call('forget')
  leaveRun()
  announcement.value = 'the credentials are gone'
}

/** Empties everything, and ends the worker that held it. */
export function clearAll(): void {
  dispose()
  startEngine()
  for (const editor of editors.values()) editor.load('')
  notice.value = undefined
  announcement.value = 'everything is cleared'
}

/** Ends the worker: nothing of the texts or credentials is left in it. */
export function dispose(): void {
  clearTimeout(timer)
  engine?.dispose()
  engine = undefined
  checking = false
  batch(() => {
    profiles.value = []
    diagnostics.value = []
    counts.value = { error: 0, warning: 0, info: 0 }
    summaries.value = new Map()
    selected.value = undefined
    explained.value = undefined
    filled.value = false
    run.value = { phase: 'idle' }
    exchanges.value = []
    identity.value = undefined
    signingIn.value = { phase: 'idle' }
  })
}

/** The page is left: nothing stays in it, even if the browser keeps it for the way back. */
export function leave(): void {
  dispose()
  for (const editor of editors.values()) editor.load('')
  clearTimeout(timer)
}

/** Makes a fix in whichever editors it is for. */
export function mend(fix: Fix): void {
  if (!fresh.value) return
  for (const editor of editors.values()) editor.apply(fix.edits)
  announcement.value = fix.title
}

/** Shows a place in its editor. */
export function reveal(location: SourceRange): void {
  editors.get(location.file)?.reveal(location)
}

/** A text was too long. */
export function refused(): void {
  notice.value = 'That text has more than 1 MiB and was not taken. Real AWS files are far smaller: is it the right one?'
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem
  return { code: 'internal', message: String(error), retryable: false, diagnostics: [] }
}

function failed(error: unknown): void {
  const { message, help } = problemOf(error)
  notice.value = help === undefined ? message : `${message}: ${help}`
}
