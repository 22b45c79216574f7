/** The clipboard, which other programs can read: this page removes the secrets that it copied. */

/** Whether a secret of this page may still be on the clipboard. */
let holds = false

/**
 * Copies a secret; call it in a click handler.
 * @throws without a clipboard (not a secure context), or without permission
 */
export async function copySecret(secret: Promise<string>): Promise<void> {
  // The browser requires that the write begins with the click; the text follows a moment later.
  const blob = secret.then((text) => new Blob([text], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  holds = true
}

/** Copies a text without secrets; returns whether the browser did. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Empties the clipboard, if a secret was copied. */
export async function emptyClipboard(): Promise<void> {
  if (!holds) return
  holds = false
  await copyText('')
}
