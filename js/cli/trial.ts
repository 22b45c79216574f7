/** Edits that are tried on a copy of the files. */
import { isRolehopError, type Section, SharedConfig } from '../index.ts'

/** A copy of the texts, which is never saved. */
export function copyOf(config: SharedConfig): SharedConfig {
  return SharedConfig.parse({ config: config.text('config'), credentials: config.text('credentials') })
}

/** Sets a value, and returns why it is refused, if it is. */
export function refusalOf(
  config: SharedConfig,
  section: string | Section,
  key: string,
  value: string,
): string | undefined {
  try {
    config.set(section, key, value)
    return undefined
  } catch (error) {
    if (isRolehopError(error, 'edit-refused')) return error.message
    throw error
  }
}
