/** The targets of symbolic links, and which links the superuser follows. */
import type { Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'
import { RolehopError } from '../../model/errors.ts'
import { isSuperuser } from './process-identity.ts'

/** The maximum number of links in a path, that of Linux. */
const MOST_LINKS = 40

/** A path without links, and the owners of the links that led to it. */
interface Resolved {
  readonly path: string
  readonly owners: readonly number[]
}

/**
 * Resolves the links of a path, whether or not the target exists.
 *
 * The superuser follows the links of a user only to files of that user: a link in a user's directory must
 * not select a file of another user to write.
 *
 * @throws RolehopError `file-failed` if a user's link leads the superuser to files of another user
 */
export async function behindLinks(path: string): Promise<string> {
  const { path: target, owners } = await follow(resolve(path), 0)
  if (!isSuperuser() || owners.every((uid) => uid === 0)) return target
  const owner = await ownerOf(target)
  if (owners.every((uid) => uid === 0 || uid === owner)) return target
  throw new RolehopError({
    code: 'file-failed',
    message: `cannot write \`${path}\`: a user's link leads to \`${target}\`, which belongs to another user`,
    help: 'name the file itself, or run this as the user that owns the link',
  })
}

async function follow(path: string, links: number): Promise<Resolved> {
  const { root } = parse(path)
  const parts = path.slice(root.length).split(sep)
  let at = root
  for (const [index, part] of parts.entries()) {
    const next = join(at, part)
    const stats = await lookAt(next)
    if (stats?.isSymbolicLink()) {
      if (links >= MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
      const to = resolve(at, await readlink(next), ...parts.slice(index + 1))
      const end = await follow(to, links + 1)
      return { path: end.path, owners: [stats.uid, ...end.owners] }
    }
    at = next
  }
  return { path: at, owners: [] }
}

/** The owner of a file, or of its nearest existing parent directory. */
async function ownerOf(path: string): Promise<number | undefined> {
  const stats = await lookAt(path)
  return stats || dirname(path) === path ? stats?.uid : ownerOf(dirname(path))
}

/** Errors are left to the code that opens the file. */
function lookAt(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined)
}
