/** The clipboard, which other programs can read: what this page put there, it takes away again. */

/** Whether a secret of this page may still be there. */
let holds = false

/**
 * Puts a secret there; to be called in a click.
 * @throws where there is no clipboard (not a secure context), or it may not be used
 */
export async function copySecret(secret: Promise<string>): Promise<void> {
  // The browser wants the write to begin with the click; the text comes a moment later.
  const blob = secret.then((text) => new Blob([text], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  holds = true
}

/** Empties it, if a secret was put there. */
export async function emptyClipboard(): Promise<void> {
  if (!holds) return
  holds = false
  await navigator.clipboard.writeText('').catch(() => {})
}
