/** Opening and saving files: by the File System Access API where the browser has it, else by downloads. */
import type { SharedFile } from 'rolehop'
import { FILES, fileTextOf, markSaved, take, textOf } from './files.ts'
import { openedFile, read, setOpenedFile } from './opened-files.ts'
import { announcement, failed, notice } from './state.ts'
import { shown } from './words.ts'

/** The part of the API that TypeScript's DOM types lack. */
interface WithPicker {
  showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>
}

/** Whether the browser lets a page write to the files that the user opens. */
export const canSave = () => (globalThis as WithPicker).showOpenFilePicker !== undefined

/** Lets the user open one or both files; each goes to its editor and can be saved from then on. */
export async function openFiles(wanted: SharedFile): Promise<void> {
  const picked = await (globalThis as WithPicker).showOpenFilePicker?.({ multiple: true }).catch(() => [])
  for (const handle of picked ?? []) await openFile(handle, picked?.length === 1 ? wanted : undefined)
}

async function openFile(handle: FileSystemFileHandle, wanted: SharedFile | undefined): Promise<void> {
  try {
    const found = await handle.getFile()
    const [file] = await take([found], wanted)
    // Not before: a file that is too large is not read.
    if (file) setOpenedFile(file, { handle, text: await found.text() })
  } catch (error) {
    notice.value = { text: `${shown(handle.name)} was not opened: ${error}` }
  }
}

/** The files that are dropped; of a folder, its `config` and `credentials`. Call it in the handler of the drop. */
export function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const folders = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry?.isDirectory)
  if (folders.length === 0) return Promise.resolve([...files])
  return filesOf(folders as FileSystemDirectoryEntry[])
}

async function filesOf(folders: readonly FileSystemDirectoryEntry[]): Promise<File[]> {
  const wanted = folders.flatMap((folder) => FILES.map((name) => fileIn(folder, name)))
  const found = (await Promise.all(wanted)).filter((file) => file !== undefined)
  if (found.length === 0) notice.value = { text: 'This folder contains no file named config or credentials.' }
  return found
}

function fileIn(folder: FileSystemDirectoryEntry, name: SharedFile): Promise<File | undefined> {
  return new Promise((resolve) => {
    const missing = () => resolve(undefined)
    folder.getFile(name, {}, (entry) => (entry as FileSystemFileEntry).file(resolve, missing), missing)
  })
}

/** Writes the text to the file that was opened, or else downloads it; returns whether that succeeded. */
export async function save(file: SharedFile): Promise<boolean> {
  const opened = openedFile(file)
  // The user may type on while it is saved.
  const [text, fileText] = [textOf(file), fileTextOf(file)]
  try {
    if (!opened) download(file, fileText)
    else if ((await read(opened.handle)).text === opened.text) await write(file, opened.handle, fileText)
    else {
      askToReplace(file, opened.handle)
      return false
    }
  } catch (error) {
    notice.value = { text: `~/.aws/${file} was not saved: ${error}` }
    return false
  }
  markSaved(file, text)
  announcement.value = `${file} saved`
  return true
}

async function write(file: SharedFile, handle: FileSystemFileHandle, text: string): Promise<void> {
  const stream = await handle.createWritable()
  await stream.write(text)
  await stream.close()
  setOpenedFile(file, await read(handle))
}

/** Another program, such as `aws configure`, has changed the file: its changes must not disappear unnoticed. */
function askToReplace(file: SharedFile, handle: FileSystemFileHandle): void {
  const replace = async () => {
    setOpenedFile(file, await read(handle))
    await save(file)
  }
  const answer = (act: () => Promise<unknown>) => () => {
    notice.value = undefined
    act().catch(failed)
  }
  notice.value = {
    text: `~/.aws/${file} was changed by another program since it was opened, so it was not saved.`,
    actions: [
      { name: 'Open it again', act: answer(() => openFile(handle, file)) },
      { name: 'Replace it', act: answer(replace) },
    ],
  }
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
