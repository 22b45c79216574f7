/** The credentials: masked, with the remaining time, copying and clearing. */
import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { CredentialsFormat } from 'rolehop'
import { copySecret, emptyClipboard } from '../clipboard.ts'
import type { Session } from '../protocol.ts'
import { announcement, askIdentity, credentialsText, forget, identity } from '../state.ts'
import { account, duration } from '../words.ts'
import { CopyIcon, EyeIcon } from './icons.tsx'
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
  useEffect(
    () => () => {
      seen.value = undefined
      copied.value = false
    },
    [session],
  )
  return (
    <div class="result">
      <TimeLeft expiration={session.expiration} />
      <dl class="facts">
        <Masked name="Access key id" value={session.accessKeyId} />
        <Masked name="Secret access key" value={'•'.repeat(16)} />
        {session.hasSessionToken && <Masked name="Session token" value={'•'.repeat(16)} />}
        {session.accountId !== undefined && <Masked name="Account" value={account(session.accountId)} />}
      </dl>
      <Identity />
      <Export />
    </div>
  )
}

const Masked = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <span class="value">{value}</span>
    </dd>
  </div>
)

function TimeLeft({ expiration }: { expiration: number | undefined }) {
  const [now, setNow] = useState(Date.now())
  const [start] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  if (expiration === undefined) return <p class="lasting">Long-term keys: they do not expire.</p>
  const left = Math.max(0, expiration - now)
  const share = Math.min(1, left / Math.max(expiration - start, 1))
  return (
    <div class={`time-left ${left < 300_000 ? 'soon' : ''}`}>
      <div class="time-line">
        <strong>{left === 0 ? 'expired' : `${duration(Math.floor(left / 1000))} left`}</strong>
        <span class="muted">until {new Date(expiration).toLocaleTimeString()}</span>
      </div>
      <svg class="time-bar" width="100%" height="6" aria-hidden="true">
        <rect class="time-ground" width="100%" height="6" rx="3" />
        <rect class="time-fill" width={`${share * 100}%`} height="6" rx="3" />
      </svg>
    </div>
  )
}

function Identity() {
  const who = identity.value
  if (!who) {
    return (
      <button type="button" onClick={() => void askIdentity()}>
        Who is this?
      </button>
    )
  }
  if ('message' in who)
    return (
      <p class="problem">
        <Message>{who.message}</Message>
      </p>
    )
  return (
    <p class="identity" role="status">
      You are <Name>{who.arn}</Name>
    </p>
  )
}

function Export() {
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
        <button type="button" class="primary" onClick={() => void copy()}>
          <CopyIcon /> {copied.value ? 'Copied' : 'Copy'}
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
}
