/** Requests without secrets, for display. */
import type { SignedRequest } from 'rolehop'
import type { RequestView } from './protocol.ts'

/** The replacement for hidden values. */
export const HIDDEN = '••••••••'

/** Headers and parameters whose values are secrets. */
const SECRET_HEADERS = new Set(['x-amz-security-token', 'x-amz-sso_bearer_token'])
const SECRET_PARAMETERS = new Set(['TokenCode', 'WebIdentityToken', 'SAMLAssertion', 'Session'])

/** A request without its signature, session token and MFA code. */
export function redact({ method, url, headers, body }: SignedRequest): RequestView {
  const shown = Object.entries(headers).map(([name, value]) => [name, headerValue(name, value ?? '')] as const)
  // Besides STS and the sign-in of the console, services get JSON, whose members are not shown.
  const isForm = body !== undefined && !body.startsWith('{')
  const parameters = isForm ? [...new URLSearchParams(body)] : []
  return {
    method,
    url,
    headers: shown.sort(([a], [b]) => (a < b ? -1 : 1)),
    body: parameters.map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? HIDDEN : value] as const),
  }
}

function headerValue(name: string, value: string): string {
  if (SECRET_HEADERS.has(name.toLowerCase())) return HIDDEN
  if (name.toLowerCase() !== 'authorization') return value
  return value.replace(/Signature=[^,\s]+/, `Signature=${HIDDEN}`)
}

/** The request as a text that reads like HTTP. */
export function asText({ method, url, headers, body }: RequestView): string {
  const { host, pathname } = new URL(url)
  const lines = [`${method} ${pathname} HTTP/1.1`, `host: ${host}`]
  for (const [name, value] of headers) if (name !== 'host') lines.push(`${name}: ${value}`)
  return [...lines, '', ...body.map(([name, value]) => `${name}=${value}`)].join('\n')
}
