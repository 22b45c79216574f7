/** Writes temporary config files for the program of `exec`, which replace the user's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileError } from '../../model/errors.ts'

/** The texts of the files; an absent one is not replaced. */
export interface Texts {
  readonly config?: string
  readonly credentials?: string
}

/** Files that exist while the program runs. */
export interface OwnFiles {
  /** The variables with their paths. */
  readonly variables: Record<string, string>
  /** Deletes the files. */
  readonly remove: () => void
}

/**
 * Writes the texts into a new private directory (mode 0700, files 0600). A program can change these files
 * without changing the user's. `/dev/null` would not do for an empty file: a program that runs as root
 * could replace the device.
 *
 * @throws RolehopError `file-failed`
 */
export function writeOwnFiles({ config, credentials }: Texts): OwnFiles {
  const files = Object.entries({ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials })
  const wanted = files.filter((file): file is [string, string] => file[1] !== undefined)
  if (wanted.length === 0) return { variables: {}, remove: () => {} }
  const folder = newDirectory()
  // `process.exit`, for example after a second Ctrl-C, skips `finally` blocks.
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

function newDirectory(): string {
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
