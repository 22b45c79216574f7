/** The AWS console: a sign-in with the credentials, and the link that switches to the role. */
import { useEffect, useState } from 'preact/hooks'
import type { Outline } from 'rolehop'
import { copySecret } from '../clipboard.ts'
import type { SignIn, SwitchRole } from '../protocol.ts'
import { signIn, signInEnded, signInUrl, signingIn } from '../sessions.ts'
import { announcement, errors, explained, notice, outline, settings } from '../state.ts'
import { roleOf } from '../words.ts'
import { CloudIcon, CopyIcon } from './icons.tsx'
import { useIsDone } from './sessions.tsx'
import { Name, ProblemText } from './text.tsx'

export function ConsoleCard() {
  const chain = outline.value
  if (!chain || chain.hops.length === 0 || errors.value.length > 0) return null
  return (
    <section class="card console" aria-labelledby="console-title">
      <header class="card-head">
        <h2 id="console-title">AWS console</h2>
      </header>
      <div class="console-body">
        {settings.value.relay === null ? <NoRelay /> : <SigningIn />}
        <Switch chain={chain} link={explained.value?.switchRole} />
      </div>
    </section>
  )
}

const NoRelay = () => (
  <p class="muted">
    This page cannot sign in to the console: AWS does not support requests from other sites, and no relay is configured.
    Run <code>rolehop console</code> in a terminal instead.
  </p>
)

function SigningIn() {
  const now = signingIn.value
  const isDone = useIsDone()
  if (!isDone) return <p class="muted">Get credentials first, then sign in to the console with them.</p>
  switch (now.phase) {
    case 'idle':
      return <Ask text="Sign in to the console" />
    case 'running':
      return (
        <p class="running" role="status">
          <span class="spinner" aria-hidden="true" /> Calling the console’s sign-in…
        </p>
      )
    case 'failed':
      return (
        <div class="failed" role="alert">
          <ProblemText {...now.problem} />
          <Ask text="Try again" />
        </div>
      )
    case 'ready':
      return <Ready signIn={now.signIn} />
  }
}

const Ask = ({ text }: { text: string }) => (
  <div class="export-row">
    <button type="button" onClick={() => void signIn()}>
      <CloudIcon /> {text}
    </button>
  </div>
)

function Ready({ signIn }: { signIn: SignIn }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    const timer = setTimeout(signInEnded, signIn.expiration - Date.now())
    return () => clearTimeout(timer)
  }, [signIn])
  return (
    <>
      <div class="export-row">
        <button type="button" class="primary" onClick={() => void open()}>
          <CloudIcon /> Open the console <span class="visually-hidden">in a new tab</span>
        </button>
        <button type="button" onClick={async () => setCopied(await copy())}>
          <CopyIcon /> {copied ? 'Link copied' : 'Copy link'}
        </button>
      </div>
      <p class="muted">
        Until {new Date(signIn.expiration).toLocaleTimeString()} everyone with the link can sign in. Sign out of the
        console first if you are signed in with another identity.
      </p>
    </>
  )
}

/** Opens the link without putting it into the page, and without a referrer. */
async function open(): Promise<void> {
  const link = document.createElement('a')
  link.href = await signInUrl()
  link.target = '_blank'
  link.rel = 'noreferrer'
  link.click()
}

/** Whether the link is on the clipboard now; “Clear” empties it. */
async function copy(): Promise<boolean> {
  try {
    await copySecret(signInUrl())
    announcement.value = 'link copied'
    return true
  } catch {
    notice.value = { text: 'The clipboard is not available: open the console instead.' }
    return false
  }
}

function Switch({ chain, link }: { chain: Outline; link: SwitchRole }) {
  const last = chain.hops.at(-1)
  if (!last || !link) return null
  if ('problem' in link) return <ProblemText {...link.problem} />
  return (
    <div class="switch">
      <a class="link" href={link.url} target="_blank" rel="noreferrer">
        Switch to <Name>{roleOf(last.roleArn).name}</Name> in the console
        <span class="visually-hidden"> in a new tab</span>
      </a>
      <p class="muted">
        {last.externalId === undefined
          ? 'For users who are signed in and allowed to assume the role; the link contains no credentials.'
          : 'The console cannot send the external ID of the profile: a role that requires it rejects the switch.'}
      </p>
    </div>
  )
}
