/** Accounts in the list of profiles: their colours and groups. */
import type { ProfileIdentity } from 'rolehop'

/** A colour: its number, for the style sheet, and its value, for exports. */
export interface Colour {
  readonly index: number
  readonly hex: string
}

/** The colours of `style/accounts.css`, which has them with enough contrast for both themes. */
const HEXES = ['4f46e5', '0f766e', 'b45309', 'be185d', '1d6fd1', '5b8c1a', '9333ea', 'c2410c']

/** The colour of each account, in the order of the files, so that the first eight all differ. */
export function accountColours(profiles: readonly ProfileIdentity[]): ReadonlyMap<string, Colour> {
  const colours = new Map<string, Colour>()
  for (const { accountId } of profiles) {
    if (accountId === undefined || colours.has(accountId)) continue
    const index = colours.size % HEXES.length
    colours.set(accountId, { index, hex: HEXES[index] ?? '' })
  }
  return colours
}

/** Whether a profile has all words in its name, account or role. An account can be typed with spaces. */
export function matches({ profile, accountId = '', role = '' }: ProfileIdentity, words: readonly string[]): boolean {
  const text = `${profile} ${role} ${accountId}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The words of a filter; digits that belong to one account are joined. */
export function wordsOf(filter: string): string[] {
  const joined = filter.toLowerCase().replace(/(\d) (?=\d)/g, '$1')
  return joined.split(/\s+/).filter(Boolean)
}

/** The profiles by account in the order of the files; those without one are last. */
export function groupsOf(
  profiles: readonly ProfileIdentity[],
): readonly (readonly [account: string | undefined, profiles: readonly ProfileIdentity[]])[] {
  const groups = new Map<string | undefined, ProfileIdentity[]>()
  for (const profile of profiles) {
    const group = groups.get(profile.accountId)
    if (group) group.push(profile)
    else groups.set(profile.accountId, [profile])
  }
  return [...groups].sort(([a], [b]) => Number(a === undefined) - Number(b === undefined))
}
