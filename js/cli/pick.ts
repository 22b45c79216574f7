/** Prompts the user to pick a profile from a list. */
import { RolehopError } from '../index.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { visible } from '../util/visible.ts'
import type { Command, Context } from './command.ts'
import { UsageError } from './errors.ts'
import { isDevice } from './io/stream.ts'
import { CREATE_FILES } from './missing-files.ts'

/**
 * Prompts for a profile and selects it: with `--pick`, and for a command that needs a profile if none is
 * named and both stdin and stderr are a terminal.
 *
 * @throws UsageError for `--pick` with a profile or without a terminal
 * @throws RolehopError `profile-not-found` if there are no profiles to pick from; `aborted`
 */
export async function selectByPicking(context: Context, command: Command): Promise<void> {
  const { pick, profile, profiles, 'sso-session': ssoSession, services } = context.flags
  const named = Object.entries({ profile, profiles, 'sso-session': ssoSession, services }).find(
    ([, name]) => name !== undefined,
  )
  if (!pick) {
    if (!command.needsProfile || named || !(await canPick(context)) || !(await context.needsProfile())) return
  } else if (named) {
    throw new UsageError(`\`--pick\` and \`--${named[0]}\` cannot be combined`, 'use one of them')
  }
  await pickProfile(context)
}

/** Whether both what the user types and notes are at a terminal that can be drawn on. */
async function canPick(context: Context): Promise<boolean> {
  return canDraw() && isDevice(0) && isDevice(2) && (await context.isAtTerminal())
}

function canDraw(): boolean {
  return process.env.TERM !== 'dumb'
}

async function pickProfile(context: Context): Promise<void> {
  const listed = (await context.readableConfig(false)).identities
  if (listed.length === 0 && !context.flags.pick) return
  // The list lacks the profiles of a file that cannot be read.
  await context.config()
  if (listed.length === 0) throw noProfiles()
  if (!canDraw()) throw noTerminal()
  const rows = listed.map(({ profile, accountId = '', role = '' }) => [profile, accountId, role])
  const at = await pickRow(context, rows)
  const profile = listed[at]?.profile ?? ''
  context.select(profile)
  context.out.note(`rolehop: profile ${visible(profile)}`)
}

async function pickRow({ out, run }: Context, rows: readonly (readonly string[])[]): Promise<number> {
  const { pick } = await import('./io/picker.ts')
  try {
    return await pick(rows, { label: 'Profile: ', isColoured: out.noteColour, signal: run.signal })
  } catch (error) {
    throw hostFailureOf(error)?.hostError === 'unsupported' ? noTerminal() : error
  }
}

function noTerminal(): UsageError {
  return new UsageError('`--pick` needs a terminal', 'name the profile with `--profile`')
}

function noProfiles(): RolehopError {
  const message = 'there are no profiles to pick from'
  return new RolehopError({ code: 'profile-not-found', message, help: CREATE_FILES })
}
