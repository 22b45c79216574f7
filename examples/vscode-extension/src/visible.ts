/** Names and messages, made visible for lists, notifications and the status bar. */
import type { RolehopError } from 'rolehop/inline'

/** Characters without width, or that change the text direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A name with its invisible characters escaped: `pro\u{200b}d` is not `prod`. */
export function visible(name: string): string {
  return name.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** A message as plain text: notifications and lists show backticks as they are, and make links of `[text](command:…)`. */
export function plain(message: string): string {
  return message.replaceAll('`', '').replaceAll('](', '] (')
}

/** The message of an error, and what to do. */
export function messageOf({ message, help }: RolehopError): string {
  return plain([message, help].filter(Boolean).join('; '))
}
