/** What symbolic links lead to, and whose links the superuser follows. */
import type { Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'
import { RolehopError } from '../../model/errors.ts'
import { isSuperuser } from './process-identity.ts'

/** How many links a path may lead through; Linux has the same limit. */
const MOST_LINKS = 40

/** A path without links, and who owns the links that led to it. */
interface Resolved {
  readonly path: string
  readonly owners: readonly number[]
}

/**
 * The path that a path with links stands for, whether something is there or not.
 *
 * The superuser follows the links of a user only to what belongs to that user: a link in a user's
 * folder must not choose which file of somebody else is written.
 *
 * @throws RolehopError `file-failed` when a user's link leads the superuser to the files of others
 */
export async function behindLinks(path: string): Promise<string> {
  const { path: target, owners } = await follow(resolve(path), 0)
  if (!isSuperuser() || owners.every((uid) => uid === 0)) return target
  const owner = await ownerOf(target)
  if (owners.every((uid) => uid === 0 || uid === owner)) return target
  throw new RolehopError({
    code: 'file-failed',
    message: `cannot write \`${path}\`: a link of a user leads to \`${target}\`, which belongs to another user`,
    help: 'name the file itself, or run this as the user that owns the link',
  })
}

async function follow(path: string, links: number): Promise<Resolved> {
  const { root } = parse(path)
  const parts = path.slice(root.length).split(sep)
  let at = root
  for (const [index, part] of parts.entries()) {
    const next = join(at, part)
    const about = await lookAt(next)
    if (about?.isSymbolicLink()) {
      if (links >= MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
      const to = resolve(at, await readlink(next), ...parts.slice(index + 1))
      const end = await follow(to, links + 1)
      return { path: end.path, owners: [about.uid, ...end.owners] }
    }
    at = next
  }
  return { path: at, owners: [] }
}

/** The owner of a file, or of the nearest folder above it that is there. */
async function ownerOf(path: string): Promise<number | undefined> {
  const about = await lookAt(path)
  return about || dirname(path) === path ? about?.uid : ownerOf(dirname(path))
}

/** What cannot be looked at is dealt with by whoever opens it. */
function lookAt(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined)
}
