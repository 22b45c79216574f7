/** Reads the CA bundle that `ca_bundle`, `AWS_CA_BUNDLE` or `REQUESTS_CA_BUNDLE` names. */
import { X509Certificate } from 'node:crypto'
import type { CaBundle } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import { misconfigured } from '../fetch.ts'
import { readFile } from './read-file.ts'

const CERTIFICATE = /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE)-----[^-]*-----END \1-----/g

const HELP = 'name a file with certificates in PEM format'

/**
 * Reads the certificates of a bundle.
 *
 * @throws HostFailure `misconfigured` for a file that cannot be read or contains no valid certificate
 */
export async function certificates(bundle: CaBundle): Promise<string> {
  const text = await read(bundle)
  const found = text.match(CERTIFICATE)
  if (!found) throw unusable(bundle, 'contains no certificate in PEM format')
  if (!found.every(isCertificate)) throw unusable(bundle, 'contains an invalid certificate')
  return text
}

async function read(bundle: CaBundle): Promise<string> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await readFile(bundle.path)
  } catch (cause) {
    throw unusable(bundle, `cannot be read: ${systemCode(cause)}`)
  }
  if (!bytes) throw unusable(bundle, 'does not exist or is not a file')
  return new TextDecoder().decode(bytes)
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem)
    return true
  } catch {
    return false
  }
}

function unusable({ path, setting }: CaBundle, problem: string) {
  return misconfigured(`the file \`${path}\`, set in \`${setting}\`, ${problem}`, HELP)
}
