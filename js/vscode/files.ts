/** The two files through VS Code's file system, which also has virtual files. */
import { argument, func, methods } from '../model/arguments.ts'
import type { Host } from '../model/types.ts'
import { sameBytes } from '../util/bytes.ts'

/** The part of `vscode.workspace.fs` that is used, with its `Uri`. */
export interface FileSystem<Uri> {
  stat(uri: Uri): PromiseLike<{ readonly size: number }>
  readFile(uri: Uri): PromiseLike<Uint8Array>
  writeFile(uri: Uri, content: Uint8Array): PromiseLike<void>
}

/** The codes of VS Code's errors, and Node's. */
const SYSTEM_CODES: Readonly<Record<string, string>> = { NoPermissions: 'EACCES', FileIsADirectory: 'EISDIR' }

/**
 * Creates host functions that read and write through VS Code's file system, for the option `host`.
 * `configFilepath` and `filepath` are then URIs. Use it in the web; on the desktop, rolehop's own functions
 * are better: they write atomically and make files readable by their owner only.
 *
 * @param uriOf converts a path of the options to a `Uri`: `(path) => vscode.Uri.parse(path, true)`
 * @throws RolehopError `usage-invalid` for an object that is not a file system
 * @example
 * const host = fileHost(vscode.workspace.fs, (path) => vscode.Uri.parse(path, true))
 * await SharedConfig.load({ host, configFilepath: `${uri}` })
 */
export function fileHost<Uri>(
  files: FileSystem<Uri>,
  uriOf: (path: string) => Uri,
): Pick<Host, 'readFile' | 'writeFile'> {
  argument(methods<FileSystem<Uri>>('stat', 'readFile', 'writeFile'), files, 'files')
  argument(func, uriOf, 'uriOf')
  const read = async (path: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> => {
    try {
      const uri = uriOf(path)
      const { size } = await files.stat(uri)
      if (size > maxBytes) throw Object.assign(new Error('the file is too large'), { code: 'EFBIG' })
      return await files.readFile(uri)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'FileNotFound') return undefined
      throw Object.assign(new Error(`cannot read the file: ${code}`, { cause: error }), { code })
    }
  }
  return {
    readFile: (path, options) => read(path, options?.maxBytes),
    writeFile: async (path, bytes, { replaces } = {}) => {
      // VS Code cannot compare and write in one step; this detects changes since the last read.
      if (replaces !== undefined && !same(replaces, await read(path))) return false
      await files.writeFile(uriOf(path), bytes)
      return true
    },
  }
}

function same(expected: Uint8Array | null, found: Uint8Array | undefined): boolean {
  if (expected === null || found === undefined) return expected === null && found === undefined
  return sameBytes(expected, found)
}

/** The `code` of a `FileSystemError`, as Node's code if there is one. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'Unknown'
  return SYSTEM_CODES[code] ?? code
}
