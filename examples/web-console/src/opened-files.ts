/** The files on the disk from which the texts were opened, so that each is saved into its own. */
import { signal } from '@preact/signals'
import type { SharedFile } from 'rolehop'

type Handles = ReadonlyMap<SharedFile, FileSystemFileHandle>

const handles = signal<Handles>(new Map())

/** The file that a text was opened from; without one, the text is downloaded. */
export const openedFile = (file: SharedFile) => handles.value.get(file)

/** Records the file that a text was opened from; `undefined` for a text from elsewhere. */
export function setOpenedFile(file: SharedFile, handle: FileSystemFileHandle | undefined): void {
  const others = [...handles.value].filter(([each]) => each !== file)
  handles.value = new Map(handle ? [...others, [file, handle]] : others)
}

/** Both texts come from elsewhere now. */
export function forgetOpenedFiles(): void {
  handles.value = new Map()
}
