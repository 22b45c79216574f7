/** Names from files as they are shown in lists and in the status bar. */

/** Characters that take no room, or turn the text around them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A name with every character written out that does not show: `pro\u{200b}d` is not `prod`. */
export function visible(name: string): string {
  return name.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
