import { unlinkSync } from 'node:fs'
import { fileError, systemCode } from '../../model/errors.ts'
import { cacheEntries, cacheStates } from '../cache.ts'
import type { Command, Context } from '../command.ts'
import { FILES, PLANNING, RESULT } from '../options.ts'

/** `rolehop cache clear`: removes cached sessions, so that the next run calls STS again. */
export const cacheClear: Command = {
  name: 'cache clear',
  arguments: [],
  options: ['profile', 'pick', ...PLANNING, ...FILES, ...RESULT],
  summary: 'remove credentials from the cache',
  details: `With --profile, removes only the sessions of that profile's roles; otherwise, every
credential entry in both caches. Other files are not touched. The AWS CLI shares the
cache, so it prompts again too. The number of removed entries is printed to stderr.
JSON: {"removed": [PATH, ...]}.`,
  example: 'rolehop cache clear --profile deploy',

  async run(context) {
    await context.config()
    const removed: string[] = []
    for (const path of await wanted(context)) if (remove(path)) removed.push(path)
    if (context.wantsJson) context.result({ removed })
    context.out.note(`${removed.length} ${removed.length === 1 ? 'entry' : 'entries'} removed`)
    return 0
  },
}

/** The entries of the profile with `--profile`, otherwise all entries. */
async function wanted(context: Context): Promise<string[]> {
  const now = Date.now()
  const entries = (await cacheEntries(context.files, now)).filter(({ view }) => view).map(({ path }) => path)
  if (context.flags.profile === undefined) return entries
  const states = await cacheStates(context.files, await context.plan(), now)
  const own = new Set(Object.values(states).map(({ path }) => path))
  return entries.filter((path) => own.has(path))
}

/** Removes a file; `false` if another process removed it first. */
function remove(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw fileError('write', path, error)
  }
}
