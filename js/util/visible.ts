/** Makes text from files and servers safe to print on a terminal. */

/** Characters that move the cursor, set colors, change the text direction, are invisible or end a line. */
const UNSAFE = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028-\u202e\ufff9-\ufffb]/gu

/** Returns a character as JSON escape sequences. */
export function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('')
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`

/** Escapes a value from a file or a server so that it is one safe line on a terminal. */
export function visible(value: string): string {
  return value.replace(UNSAFE, escaped)
}
