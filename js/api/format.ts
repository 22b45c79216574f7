/** Credentials as text: the one place, besides the cache, where secrets are written out. */

import { call } from '../engine/instance.ts'
import { argument, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { credentialsCheck } from '../model/options.ts'
import type { CredentialsFormat, CredentialsInput } from '../model/types.ts'

/**
 * Credentials as `aws configure export-credentials` writes them; `json` as the SDK has them, `ini`
 * for a credentials file.
 *
 * @throws RolehopError `usage-invalid` for arguments that are wrong or have an unknown key, for a
 *   format that does not exist, and for values that no
 *   AWS credentials have and a shell could misread
 */
export function formatCredentials(credentials: CredentialsInput, format: CredentialsFormat): string {
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const form = argument(text, format, 'format')
  return call((engine) => engine.formatCredentials(wire, form))
}
