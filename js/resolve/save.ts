/** Saves edits without losing the changes of other programs. */
import type { Config } from '../../pkg/rolehop.js'
import { call } from '../engine/instance.ts'
import type { SharedFile } from '../generated/types.ts'
import { abortedError, fileError, isRolehopError, RolehopError } from '../model/errors.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { SHARED_FILES } from '../model/shared-files.ts'
import { quietly, untilAborted } from '../util/abort.ts'
import { sameBytes } from '../util/bytes.ts'
import { omitUndefined } from '../util/objects.ts'
import type { ConfigBytes, ConfigFiles } from './config-internals.ts'
import { applyEdit, type Edit } from './edits.ts'

/** The maximum number of attempts to save while other programs change the files. */
const ATTEMPTS = 5

/** The name of the lock, which only excludes other processes of rolehop. */
const LOCK = 'shared-config'

/** The result of edits. Kept, because parsing large files takes long: the same content is edited only once. */
export interface EditedFiles {
  /** The content before. */
  readonly disk: ConfigBytes
  /** The new content of the files that change. */
  readonly changed: ConfigBytes
}

/**
 * Applies the edits to the current content of the files, and writes the files that change.
 *
 * @param known what the edits make of the content that was loaded, if that is known
 * @returns the content of the files afterwards
 * @throws RolehopError `edit-refused` if the edits do not apply, `file-failed` if a file cannot be read,
 *   locked or written
 */
export async function saveEdits(
  origin: ConfigFiles,
  edits: readonly Edit[],
  known?: EditedFiles,
): Promise<ConfigBytes> {
  let last = known
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const disk = await readBoth(origin)
    last = edited(disk, edits, last)
    const files = Object.keys(last.changed) as SharedFile[]
    if (files.length === 0) return disk
    const release = await lock(origin, files)
    try {
      const saved = await tryOnce(origin, edits, files, last)
      if (saved) return saved
    } finally {
      await quietly(release)
    }
  }
  throw new RolehopError({
    code: 'file-failed',
    message: 'the files changed repeatedly while being saved',
    retryable: true,
  })
}

/** Locks the files that are to be written. */
async function lock(
  { host, files, signal, hasOwnFiles }: ConfigFiles,
  names: readonly SharedFile[],
): Promise<() => unknown> {
  const paths = names.map((name) => files[name]).filter((path) => path !== undefined)
  const options = { ...(signal && { signal }), ...(!hasOwnFiles && { files: paths }) }
  const pending = (async () => host.lock(LOCK, options))()
  try {
    return await untilAborted(() => pending, signal)
  } catch (error) {
    // If the lock is acquired later, release it immediately.
    void quietly(async () => (await pending)())
    if (signal?.aborted) throw abortedError(signal.reason)
    if (isRolehopError(error)) throw error
    if (!hostFailureOf(error)) throw fileError('write', paths.join('`, `'), error)
    const message = `another process still holds the lock on \`${paths.join('`, `')}\``
    throw new RolehopError({ code: 'file-failed', message, help: 'end that process', retryable: true })
  }
}

async function readBoth(origin: ConfigFiles): Promise<ConfigBytes> {
  return { config: await read(origin, 'config'), credentials: await read(origin, 'credentials') }
}

/** Returns `undefined` if a file changed between reading and writing, or if an unlocked file must be written. */
async function tryOnce(
  origin: ConfigFiles,
  edits: readonly Edit[],
  locked: readonly SharedFile[],
  last: EditedFiles,
): Promise<ConfigBytes | undefined> {
  const disk = await readBoth(origin)
  const { changed: after } = edited(disk, edits, last)
  const changed = SHARED_FILES.filter((file) => after[file])
  if (!changed.every((file) => locked.includes(file))) return undefined
  for (const file of changed) {
    const bytes = after[file] as Uint8Array
    if (!(await write(origin, file, bytes, disk[file]))) return undefined
    disk[file] = bytes
  }
  return disk
}

/** Applies the edits, unless the content is that of the last result. */
function edited(disk: ConfigBytes, edits: readonly Edit[], last: EditedFiles | undefined): EditedFiles {
  if (last && SHARED_FILES.every((file) => sameContent(disk[file], last.disk[file]))) return last
  const config = call((engine) => new engine.Config(disk.config, disk.credentials))
  try {
    for (const edit of edits) applyEdit(config, edit)
    return editedFiles(disk, config)
  } finally {
    config.free()
  }
}

/** Whether two files have the same content; a missing file has none. */
export function sameContent(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameBytes(a, b)
}

/**
 * Returns the files with the edits of a config.
 *
 * @param disk the content that the config was read from
 * @throws RolehopError `edit-refused` for a file that is not UTF-8: saving would change it
 */
export function editedFiles(disk: ConfigBytes, config: Config): EditedFiles {
  const changed: ConfigBytes = omitUndefined({})
  for (const file of SHARED_FILES) {
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(disk[file])
    const after = call(() => config.text(file))
    if (after === before) continue
    if (!sameBytes(new TextEncoder().encode(before), disk[file] ?? new Uint8Array())) throw notUtf8(file)
    changed[file] = new TextEncoder().encode(after)
  }
  return { disk, changed }
}

function notUtf8(file: SharedFile): RolehopError {
  const message = `the ${file} file is not valid UTF-8 and cannot be edited without loss`
  return new RolehopError({ code: 'edit-refused', message })
}

async function read(origin: ConfigFiles, file: SharedFile): Promise<Uint8Array | undefined> {
  const path = origin.files[file]
  if (path === undefined) return undefined
  try {
    return await untilAborted(() => origin.host.readFile?.(path), origin.signal)
  } catch (error) {
    if (origin.signal?.aborted) throw abortedError(origin.signal.reason)
    throw fileError('read', path, error)
  }
}

async function write(
  origin: ConfigFiles,
  file: SharedFile,
  bytes: Uint8Array,
  replaces: Uint8Array | undefined,
): Promise<boolean> {
  const path = origin.files[file]
  const { signal } = origin
  const { writeFile } = origin.host
  if (path === undefined || !writeFile) {
    const message = `the ${file} file has no path`
    throw new RolehopError({ code: 'file-failed', message, help: 'the environment sets no home directory' })
  }
  try {
    const written = await untilAborted(() => writeFile(path, bytes, { replaces: replaces ?? null }), signal)
    return written !== false
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    throw isRolehopError(error) ? error : fileError('write', path, error)
  }
}
