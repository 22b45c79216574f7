/** A dialogue that makes a profile. Everything stays in memory until the user has seen it and said yes. */
import type { Section, SharedConfig } from '../../index.ts'
import { visible } from '../../util/visible.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { answered } from '../io/answered.ts'
import { confirmed } from '../io/confirm.ts'
import { copyOf } from '../trial.ts'
import { isKind, KINDS, type Kind, SESSION_STEPS, type Step } from './kinds.ts'
import { preview } from './preview.ts'
import { nameProblem, problemOf } from './problems.ts'

/** The scope that makes SSO tokens renewable. */
const SCOPES = 'sso:account:access'

/** The help of the error without a terminal. */
const INSTEAD = 'run `rolehop set KEY VALUE`'

/** Runs the dialogue, and returns the exit code. */
export async function configureProfile(context: Context): Promise<number> {
  const config = await context.writableConfig()
  const before = copyOf(config)
  const profile = await nameOf(context, config)
  const sections: (string | Section)[] = [profile]
  for (const step of KINDS[await kindOf(context)] as readonly Step[]) {
    if (step.applies?.(config, profile) === false) continue
    const value = await answer(context, config, profile, profile, step)
    if (step.key !== 'sso_session' || config.ssoSessions.includes(value)) continue
    sections.push(await newSession(context, config, profile, value))
  }
  context.out.note(preview(context, before, config, sections))
  if (!(await confirmed(context, 'Write this?'))) {
    context.out.note('rolehop: nothing was written')
    return 0
  }
  await config.save({ signal: context.run.signal })
  context.out.note(`rolehop: profile ${visible(profile)} is written; \`rolehop whoami\` with it shows whether it works`)
  return 0
}

async function nameOf(context: Context, config: SharedConfig): Promise<string> {
  const given = context.flags.profile
  const problem = (name: string) => nameProblem(config, name)
  if (given === undefined)
    return (await answered(context, { label: 'Profile name: ', problemOf: problem }, INSTEAD)).trim()
  const found = problem(given)
  if (found !== undefined) throw new UsageError(`\`--profile\` cannot be \`${given}\` (${found})`, 'use another name')
  return given
}

async function kindOf(context: Context): Promise<Kind> {
  const words = Object.keys(KINDS)
  const problem = (text: string) => (isKind(text.trim()) ? undefined : `is not one of ${words.join(', ')}`)
  const label = `Kind (${words.join(', ')}): `
  const kind = (await answered(context, { label, words, problemOf: problem }, INSTEAD)).trim()
  return isKind(kind) ? kind : 'role'
}

/** Asks for a setting, and sets it in memory; an empty answer sets nothing. */
async function answer(
  context: Context,
  config: SharedConfig,
  profile: string,
  section: string | Section,
  step: Step,
): Promise<string> {
  const { key, label, isOptional, isHidden = false, words } = step
  const question = {
    label: `${label}${isOptional ? ' (optional)' : ''}: `,
    isHidden,
    problemOf: (text: string) => problemOf(config, profile, section, step, text),
    ...(words && { words: words(config) }),
  }
  const value = (await answered(context, question, INSTEAD)).trim()
  if (value !== '') config.set(section, key, value)
  return value
}

/** Asks for the settings of a new `sso-session` section. */
async function newSession(context: Context, config: SharedConfig, profile: string, name: string): Promise<Section> {
  const section = { ssoSession: name }
  for (const step of SESSION_STEPS) await answer(context, config, profile, section, step)
  config.set(section, 'sso_registration_scopes', SCOPES)
  return section
}
