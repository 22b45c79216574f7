/** Links to a profile: `#profile=deploy&view=chain`. The page reads them, and writes them only on request. */
import { callEngine, VIEWS, type View } from './state.ts'

/** The profile and the view that the address of the page names. */
export function linked(): { readonly profile: string | undefined; readonly view: View | undefined } {
  const given = new URLSearchParams(location.hash.slice(1))
  const view = VIEWS.find((each) => each === given.get('view'))
  return { profile: given.get('profile') ?? undefined, view }
}

/** A link to a profile; `undefined` if its name looks like a secret. */
export async function linkTo(profile: string): Promise<string | undefined> {
  const found = await callEngine('secrets', profile)
  if (found.length > 0) return undefined
  const { origin, pathname } = location
  return `${origin}${pathname}#${new URLSearchParams({ profile, view: 'chain' })}`
}
