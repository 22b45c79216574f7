/** Getting credentials: the action in the head of the chain, and below it the prompt and the result. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { DeviceAuthorization } from 'rolehop'
import type { MfaPrompt, Problem } from '../protocol.ts'
import { answerMfa, assume, cancel, isRenewalFailed, leaveRun, run } from '../sessions.ts'
import { outline, runnable } from '../state.ts'
import { Findings, FixButton } from './findings.tsx'
import { KeyIcon, RenewIcon } from './icons.tsx'
import { Refused } from './refused.tsx'
import { Result, TimeLeft } from './result.tsx'
import { useExpired } from './sessions.tsx'
import { Name, ProblemText } from './text.tsx'

/** The digits of an MFA code. */
const DIGITS = 6

/** The action that the state of the run allows. */
export function Action() {
  const now = run.value
  if (!runnable.value && now.phase !== 'done') return null
  switch (now.phase) {
    case 'idle':
      return <Start text="Get credentials" />
    case 'failed':
      return <Start text="Try again" isFocused />
    case 'done':
      return <Renew expiration={now.session.expiration} />
    default:
      return (
        <button type="button" class="cancel" onClick={cancel}>
          Cancel
        </button>
      )
  }
}

function Start({ text, isFocused = false }: { text: string; isFocused?: boolean }) {
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    if (isFocused) button.current?.focus()
  }, [isFocused])
  return (
    <button
      type="button"
      class="primary start"
      ref={button}
      aria-describedby="calls"
      title={`${calls()} (Ctrl+Enter)`}
      onClick={() => void assume()}
    >
      <KeyIcon /> {text}
      <span id="calls" class="visually-hidden">
        {calls()}
      </span>
    </button>
  )
}

/** The calls that the page will make. */
function calls(): string {
  const hops = outline.value?.hops ?? []
  const isPrompted = hops.some(({ mfaSerial }) => mfaSerial !== undefined)
  const count =
    hops.length === 0 ? 'no call of STS' : `${hops.length} signed ${hops.length === 1 ? 'call' : 'calls'} to STS`
  return isPrompted ? `${count}; requires an MFA code` : count
}

/** The remaining time, and new credentials for those that expire. */
function Renew({ expiration }: { expiration: number | undefined }) {
  const isExpired = useExpired(expiration)
  return (
    <div class="renew">
      <TimeLeft expiration={expiration} />
      {expiration !== undefined && (
        <button type="button" class={isExpired ? 'primary' : 'quiet'} onClick={() => void assume(true)}>
          <RenewIcon /> Renew
        </button>
      )}
    </div>
  )
}

/** The prompt or the result of the run. */
export function RunPanel() {
  const now = run.value
  switch (now.phase) {
    case 'idle':
      return null
    case 'running':
      return now.mfa ? (
        <Mfa mfa={now.mfa} isSent />
      ) : (
        <p class="run running" role="status">
          <span class="spinner" aria-hidden="true" /> Calling AWS…
        </p>
      )
    case 'mfa':
      return <Mfa mfa={now.mfa} isSent={false} />
    case 'device':
      return <Device prompt={now.prompt} />
    case 'failed':
      return <Failed problem={now.problem} />
    case 'done':
      return <Result key={now.session.profile} session={now.session} />
  }
}

function Failed({ problem }: { problem: Problem }) {
  const { code, diagnostics } = problem
  const [first] = diagnostics
  return (
    <div class="run failed" role="alert">
      <ProblemText {...problem} />
      {first?.refusedCall && <Refused call={first.refusedCall} />}
      {diagnostics.length > 1 ? <Findings found={diagnostics} /> : first?.fix && <FixButton fix={first.fix} />}
      <p class="code">{code}</p>
      {isRenewalFailed() && (
        <p>
          <button type="button" onClick={leaveRun}>
            Show the current credentials
          </button>
        </p>
      )}
    </div>
  )
}

function Mfa({ mfa, isSent }: { mfa: MfaPrompt; isSent: boolean }) {
  const { serial, again } = mfa
  const input = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const isRejected = again && !isSent
  // Not a moment after the field is visible: what is typed meanwhile would be lost.
  useLayoutEffect(() => {
    if (isSent) return
    input.current?.focus()
    input.current?.select()
  }, [isSent])
  const typed = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, DIGITS)
    setCode(digits)
    if (digits.length === DIGITS) answerMfa(mfa, digits)
  }
  return (
    <div class="run mfa">
      <label for="mfa-code">
        Code of <Name>{serial}</Name>
      </label>
      <div class="mfa-row">
        <input
          id="mfa-code"
          ref={input}
          value={code}
          readOnly={isSent}
          onInput={(event) => typed(event.currentTarget.value)}
          inputMode="numeric"
          autocomplete="one-time-code"
          placeholder="······"
          aria-describedby="mfa-note"
          aria-invalid={isRejected}
        />
        {isSent && <span class="spinner" aria-hidden="true" />}
        {isRejected && (
          <strong class="problem" role="alert">
            Code not accepted
          </strong>
        )}
      </div>
      <p id="mfa-note" class="muted">
        {isRejected
          ? 'Wait for the next code of the authenticator: each one is valid once.'
          : 'Six digits from the authenticator; the sixth one sends them.'}
      </p>
    </div>
  )
}

function Device({ prompt: { userCode, verificationUriComplete, expiresAt } }: { prompt: DeviceAuthorization }) {
  const link = useRef<HTMLAnchorElement>(null)
  useLayoutEffect(() => link.current?.focus(), [userCode])
  return (
    <div class="run device">
      <p>
        Sign in to IAM Identity Center, and check that the page shows the code{' '}
        <strong class="user-code">{userCode}</strong>.
      </p>
      <div class="mfa-row">
        <a class="button primary" ref={link} href={verificationUriComplete} target="_blank" rel="noreferrer">
          Open the sign-in page<span class="visually-hidden"> in a new tab</span>
        </a>
        <span class="spinner" aria-hidden="true" />
        <span class="muted" role="status">
          Waiting until {expiresAt.toLocaleTimeString()}…
        </span>
      </div>
    </div>
  )
}
