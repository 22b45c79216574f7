/** Credentials that do not appear in logs. */

import type { WireCredentials } from '../generated/types.ts'
import { omitUndefined } from '../util/objects.ts'
import { argument } from './arguments.ts'
import { credentialsCheck } from './options.ts'
import type { AwsCredentialIdentity, CredentialsInput } from './types.ts'

const SECRET = '[redacted]'

/** The method that Node's `util.inspect`, and so `console.log`, calls. */
const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * Credentials for any AWS SDK v3 client.
 *
 * The fields can be read, destructured and spread, but they are accessors. `util.inspect`, `console.log`,
 * `JSON.stringify` and `String` show no secret, and only the last four characters of the access key ID. A
 * copy (`{ ...credentials }`, `structuredClone`) is a plain object, which shows everything.
 */
export class Credentials implements AwsCredentialIdentity {
  declare readonly accessKeyId: string
  declare readonly secretAccessKey: string
  declare readonly sessionToken?: string
  declare readonly expiration?: Date
  declare readonly accountId?: string

  /** @throws RolehopError `usage-invalid` for values that are not credentials */
  constructor(identity: CredentialsInput) {
    define(this, argument(credentialsCheck, identity, 'credentials'))
  }

  /** Returns the credentials without their secrets. */
  toJSON(): object {
    const { accessKeyId, sessionToken, expiration, accountId } = this
    return {
      accessKeyId: masked(accessKeyId),
      secretAccessKey: SECRET,
      ...(sessionToken !== undefined && { sessionToken: SECRET }),
      ...(expiration !== undefined && { expiration: expiration.toISOString() }),
      ...(accountId !== undefined && { accountId }),
    }
  }

  toString(): string {
    return `Credentials ${JSON.stringify(this)}`
  }

  [inspect](): string {
    return this.toString()
  }
}

/**
 * Defines the fields: own and enumerable, so that `{ ...credentials }` copies them; getters, so that inspection
 * without custom functions (`console.dir`) shows `[Getter]`.
 */
function define(credentials: Credentials, fields: AwsCredentialIdentity): void {
  for (const [name, value] of Object.entries(fields)) {
    const getter: PropertyDescriptor = { enumerable: true, get: () => value }
    // The descriptor inherits nothing, as any code can extend `Object.prototype`.
    Object.defineProperty(credentials, name, Object.setPrototypeOf(getter, null))
  }
}

/** Masks a key as `aws configure list` does: 16 asterisks and the last four characters. */
function masked(key: string): string {
  return `${'*'.repeat(16)}${key.length > 4 ? key.slice(-4) : ''}`
}

/** Converts credentials from the engine, which has checked them. @internal */
export function fromWire(wire: WireCredentials): Credentials {
  const { expirationMs, ...rest } = omitUndefined(wire)
  const credentials = Object.create(Credentials.prototype)
  define(credentials, { ...rest, ...(expirationMs !== undefined && { expiration: new Date(expirationMs) }) })
  return credentials
}

/** Converts checked credentials for the engine. @internal */
export function toWire(credentials: AwsCredentialIdentity): WireCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = credentials
  const wire = { accessKeyId, secretAccessKey, sessionToken, expirationMs: expiration?.getTime(), accountId }
  return wire as WireCredentials
}
