/** The shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

/** The name of a shell. */
export type Shell = (typeof SHELLS)[number]
