/** The sessions of several profiles side by side; a click shows the one. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { pick } from '../page.ts'
import type { Session } from '../protocol.ts'
import { run, sessions } from '../sessions.ts'
import { selected } from '../state.ts'
import { duration } from '../words.ts'
import { Name } from './text.tsx'

/** The current time, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** Whether a time has passed, checked once a second: a computer that slept fires no timer in time. */
export function useExpired(expiration: number | undefined): boolean {
  const look = () => expiration !== undefined && expiration <= Date.now()
  const [isExpired, setExpired] = useState(look)
  useEffect(() => {
    setExpired(look)
    const timer = setInterval(() => setExpired(look), 1000)
    return () => clearInterval(timer)
  }, [expiration])
  return isExpired
}

/** Whether the page has credentials of the selected profile that have not expired. */
export function useIsDone(): boolean {
  const now = run.value
  const isExpired = useExpired(now.phase === 'done' ? now.session.expiration : undefined)
  return now.phase === 'done' && !isExpired
}

export function Sessions() {
  const all = [...sessions.value.values()]
  if (all.every(({ profile }) => profile === selected.value)) return null
  return (
    <nav class="sessions" aria-label="sessions">
      {all.map((session) => (
        <OneSession key={session.profile} session={session} />
      ))}
    </nav>
  )
}

function OneSession({ session: { profile, expiration } }: { session: Session }) {
  const now = useNow()
  const left = expiration === undefined ? undefined : Math.max(0, expiration - now)
  const button = useRef<HTMLButtonElement>(null)
  const isCurrent = profile === selected.value
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isCurrent])
  return (
    <button
      type="button"
      ref={button}
      aria-current={isCurrent ? 'true' : undefined}
      class={left === 0 ? 'session expired' : 'session'}
      onClick={() => void pick(profile)}
    >
      <Name>{profile}</Name>
      <span class="muted">{left === undefined ? 'no end' : left === 0 ? 'expired' : minutes(left)}</span>
    </button>
  )
}

const minutes = (left: number) => duration(left < 60_000 ? Math.floor(left / 1000) : Math.floor(left / 60_000) * 60)
