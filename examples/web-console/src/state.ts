/** The state of the page: signals that every part reads. The modules beside this one change them. */
import { computed, signal } from '@preact/signals'
import type { Diagnostic, ProfileIdentity, Severity } from 'rolehop'
import { Engine, EngineError, type Listener } from './engine/client.ts'
import type { Calls, Explained, Problem, Settings, Summary } from './protocol.ts'

/** The settings of a page without `settings.json`. */
export const PLAIN: Settings = {
  title: 'AWS profiles',
  allowEndpoints: false,
  relay: null,
  signIn: null,
  identityCenter: false,
  config: null,
  example: null,
}

/** The parts of the page of which a phone shows one at a time. */
export const VIEWS = ['files', 'profiles', 'chain'] as const

export type View = (typeof VIEWS)[number]

/** A message above the page, with what the user can do about it. */
export interface Notice {
  readonly text: string
  readonly actions?: readonly { readonly name: string; readonly act: () => void }[]
}

export const settings = signal<Settings>(PLAIN)
/** A new page shows what it is for. */
export const view = signal<View>('chain')
export const profiles = signal<readonly ProfileIdentity[]>([])
export const diagnostics = signal<readonly Diagnostic[]>([])
export const counts = signal<Readonly<Record<Severity, number>>>({ error: 0, warning: 0, info: 0 })
/** Whether the diagnostics are of the current texts: only then are the locations of fixes valid. */
export const fresh = signal(true)
/** Whether there is any text. */
export const filled = signal(false)
export const summaries = signal<ReadonlyMap<string, Summary>>(new Map())
export const selected = signal<string | undefined>(undefined)
export const explained = signal<Explained | undefined>(undefined)
/** The announcement for screen readers. */
export const announcement = signal('')
/** The notice, until it is dismissed or replaced. */
export const notice = signal<Notice | undefined>(undefined)
/** The suggestion about the two files, beside the notice: neither hides the other. */
export const suggestion = signal<Notice | undefined>(undefined)

/** The chain of the selected profile. */
export const outline = computed(() => {
  const now = explained.value
  return now?.profile === selected.value ? now?.outline : undefined
})

/** The errors of the selected profile, if it has any. */
export const errors = computed(() => outline.value?.diagnostics.filter(({ severity }) => severity === 'error') ?? [])

/** Whether this page can get the credentials of the selected profile. */
export const runnable = computed(
  () => outline.value !== undefined && errors.value.length === 0 && explained.value?.unavailable === undefined,
)

let script = ''
let listener: Listener | undefined
let engine: Engine | undefined

/** Starts the worker; `worker` is its script. */
export function startEngine(worker = script, listens = listener): void {
  script = worker
  listener = listens
  if (!listener) return
  engine = new Engine(script, listener)
  engine.call('start', settings.value).catch(failed)
}

/** Ends the worker, and with it the memory that holds texts and credentials. */
export function endEngine(): void {
  engine?.dispose()
  engine = undefined
}

/** Whether the worker runs. */
export const hasEngine = () => engine !== undefined

/** Sends an MFA code to the worker; `undefined` cancels the run. */
export function sendMfa(code: string | undefined): void {
  engine?.answerMfa(code)
}

/** Calls the worker; without one, the promise never settles, as for one that ended. @throws EngineError */
export function callEngine<Name extends keyof Calls>(
  call: Name,
  ...input: Parameters<Calls[Name]>
): Promise<ReturnType<Calls[Name]>> {
  return engine?.call(call, ...input) ?? new Promise(() => {})
}

/** An error as data. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem
  return { code: 'internal', message: String(error), retryable: false, diagnostics: [] }
}

/** Shows an error that belongs to no part of the page. */
export function failed(error: unknown): void {
  const { message, help } = problemOf(error)
  notice.value = { text: help === undefined ? message : `${message}: ${help}` }
}
