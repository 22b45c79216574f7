/** Which access keys the two files hold. */
import { SharedConfig } from 'rolehop/inline'
import { SECRET_FILES, type SecretFiles } from './secret-files.ts'

const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'] as const

/** All of them with their profiles, as one text to compare with a later one: it is a secret. */
export async function accessKeysOf(files: SecretFiles): Promise<string> {
  const [config, credentials] = await Promise.all(
    [SECRET_FILES.config, SECRET_FILES.credentials].map(async (uri) =>
      new TextDecoder().decode(await files.readFile(uri)),
    ),
  )
  try {
    const read = SharedConfig.parse({ config: config ?? '', credentials: credentials ?? '' })
    return JSON.stringify(read.profiles.map((profile) => [profile, ...KEYS.map((key) => read.get(profile, key))]))
  } catch {
    // A text that cannot be read is compared as it is.
    return JSON.stringify([config, credentials])
  }
}
