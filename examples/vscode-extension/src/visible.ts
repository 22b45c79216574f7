/** Names from files, made visible for lists and the status bar. */

/** Characters without width, or that change the text direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A name with its invisible characters escaped: `pro\u{200b}d` is not `prod`. */
export function visible(name: string): string {
  return name.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** A message as plain text: notifications and lists show backticks as they are. */
export function plain(message: string): string {
  return message.replaceAll('`', '')
}
