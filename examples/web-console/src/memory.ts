/** The config that this browser remembers if the user wants it; never the credentials. */
import { signal } from '@preact/signals'
import { secretLine } from './files.ts'
import { notice } from './state.ts'

const KEY = 'rolehop-config'

/** Whether this browser remembers the config, with each change of it. */
export const remembers = signal(remembered() !== null)

// The user can end it in another tab.
addEventListener('storage', () => {
  if (remembered() === null) remembers.value = false
})

/** The remembered config; `null` without one, and where the browser stores nothing. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Remembers the config from now on. */
export async function remember(config: string): Promise<void> {
  remembers.value = true
  await follow(config)
}

/** Stores the config if this browser remembers it. What looks like a secret ends the memory, with a notice. */
export async function follow(config: string): Promise<void> {
  if (!remembers.value) return
  const line = await secretLine(config)
  // The user can have ended it meanwhile.
  if (!remembers.value) return
  if (line !== undefined)
    notice.value = { text: `The config contains what looks like a secret in line ${line}, so it is not remembered.` }
  if (line !== undefined || !store(config)) forget()
}

/** Ends the memory, and removes what it contains. */
export function forget(): void {
  remembers.value = false
  store('')
}

/** Stores a text; an empty one removes the one before. Returns whether the browser did it. */
export function store(text: string): boolean {
  try {
    if (text === '') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
    return true
  } catch {
    return false
  }
}
