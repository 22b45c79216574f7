/** Formats credentials as text. */

import { call } from '../engine/instance.ts'
import { argument, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { credentialsCheck } from '../model/options.ts'
import type { CredentialsFormat, CredentialsInput } from '../model/types.ts'

/**
 * Formats credentials as `aws configure export-credentials` does; see {@link CredentialsFormat}.
 *
 * @returns text that contains the secrets
 * @throws RolehopError `usage-invalid` for invalid arguments or unknown keys, an unknown format, or values
 *   with characters that never occur in AWS credentials and that a shell could interpret
 * @example
 * process.stdout.write(formatCredentials(await fromProfile({ profile: 'deploy' })(), 'env'))
 */
export function formatCredentials(credentials: CredentialsInput, format: CredentialsFormat): string {
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const form = argument(text, format, 'format')
  return call((engine) => engine.formatCredentials(wire, form))
}
