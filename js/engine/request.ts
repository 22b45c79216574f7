/** Requests as the engine writes them. */
import type { SignedRequest } from '../generated/types.ts'

/** The request from lines: the method, the URL, the body, and the name and the value of each header. */
export function requestFrom(lines: string, timeoutMs?: number): SignedRequest {
  const [method = '', url = '', body = '', ...fields] = lines.split('\n')
  const headers: [name: string, value: string][] = []
  for (let at = 0; at + 1 < fields.length; at += 2) headers.push([fields[at] as string, fields[at + 1] as string])
  // Own properties, even if `Object.prototype` has a setter of the same name.
  const request = { method, url, headers: Object.fromEntries(headers), body }
  return timeoutMs === undefined ? request : { ...request, timeoutMs }
}
