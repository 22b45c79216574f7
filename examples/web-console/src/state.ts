/** The state of the page, and its actions. */
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

/** The state of a run for credentials. */
export type Run =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'mfa'; readonly serial: string; readonly again: boolean }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'done'; readonly session: Session }

/** The state of a sign-in to the AWS console. */
export type SigningIn =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'ready'; readonly signIn: SignIn }

/** The pause in typing before a check, in milliseconds. */
const PAUSE = 150

/** The settings of a page without `settings.json`. */
const PLAIN: Settings = { title: 'AWS profiles', allowEndpoints: false, relay: null, signIn: null, example: null }

export const settings = signal<Settings>(PLAIN)
export const profiles = signal<readonly string[]>([])
export const diagnostics = signal<readonly Diagnostic[]>([])
export const counts = signal<Readonly<Record<Severity, number>>>({ error: 0, warning: 0, info: 0 })
/** Whether the diagnostics are of the current texts: only then are the locations of fixes valid. */
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
/** The announcement for screen readers. */
export const announcement = signal('')
/** The notice, until it is dismissed or replaced. */
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

/** Starts the page; `worker` is the worker's script. */
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

/** Registers an editor. */
export function register(file: SharedFile, editor: Editor): void {
  editors.set(file, editor)
}

/** Loads the example files, if the settings have them. */
export function loadExample(): void {
  const { example } = settings.value
  if (!example) return
  editors.get('config')?.load(example.config)
  editors.get('credentials')?.load(example.credentials)
  notice.value = example.note
}

/** Call it after a change of a text: it is checked when typing pauses. */
export function changed(): void {
  fresh.value = false
  clearTimeout(timer)
  timer = setTimeout(check, PAUSE)
}

async function check(): Promise<void> {
  // One check at a time; changes during a check are checked next.
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

/** The profile to show first: the last role in the files, which is more interesting than the first keys. */
function firstChoice(names: readonly string[]): string | undefined {
  return names[0]
}

/** The proposals at a position of an editor. */
export async function complete(file: SharedFile, position: Position): Promise<readonly Completion[]> {
  return (await engine?.call('complete', { texts: currentTexts(), file, position })) ?? []
}

/** The secrets in a text; `undefined` if the engine fails. */
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

/** Loads the summaries of the visible profiles. */
export async function summarise(names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !summaries.value.has(name))
  if (missing.length === 0) return
  const before = profiles.value
  const found = (await engine?.call('summaries', missing)) ?? []
  if (profiles.value !== before) return
  summaries.value = new Map([...summaries.value, ...found.map((summary) => [summary.name, summary] as const)])
}

/** Gets credentials for the selected profile. */
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

/** Sends the MFA code; `undefined` cancels the prompt. */
export function answerMfa(code: string | undefined): void {
  run.value = { phase: 'running' }
  engine?.answerMfa(code)
}

/** Gets the caller identity from STS. */
export async function askIdentity(): Promise<void> {
  try {
    identity.value = await engine?.call('identity')
  } catch (error) {
    identity.value = problemOf(error)
  }
}

/** Creates a sign-in to the AWS console with the current credentials. */
export async function signIn(): Promise<void> {
  const { value: before } = run
  if (before.phase !== 'done' || signingIn.value.phase === 'running') return
  signingIn.value = { phase: 'running' }
  const outcome = await askSignIn()
  // The credentials may have been replaced or cleared meanwhile.
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

/** The URL of the sign-in. */
export async function signInUrl(): Promise<string> {
  return (await engine?.call('signInUrl')) ?? ''
}

/** The sign-in can no longer be used. */
export function signInEnded(): void {
  signingIn.value = { phase: 'idle' }
}

/** The credentials as text. From then on it is in the page's memory. */
export async function credentialsText(format: CredentialsFormat): Promise<string> {
  return (await engine?.call('text', format)) ?? ''
}

/** Clears the credentials. */
export async function forget(): Promise<void> {
  await engine?.call('forget')
  leaveRun()
  announcement.value = 'credentials cleared'
}

/** Clears everything, and ends the worker. */
export function clearAll(): void {
  dispose()
  startEngine()
  for (const editor of editors.values()) editor.load('')
  notice.value = undefined
  announcement.value = 'everything cleared'
}

/** Ends the worker, so that its texts and credentials are gone. */
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

/** Clears the page when the user leaves it, even if the browser keeps it for back navigation. */
export function leave(): void {
  dispose()
  for (const editor of editors.values()) editor.load('')
  clearTimeout(timer)
}

/** Applies a fix in the editors of its files. */
export function applyFix(fix: Fix): void {
  if (!fresh.value) return
  for (const editor of editors.values()) editor.apply(fix.edits)
  announcement.value = fix.title
}

/** Shows a location in its editor. */
export function reveal(location: SourceRange): void {
  editors.get(location.file)?.reveal(location)
}

/** Shows that a text was too long. */
export function refused(): void {
  notice.value = 'The text is larger than 1 MiB and was not pasted. AWS files are far smaller: is it the right file?'
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem
  return { code: 'internal', message: String(error), retryable: false, diagnostics: [] }
}

function failed(error: unknown): void {
  const { message, help } = problemOf(error)
  notice.value = help === undefined ? message : `${message}: ${help}`
}
