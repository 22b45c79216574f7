import { unlinkSync } from 'node:fs'
import { fileError, systemCode } from '../../model/errors.ts'
import { jsonFiles, sessionsOfPortals } from '../cache.ts'
import type { Command, Context } from '../command.ts'
import { readTokenFile, tokenDirectories } from '../engine.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop logout`: the equivalent of `aws sso logout`. */
export const logout: Command = {
  name: 'logout',
  arguments: [],
  options: ['profile', ...FILES, ...RESULT],
  summary: 'sign out of IAM Identity Center',
  details: `Signs out of the access portals, deletes the SSO tokens in ~/.aws/sso/cache, and
deletes cached credentials that came from a portal. Sessions of roles assumed with
them stay valid until they expire. The AWS CLI shares both. The number of removed
files is printed to stderr. JSON: {"removed": [PATH, ...]}.`,
  example: 'rolehop logout',

  async run(context) {
    await context.config()
    const tokens = await revokeTokens(context)
    const sessions = await sessionsOfPortals(context.files, Date.now())
    for (const path of sessions) remove(path)
    if (context.wantsJson) context.result({ removed: [...tokens, ...sessions] })
    context.out.note(`${counted(tokens.length, 'SSO token')} removed, ${counted(sessions.length, 'session')} removed`)
    return 0
  },
}

/** Revokes all SSO tokens and returns their files. */
async function revokeTokens(context: Context): Promise<string[]> {
  const revoked: string[] = []
  for (const [own, folder] of tokenDirectories(context.files)) {
    for (const path of jsonFiles(folder)) {
      const text = await readTokenFile(path)
      if (text === undefined || !(await context.revokeSsoToken(text, own))) continue
      remove(path)
      revoked.push(path)
    }
  }
  return revoked
}

/** Removes a file; another process may have removed it first. */
function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw fileError('write', path, error)
  }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
