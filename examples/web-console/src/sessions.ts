/** Runs for credentials, and the sessions that they return: one of each profile, side by side. */
import { batch, computed, signal } from '@preact/signals'
import type { CallerIdentity, CredentialsFormat, DeviceAuthorization } from 'rolehop'
import type { Exchange, MfaPrompt, Problem, Session, SignIn } from './protocol.ts'
import { announcement, callEngine, problemOf, runnable, selected, sendMfa } from './state.ts'

/** The state of a run for credentials. */
export type Run =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly mfa?: MfaPrompt }
  | { readonly phase: 'mfa'; readonly mfa: MfaPrompt }
  | { readonly phase: 'device'; readonly prompt: DeviceAuthorization }
  | { readonly phase: 'failed'; readonly problem: Problem; readonly renew: boolean }
  | { readonly phase: 'done'; readonly session: Session }

/** The state of a sign-in to the AWS console. */
export type SigningIn =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'ready'; readonly signIn: SignIn }

const IDLE: Run = { phase: 'idle' }

/** The session of each profile that has one. */
export const sessions = signal<ReadonlyMap<string, Session>>(new Map())
/** The run of the selected profile that is not done. */
const unfinished = signal<Run>(IDLE)
export const exchanges = signal<readonly Exchange[]>([])
export const identity = signal<CallerIdentity | Problem | undefined>(undefined)
export const signingIn = signal<SigningIn>({ phase: 'idle' })

/** The run of the selected profile. */
export const run = computed<Run>(() => {
  if (unfinished.value.phase !== 'idle') return unfinished.value
  const session = sessions.value.get(selected.value ?? '')
  return session ? { phase: 'done', session } : IDLE
})

const isBusy = () => ['running', 'mfa', 'device'].includes(run.value.phase)

/** Counts the runs: the result of one that was canceled is dropped. */
let runs = 0

/** The reactions of the page to reports of the worker. */
export const listener = {
  askMfa(mfa: MfaPrompt): void {
    if (!isBusy()) return
    unfinished.value = { phase: 'mfa', mfa }
    announcement.value = mfa.again ? '' : `an MFA code is needed for ${mfa.serial}`
  },
  device(prompt: DeviceAuthorization): void {
    if (!isBusy()) return
    unfinished.value = { phase: 'device', prompt }
    announcement.value = `confirm the code ${prompt.userCode} in the access portal`
  },
  exchange(exchange: Exchange): void {
    const others = exchanges.value.filter(({ id }) => id !== exchange.id)
    exchanges.value = [...others, exchange].slice(-20)
  },
}

/** Ends what belongs to the profile that was selected before; its session stays. */
export function leaveRun(): void {
  if (isBusy()) cancel()
  batch(() => {
    unfinished.value = IDLE
    exchanges.value = []
    identity.value = undefined
    signingIn.value = { phase: 'idle' }
  })
}

/** Forgets all runs and sessions, after the worker ended. */
export function resetSessions(): void {
  runs += 1
  sessions.value = new Map()
  unfinished.value = IDLE
  leaveRun()
}

/** Cancels the run. */
export function cancel(): void {
  runs += 1
  sendMfa(undefined)
  unfinished.value = IDLE
}

/** Gets credentials for the selected profile; `renew` replaces those that it has. After a failure, tries the same again. */
export async function assume(renew = isRenewalFailed()): Promise<void> {
  const profile = selected.value
  if (profile === undefined || !runnable.value || isBusy()) return
  runs += 1
  const own = runs
  batch(() => {
    leaveRun()
    unfinished.value = { phase: 'running' }
  })
  try {
    const session = await callEngine('assume', { profile, renew })
    if (own !== runs) return
    batch(() => {
      sessions.value = new Map([...sessions.value, [profile, session]])
      unfinished.value = IDLE
    })
    announcement.value = 'the credentials are ready'
  } catch (error) {
    if (own !== runs) return
    const problem = problemOf(error)
    unfinished.value = problem.code === 'aborted' ? IDLE : { phase: 'failed', problem, renew }
    announcement.value = problem.message
  }
}

/** Whether a renewal failed: the session that it was to replace is still there. */
export const isRenewalFailed = () => run.value.phase === 'failed' && run.value.renew

/** Sends the code of an MFA device. */
export function answerMfa(mfa: MfaPrompt, code: string): void {
  unfinished.value = { phase: 'running', mfa }
  sendMfa(code)
}

/** Gets the caller identity from STS. */
export async function askIdentity(): Promise<void> {
  try {
    identity.value = await callEngine('identity', selected.value ?? '')
  } catch (error) {
    identity.value = problemOf(error)
  }
}

/** Creates a sign-in to the AWS console with the credentials of the selected profile. */
export async function signIn(): Promise<void> {
  const { value: before } = run
  if (before.phase !== 'done' || signingIn.value.phase === 'running') return
  signingIn.value = { phase: 'running' }
  const outcome = await askSignIn(before.session.profile)
  // The credentials may have been replaced or cleared meanwhile.
  if (run.value !== before) return
  signingIn.value = outcome
  announcement.value = outcome.phase === 'failed' ? outcome.problem.message : 'the sign-in to the console is ready'
}

async function askSignIn(profile: string): Promise<Extract<SigningIn, { phase: 'failed' | 'ready' }>> {
  try {
    return { phase: 'ready', signIn: await callEngine('signIn', profile) }
  } catch (error) {
    return { phase: 'failed', problem: problemOf(error) }
  }
}

/** The URL of the sign-in. */
export const signInUrl = () => callEngine('signInUrl')

/** The sign-in can no longer be used. */
export function signInEnded(): void {
  signingIn.value = { phase: 'idle' }
}

/** The credentials of the selected profile as text. From then on it is in the page's memory. */
export const credentialsText = (format: CredentialsFormat) =>
  callEngine('text', { profile: selected.value ?? '', format })

/** Clears the credentials of the selected profile. */
export async function forget(): Promise<void> {
  const profile = selected.value
  if (profile === undefined) return
  await callEngine('forget', profile)
  sessions.value = new Map([...sessions.value].filter(([name]) => name !== profile))
  leaveRun()
  announcement.value = 'credentials cleared'
}
