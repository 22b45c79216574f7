/** `--profiles`: runs a command for several profiles. */
import { type AwsCredentialIdentity, isRolehopError, type RolehopError } from '../../index.ts'
import { pool } from '../../util/pool.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'

/** The default for `--concurrency`. */
const CONCURRENCY = 8

/** The result for one profile. */
export type Outcome<T> =
  | { readonly profile: string; readonly value: T; readonly error?: undefined }
  | { readonly profile: string; readonly value?: undefined; readonly error: RolehopError }

/** Parses `--profiles` and removes duplicates. @throws UsageError */
export function namesOf(list: string, profile: string | undefined): string[] {
  if (profile !== undefined)
    throw new UsageError('`--profile` and `--profiles` cannot be combined', 'list all of them in `--profiles`')
  const names = list.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) {
    throw new UsageError('`--profiles` has an empty name', 'separate the names with commas: `--profiles dev,prod`')
  }
  return [...new Set(names)]
}

/** Parses `--concurrency`. @throws UsageError */
export function concurrencyOf({ flags }: Context): number {
  const { concurrency } = flags
  if (concurrency === undefined) return CONCURRENCY
  if (/^[1-9]\d{0,3}$/.test(concurrency)) return Number(concurrency)
  throw new UsageError(`\`--concurrency\` cannot be \`${concurrency}\``, 'use a number of profiles, such as 8')
}

/**
 * Resolves all profiles, then does the work for each that has credentials.
 *
 * @param size how many works run at once
 */
export async function forEach<T>(
  context: Context,
  names: readonly string[],
  size: number,
  work: (credentials: AwsCredentialIdentity, profile: string) => Promise<T>,
): Promise<Outcome<T>[]> {
  const results = await context.resolveAll(names, concurrencyOf(context))
  return pool(results, size, async ({ profile, credentials, error }) => {
    if (error) return { profile, error }
    try {
      return { profile, value: await work(credentials, profile) }
    } catch (thrown) {
      if (!isRolehopError(thrown) || thrown.code === 'aborted') throw thrown
      return { profile, error: thrown }
    }
  })
}

/** Prints the errors of the profiles that failed. */
export function reportErrors(context: Context, outcomes: readonly Outcome<unknown>[]): void {
  for (const { profile, error } of outcomes) {
    if (!error) continue
    context.out.note(`rolehop: ${profile}:`)
    const errors = error.diagnostics.filter(({ severity }) => severity === 'error')
    context.out.note(context.render(errors, context.out.noteColour))
  }
}
