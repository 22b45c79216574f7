/** The config that this browser remembers if the user wants it; never the credentials. */

const KEY = 'rolehop-config'

/** The remembered config; `null` without one, and where the browser stores nothing. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Remembers a config without secrets, or with `undefined` forgets it. Returns whether the browser did. */
export function remember(text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
    return true
  } catch {
    return false
  }
}
