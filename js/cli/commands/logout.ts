import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from '../../generated/types.ts'
import { isRolehopError, type SharedConfig } from '../../index.ts'
import { fileError, systemCode } from '../../model/errors.ts'
import { jsonFiles, sessionsOfPortals } from '../cache.ts'
import type { Command, Context } from '../command.ts'
import { readTokenFile, tokenDirectories } from '../engine.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop logout`: the equivalent of `aws logout` for a profile with a login session, and of `aws sso logout`. */
export const logout: Command = {
  name: 'logout',
  arguments: [],
  options: ['profile', 'all', ...FILES, ...RESULT],
  summary: 'sign out of the AWS console, or of IAM Identity Center',
  details: `For a profile with \`login_session\`, or whose chain begins with one, deletes the login
session in ~/.aws/login/cache, as \`aws logout\`; credentials that a program has already
got stay valid for up to 15 minutes. For any other profile, signs out of the access
portals, deletes the SSO tokens in ~/.aws/sso/cache, and deletes cached credentials that
came from a portal; --all does both, for all login sessions. Sessions of roles assumed
with them stay valid until they expire. The AWS CLI shares these files. The number of
removed files is printed to stderr. JSON: {"removed": [PATH, ...]}.`,
  example: 'rolehop logout',

  async run(context) {
    const own = loginSession(context.flags.profile, await context.config(), context.files)
    const { all } = context.flags
    const isOne = own !== undefined && !all
    const logins = isOne ? [own] : all ? await loginSessions(context.files) : []
    const groups: Removed[] = own !== undefined || all ? [['login session', logins.filter(remove)]] : []
    if (!isOne) {
      groups.push(['SSO token', await revokeTokens(context)])
      groups.push(['session', (await sessionsOfPortals(context.files, Date.now())).filter(remove)])
    }
    if (context.wantsJson) context.result({ removed: groups.flatMap(([, paths]) => paths) })
    context.out.note(groups.map(([what, { length }]) => `${counted(length, what)} removed`).join(', '))
    return 0
  },
}

/** The removed files: the word for one, and the paths. */
type Removed = [what: string, paths: string[]]

/** The file of the login session that the profile uses, if it uses one. */
function loginSession(profile: string | undefined, config: SharedConfig, { loginCache }: Files): string | undefined {
  try {
    const { source } = config.plan(profile)
    return source.kind === 'login' && loginCache ? join(loginCache, `${source.sessionKey}.json`) : undefined
  } catch (error) {
    // A profile without valid credentials uses no login session.
    if (isRolehopError(error)) return undefined
    throw error
  }
}

/** The files of all login sessions. Other files in the folder are not touched. */
async function loginSessions({ loginCache }: Files): Promise<string[]> {
  const paths = loginCache ? jsonFiles(loginCache) : []
  const texts = await Promise.all(paths.map(readTokenFile))
  return paths.filter((_, at) => isLoginSession(texts[at]))
}

function isLoginSession(text: string | undefined): boolean {
  try {
    return typeof JSON.parse(text ?? '')?.accessToken?.accessKeyId === 'string'
  } catch {
    return false
  }
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

/** Removes a file; returns whether it existed. Another process may have removed it first. */
function remove(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw fileError('write', path, error)
    return false
  }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
