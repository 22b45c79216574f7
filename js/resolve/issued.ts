/**
 * The credentials that this package has returned. A program can have thousands of providers, so equal
 * credentials and equal origins share one object.
 */

import type { CredentialOrigin, WireCredentials } from '../generated/types.ts'
import { type Credentials, fromWire, toWire } from '../model/credentials.ts'
import type { CallContext } from './call-context.ts'

/** The origin of credentials, for later calls with them. */
export interface Origin extends CredentialOrigin {
  readonly context: CallContext
}

/** An origin, and its text, which is compared. */
interface Known {
  readonly origin: Origin
  readonly text: string
}

const origins = new WeakMap<object, Known>()

/** The credentials that the program still has, by access key ID. */
const issued = new Map<string, WeakRef<Credentials>>()

const collected = new FinalizationRegistry<string>((id) => {
  if (issued.get(id)?.deref() === undefined) issued.delete(id)
})

let last: Known | undefined

/** Returns the origin of credentials, if this package returned them. */
export function originOf(credentials: object): Origin | undefined {
  return origins.get(credentials)?.origin
}

/** Converts credentials from the engine. Those that the program already has are returned again. */
export function issue(wire: WireCredentials, own: CredentialOrigin, context: CallContext): Credentials {
  const known = issued.get(wire.accessKeyId)?.deref()
  const before = known ? origins.get(known) : last
  const text = JSON.stringify(own)
  const isSameOrigin = before?.origin.context === context && before.text === text
  const origin = isSameOrigin ? before : { origin: { ...own, context }, text }
  if (known && origin === before && isSame(known, wire)) return known
  last = origin
  const credentials = fromWire(wire)
  origins.set(credentials, origin)
  issued.set(wire.accessKeyId, new WeakRef(credentials))
  collected.register(credentials, wire.accessKeyId)
  return credentials
}

/** Stores and services of tests can use one access key ID for different credentials. */
function isSame(known: Credentials, wire: WireCredentials): boolean {
  const own = toWire(known)
  return (Object.keys(own) as (keyof WireCredentials)[]).every((name) => (own[name] ?? null) === (wire[name] ?? null))
}
