/** Files of its own for the program of `exec`, in place of the user's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileError } from '../../model/errors.ts'

/** The texts that a program is to read. */
export interface Texts {
  readonly config?: string
  readonly credentials?: string
}

/** Files that exist as long as the program runs. */
export interface OwnFiles {
  /** The variables that lead to them. */
  readonly variables: Record<string, string>
  /** Removes them. */
  readonly remove: () => void
}

/**
 * Writes the texts into a new private folder (0700, files 0600). A program that changes its settings
 * there changes nothing of the user's, and no device: `/dev/null` in their place would be replaced
 * by a program that writes as root.
 *
 * @throws RolehopError `file-failed`
 */
export function writeOwnFiles({ config, credentials }: Texts): OwnFiles {
  const files = Object.entries({ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials })
  const wanted = files.filter((file): file is [string, string] => file[1] !== undefined)
  if (wanted.length === 0) return { variables: {}, remove: () => {} }
  const folder = newFolder()
  // Also when this process ends without running to the end, as after a second Ctrl-C.
  const remove = () => {
    process.off('exit', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', remove)
  try {
    return { variables: Object.fromEntries(wanted.map(([name, text]) => [name, write(folder, name, text)])), remove }
  } catch (error) {
    remove()
    throw error
  }
}

function newFolder(): string {
  const name = join(tmpdir(), 'rolehop-')
  try {
    return mkdtempSync(name)
  } catch (cause) {
    throw fileError('write', name, cause)
  }
}

function write(folder: string, variable: string, text: string): string {
  const path = join(folder, variable === 'AWS_CONFIG_FILE' ? 'config' : 'credentials')
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
    return path
  } catch (cause) {
    throw fileError('write', path, cause)
  }
}
