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

const origins = new WeakMap<object, Origin>()

/** The credentials that the program still has, by access key ID. */
const issued = new Map<string, WeakRef<Credentials>>()

const collected = new FinalizationRegistry<string>((id) => {
  if (issued.get(id)?.deref() === undefined) issued.delete(id)
})

let lastOrigin: Origin | undefined

/** Returns the origin of credentials, if this package returned them. */
export function originOf(credentials: object): Origin | undefined {
  return origins.get(credentials)
}

/** Converts credentials from the engine. Those that the program already has are returned again. */
export function issue(wire: WireCredentials, own: CredentialOrigin, context: CallContext): Credentials {
  const known = issued.get(wire.accessKeyId)?.deref()
  const before = known ? origins.get(known) : lastOrigin
  const origin = before && isSameOrigin(before, own, context) ? before : { ...own, context }
  if (known && origin === before && isSame(known, wire)) return known
  lastOrigin = origin
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

function isSameOrigin({ context, ...origin }: Origin, own: CredentialOrigin, wanted: CallContext): boolean {
  return context === wanted && JSON.stringify(origin) === JSON.stringify(own)
}
