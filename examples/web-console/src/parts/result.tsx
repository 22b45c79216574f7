/** The credentials: masked, with the remaining time, copying and clearing. */
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { CredentialsFormat } from 'rolehop'
import { copySecret, emptyClipboard } from '../clipboard.ts'
import { focusStart } from '../focus.ts'
import type { Session } from '../protocol.ts'
import { askIdentity, credentialsText, forget, identity } from '../sessions.ts'
import { announcement } from '../state.ts'
import { account, duration } from '../words.ts'
import { CopyIcon, EyeIcon } from './icons.tsx'
import { useExpired, useNow } from './sessions.tsx'
import { Message, Name } from './text.tsx'

const FORMATS: readonly { readonly format: CredentialsFormat; readonly name: string }[] = [
  { format: 'env', name: 'Shell (export)' },
  { format: 'process', name: 'credential_process JSON' },
  { format: 'json', name: 'JSON' },
  { format: 'powershell', name: 'PowerShell' },
  { format: 'fish', name: 'fish' },
  { format: 'windows-cmd', name: 'Windows cmd' },
  { format: 'ini', name: 'credentials file' },
]

const format = signal<CredentialsFormat>('env')
/** The revealed text; otherwise it is not in the page. */
const seen = signal<string | undefined>(undefined)
const copied = signal(false)

export function Result({ session }: { session: Session }) {
  const panel = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    // After the prompt or the button that is gone; not if the user is elsewhere meanwhile.
    const focused = document.activeElement
    if (focused === document.body || focused?.matches('.cancel'))
      panel.current?.querySelector<HTMLElement>('.copy')?.focus()
    return () => {
      seen.value = undefined
      copied.value = false
    }
  }, [session])
  return (
    <div class="run result" ref={panel}>
      <Export session={session} />
      <p class="muted keys">
        <span class="value">{session.accessKeyId}</span>
        {session.accountId !== undefined && <span>account {account(session.accountId)}</span>}
        {seen.value === undefined && <span>{session.hasSessionToken ? 'key and token hidden' : 'key hidden'}</span>}
        <Identity />
      </p>
    </div>
  )
}

/** The remaining time of a session. */
export function TimeLeft({ expiration }: { expiration: number | undefined }) {
  const now = useNow()
  const [start] = useState(now)
  if (expiration === undefined) return <span class="muted">do not expire</span>
  const left = Math.max(0, expiration - now)
  const share = Math.min(1, left / Math.max(expiration - start, 1))
  const state = left === 0 ? 'expired' : left < 300_000 ? 'soon' : ''
  return (
    <div class={`time-left ${state}`} title={`until ${new Date(expiration).toLocaleTimeString()}`}>
      <strong>{left === 0 ? 'expired' : `${duration(Math.floor(left / 1000))} left`}</strong>
      <svg class="time-bar" width="100%" height="4" aria-hidden="true">
        <rect class="time-ground" width="100%" height="4" rx="2" />
        <rect class="time-fill" width={`${share * 100}%`} height="4" rx="2" />
      </svg>
    </div>
  )
}

function Identity() {
  const who = identity.value
  if (!who) {
    return (
      <button type="button" class="quiet" onClick={() => void askIdentity()}>
        Who is this?
      </button>
    )
  }
  if ('message' in who)
    return (
      <span class="problem">
        <Message>{who.message}</Message>
      </span>
    )
  return (
    <span class="identity" role="status">
      You are <Name>{who.arn}</Name>
    </span>
  )
}

function Export({ session: { expiration } }: { session: Session }) {
  const isExpired = useExpired(expiration)
  const see = async () => {
    seen.value = seen.value === undefined ? await credentialsText(format.value) : undefined
  }
  const choose = (chosen: string) => {
    format.value = chosen as CredentialsFormat
    seen.value = undefined
    copied.value = false
  }
  return (
    <div class="export">
      <div class="export-row">
        <label class="visually-hidden" for="format">
          format
        </label>
        <select id="format" value={format.value} onChange={(event) => choose(event.currentTarget.value)}>
          {FORMATS.map((each) => (
            <option key={each.format} value={each.format}>
              {each.name}
            </option>
          ))}
        </select>
        <button type="button" class="primary copy" disabled={isExpired} onClick={() => void copy()}>
          <CopyIcon /> {copied.value && !isExpired ? 'Copied' : 'Copy'}
        </button>
        <button type="button" aria-pressed={seen.value !== undefined} onClick={() => void see()}>
          <EyeIcon /> {seen.value === undefined ? 'Show' : 'Hide'}
        </button>
        <button type="button" class="danger" onClick={() => void clear()}>
          Clear
        </button>
      </div>
      {copied.value && (
        <p class="muted">Copied to the clipboard, which other programs can read. “Clear” also empties the clipboard.</p>
      )}
      {seen.value !== undefined && (
        <pre class="secret-text" role="region" tabIndex={0} aria-label="the credentials">
          {seen.value}
        </pre>
      )}
    </div>
  )
}

async function copy(): Promise<void> {
  const text = credentialsText(format.value)
  try {
    await copySecret(text)
    copied.value = true
    announcement.value = 'copied'
  } catch {
    // The text can be copied by hand.
    seen.value = await text
    announcement.value = 'the clipboard is not available; the text is shown instead'
  }
}

/** Clears the credentials in the page and in the worker, and the clipboard if they were copied. */
async function clear(): Promise<void> {
  await emptyClipboard()
  seen.value = undefined
  copied.value = false
  await forget()
  focusStart()
}
