/** Credentials as text: the one place, besides the cache, where secrets are written out. */
import { toWire } from './credentials.ts'
import type { AwsCredentialIdentity, CredentialsFormat } from './types.ts'
import { call } from './wasm.ts'

/**
 * Credentials as `aws configure export-credentials` writes them; `json` as the SDK has them, `ini`
 * for a credentials file.
 *
 * @throws RolehopError `usage-invalid` for a format that does not exist, and for values that no
 *   AWS credentials have and a shell could misread
 */
export function formatCredentials(credentials: AwsCredentialIdentity, format: CredentialsFormat): string {
  return call((engine) => engine.formatCredentials(toWire(credentials), format))
}
