/** Edits of a config, which are applied to each text that it is read from. */
import type { Config, SectionKind } from '../../pkg/rolehop.js'
import { call } from '../engine/instance.ts'
import type { ProfileChanges } from '../generated/types.ts'

/** The name of a section; without `kind`, that of a profile. */
export interface SectionAddress {
  readonly kind: SectionKind | undefined
  readonly name: string
}

/** An edit: of a setting, or of many profiles. */
export type Edit = SettingEdit | ProfileChanges

/** The new value of a setting, or `undefined` to remove it. */
interface SettingEdit {
  readonly section: SectionAddress
  readonly key: string
  readonly value: string | undefined
}

/** Whether one of some later edits sets or removes the same setting. */
export function isReplaced(edit: Edit, later: readonly Edit[]): boolean {
  if ('add' in edit) return false
  const { section, key } = edit
  return later.some(
    (it) => !('add' in it) && it.key === key && it.section.name === section.name && it.section.kind === section.kind,
  )
}

/** Applies an edit. */
export function applyEdit(config: Config, edit: Edit): void {
  call(() => {
    if ('add' in edit) return config.update(edit)
    const { section, key, value } = edit
    const { name, kind } = section
    if (value === undefined) config.unset(name, key, kind)
    else config.set(name, key, value, kind)
  })
}
