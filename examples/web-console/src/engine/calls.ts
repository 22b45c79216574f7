/** The calls of the engine: reported to the page, and sent through the relay if there is one. */
import type { SignedRequest } from 'rolehop'
import type { FromWorker, Settings } from '../protocol.ts'
import { redact } from '../redact.ts'

let sent = 0

/** The URLs that the policy of this deployment has blocked. */
const blocked = new Set<string>()
self.addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.add(blockedURI))

/** A `fetch` that reports calls to the page, and uses the relay of the settings. */
export function observe(settings: Settings, post: (message: FromWorker) => void): typeof fetch {
  return async (input, init) => {
    const url = String(input)
    const exchange = described(url, init)
    post({ exchange: { ...exchange, state: 'sent' } })
    const started = performance.now()
    try {
      const response = await fetch(relayed(url, settings), init)
      const ms = performance.now() - started
      post({ exchange: { ...exchange, state: 'answered', status: response.status, ms } })
      return response
    } catch (error) {
      post({ exchange: { ...exchange, state: 'failed', ms: performance.now() - started } })
      throw await reasonOf(error, relayed(url, settings))
    }
  }
}

/** The reason of a failed call. The browser says the same for a server that is down and for its own policy. */
async function reasonOf(error: unknown, url: string): Promise<unknown> {
  // The browser reports a violation just after it rejects the call.
  await new Promise((resolve) => setTimeout(resolve))
  const { origin } = new URL(url, self.location.href)
  const isBlocked = [...blocked].some((each) => URL.canParse(each) && new URL(each).origin === origin)
  return isBlocked ? new TypeError(`the policy of this page does not permit calls to ${origin}`) : error
}

function described(url: string, init: RequestInit | undefined) {
  const request = { method: init?.method ?? 'POST', url, headers: init?.headers, body: init?.body } as SignedRequest
  const view = redact(request)
  const values = new Map(view.body)
  const roleArn = values.get('RoleArn')
  sent += 1
  return {
    id: sent,
    action: values.get('Action') ?? new URL(url).pathname,
    ...(roleArn !== undefined && { roleArn }),
    request: view,
  }
}

/** The relay's path contains the host; it forwards the request unchanged, so that the signature stays valid. */
function relayed(url: string, { relay, signIn }: Settings): string {
  if (relay === null) return url
  const { protocol, host, pathname, search } = new URL(url)
  const isSignIn = url === `${signIn?.replace(/\/+$/, '')}/federation`
  // An STS on loopback is called directly; the sign-in service never supports CORS.
  if (protocol !== 'https:' && !isSignIn) return url
  return `${relay.replace(/\/$/, '')}/${host}${pathname}${search}`
}
