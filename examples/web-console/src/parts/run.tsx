/** Getting credentials: the button, the MFA prompt and the result. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Problem } from '../protocol.ts'
import { answerMfa, assume, plan, run } from '../state.ts'
import { Findings, FixButton } from './findings.tsx'
import { KeyIcon } from './icons.tsx'
import { Refused } from './refused.tsx'
import { Result } from './result.tsx'
import { Message, Name } from './text.tsx'

export function RunCard() {
  if (!plan.value) return null
  return (
    <section class="card run" aria-labelledby="run-title">
      <header class="card-head">
        <h2 id="run-title">Credentials</h2>
      </header>
      <Phase />
    </section>
  )
}

function Phase() {
  const now = run.value
  switch (now.phase) {
    case 'idle':
      return <Start text="Get credentials" />
    case 'running':
      return (
        <p class="running" role="status">
          <span class="spinner" aria-hidden="true" /> Calling STS…
        </p>
      )
    case 'mfa':
      return <Mfa serial={now.serial} />
    case 'failed':
      return <Failed problem={now.problem} />
    case 'done':
      return <Result session={now.session} />
  }
}

function Failed({ problem: { message, help, code, diagnostics } }: { problem: Problem }) {
  const [first] = diagnostics
  return (
    <div class="failed" role="alert">
      <p class="problem">
        <Message>{message}</Message>
      </p>
      {help !== undefined && (
        <p class="muted">
          <Message>{help}</Message>
        </p>
      )}
      {first?.refusedCall && <Refused call={first.refusedCall} />}
      {diagnostics.length > 1 ? <Findings found={diagnostics} /> : first?.fix && <FixButton fix={first.fix} />}
      <p class="code">{code}</p>
      <Start text="Try again" />
    </div>
  )
}

function Start({ text }: { text: string }) {
  const hops = plan.value?.hops ?? []
  const asks = hops.some(({ mfaSerial }) => mfaSerial !== undefined)
  const calls =
    hops.length === 0
      ? 'no call: the keys are in the files'
      : `${hops.length} signed ${hops.length === 1 ? 'call' : 'calls'} to STS`
  return (
    <div class="start">
      <button type="button" class="primary" onClick={() => void assume()}>
        <KeyIcon /> {text}
      </button>
      <span class="muted">
        {calls}
        {asks && '; requires an MFA code'}
      </span>
    </div>
  )
}

function Mfa({ serial }: { serial: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  useEffect(() => input.current?.focus(), [])
  const complete = /^\d{6}$/.test(code)
  const send = (event: Event) => {
    event.preventDefault()
    if (complete) answerMfa(code)
  }
  return (
    <form class="mfa" onSubmit={send}>
      <label for="mfa-code">
        Code of <Name>{serial}</Name>
      </label>
      <div class="mfa-row">
        <input
          id="mfa-code"
          ref={input}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
          inputMode="numeric"
          autocomplete="one-time-code"
          placeholder="······"
          aria-describedby="mfa-note"
        />
        <button type="submit" class="primary" disabled={!complete}>
          Continue
        </button>
        <button type="button" onClick={() => answerMfa(undefined)}>
          Cancel
        </button>
      </div>
      <p id="mfa-note" class="muted">
        Six digits from the authenticator. A code is valid once, so it is sent only once.
      </p>
    </form>
  )
}
