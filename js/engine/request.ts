/** Requests as the engine writes them. */
import type { SignedRequest } from '../generated/types.ts'

/** The request from lines: the method, the URL, the body, and the name and the value of each header. */
export function requestFrom(lines: string, timeoutMs?: number): SignedRequest {
  const [method = '', url = '', body = '', ...fields] = lines.split('\n')
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < fields.length; at += 2) headers[fields[at] as string] = fields[at + 1] as string
  return { method, url, headers, body, ...(timeoutMs !== undefined && { timeoutMs }) }
}
