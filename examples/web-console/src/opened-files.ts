/** The files on the disk from which the texts were opened, so that each is saved into its own. */
import { signal } from '@preact/signals'
import type { SharedFile } from 'rolehop'

/** A file that the user opened. */
export interface OpenedFile {
  readonly handle: FileSystemFileHandle
  /** Its content when it was opened or saved last: another program may have changed it since. */
  readonly text: string
}

const opened = signal<ReadonlyMap<SharedFile, OpenedFile>>(new Map())

/** The file that a text was opened from; without one, the text is downloaded. */
export const openedFile = (file: SharedFile) => opened.value.get(file)

/** Records the file that a text was opened from; `undefined` for a text from elsewhere. */
export function setOpenedFile(file: SharedFile, found: OpenedFile | undefined): void {
  const others = [...opened.value].filter(([each]) => each !== file)
  opened.value = new Map(found ? [...others, [file, found]] : others)
}

/** Both texts come from elsewhere now. */
export function forgetOpenedFiles(): void {
  opened.value = new Map()
}

/** A file with what it contains now. */
export async function read(handle: FileSystemFileHandle): Promise<OpenedFile> {
  return { handle, text: await (await handle.getFile()).text() }
}
