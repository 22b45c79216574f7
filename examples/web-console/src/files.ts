/** The two files: their editors, and where their texts come from and go to. */
import { signal } from '@preact/signals'
import type { Completion, Fix, Position, SharedFile, SourceRange, TextRange } from 'rolehop'
import type { Editor } from './editor/editor.ts'
import { LIMIT } from './editor/limit.ts'
import { forgetOpenedFiles, openedFile, setOpenedFile } from './opened-files.ts'
import type { Keys, Texts } from './protocol.ts'
import { kindOf, type Shape, shapeOf } from './shapes.ts'
import { announcement, callEngine, failed, filled, fresh, hasEngine, notice, suggestion, view } from './state.ts'
import { shown } from './words.ts'

export const FILES = ['config', 'credentials'] as const

/**
 * The pause in typing before a check, in milliseconds. It is longer than the time between two keys of fast typing:
 * the checks of a large file would delay the last one, and the list of profiles the keys.
 */
const PAUSE = 45

/** How long cleared texts can be brought back, in milliseconds. */
const UNDO = 30_000

const EMPTY: Texts = { config: '', credentials: '' }

/** Pasted keys that could become a profile. */
export const offered = signal<Shape | undefined>(undefined)
/** The texts as they were opened or saved last; the files have changes if they differ. */
export const saved = signal<Texts>(EMPTY)
/** Whether the texts are being read, which the first time includes the download of the engine. */
export const checking = signal(false)
/** The texts of the last check, and those that were opened or saved since. */
export const checked = signal<Texts>(EMPTY)

const editors = new Map<SharedFile, Editor>()
let check: () => Promise<void> = async () => {}
/** Ends the offer to bring cleared texts back. */
let endUndo = () => {}
let timer: ReturnType<typeof setTimeout> | undefined
/** The number of changes of the texts, now and when the running check began. */
let changes = 0
let begun = 0
let isNextDue = false
let looksSwapped = false

/** Sets the function that checks the texts; it is never called twice at the same time. */
export function checkWith(work: () => Promise<void>): void {
  check = work
}

/** Registers an editor. */
export function register(file: SharedFile, editor: Editor): void {
  editors.set(file, editor)
}

/** The texts of both editors. */
export function currentTexts(): Texts {
  return { config: textOf('config'), credentials: textOf('credentials') }
}

/** The text of one editor, including its secrets. */
export function textOf(file: SharedFile): string {
  return editors.get(file)?.text ?? ''
}

/** The text of one file, as it is saved: with the line breaks that it had when it was opened. */
export function fileTextOf(file: SharedFile): string {
  return editors.get(file)?.fileText ?? ''
}

/** Whether a file differs from what was opened or saved last. */
export const isChanged = (file: SharedFile) => checked.value[file] !== saved.value[file]

/** Records a text of a file as saved: the current one, or the one that a save began with. */
export function markSaved(file: SharedFile, text = textOf(file)): void {
  saved.value = { ...saved.value, [file]: text }
  // Before the next check, too, it has no changes.
  checked.value = { ...checked.value, [file]: textOf(file) }
}

/** Call it after a paste over a whole text: that is another file, or a change of the one that was opened. */
export function replaced(file: SharedFile): void {
  if (!openedFile(file)) markSaved(file)
}

/** Call it after a change of a text: it is checked when typing pauses. */
export function changed(): void {
  changes += 1
  fresh.value = false
  endUndo()
  clearTimeout(timer)
  timer = setTimeout(runCheck, PAUSE)
}

async function runCheck(): Promise<void> {
  // One check at a time; changes during a check are checked next.
  if (checking.value) {
    isNextDue = true
    return
  }
  checking.value = true
  do {
    isNextDue = false
    begun = changes
    await check().catch(failed)
  } while (isNextDue)
  checking.value = false
}

/** Whether the texts have changed since the running check began. */
export const isStale = () => begun !== changes

/** Replaces the text of a file, for one that was opened: it has no changes then. */
export function load(file: SharedFile, text: string): void {
  if (!editors.get(file)?.load(text)) return
  setOpenedFile(file, undefined)
  markSaved(file)
}

/** Replaces both texts. */
export function loadBoth(texts: Texts): void {
  for (const file of FILES) load(file, texts[file])
}

/** Takes a text that was pasted, opened or dropped; returns whether an editor must not insert it. */
export function offer(text: string): boolean {
  const shape = shapeOf(text)
  offered.value = shape
  if (shape) announcement.value = `${shape.what} recognized`
  return shape !== undefined
}

/** Makes a profile of the offered keys. */
export async function adoptKeys(profile: string, keys: Keys): Promise<void> {
  try {
    const texts = await callEngine('adopt', { texts: currentTexts(), profile, keys })
    for (const file of FILES) if (texts[file] !== textOf(file)) editors.get(file)?.replace(texts[file])
    offered.value = undefined
    announcement.value = `the keys are in the profile ${profile}`
  } catch (error) {
    failed(error)
  }
}

/** Takes files that were opened or dropped: each goes to the editor that its name or content belongs to. */
export async function take(files: readonly File[], wanted?: SharedFile): Promise<SharedFile[]> {
  const taken: SharedFile[] = []
  for (const each of files) {
    const text = await read(each)
    if (text !== undefined && !offer(text)) {
      const [only] = files.length === 1 && wanted ? [wanted] : []
      const file = only ?? kindOf(text, each.name) ?? 'config'
      load(file, text)
      taken.push(file)
    }
  }
  return taken
}

/** The text of a file; without one, a notice says why. The byte order mark stays, because the AWS CLI rejects it. */
async function read(file: File): Promise<string | undefined> {
  if (file.size > LIMIT) {
    refused()
    return undefined
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer())
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is not UTF-8' : `${error}`
    notice.value = { text: `${shown(file.name)} was not opened: ${reason}` }
    return undefined
  }
}

/** Exchanges the texts of both files. */
export function swap(): void {
  const { config, credentials } = currentTexts()
  const [ofConfig, ofCredentials] = FILES.map(openedFile)
  loadBoth({ config: credentials, credentials: config })
  setOpenedFile('config', ofCredentials)
  setOpenedFile('credentials', ofConfig)
}

/** Suggests to exchange the files when they begin to look swapped, so a dismissed suggestion does not come back. */
export function suggestSwap(texts: Texts): void {
  const before = looksSwapped
  looksSwapped = areSwapped(texts)
  if (looksSwapped === before) return
  const swapped = { text: 'These two files look swapped.', actions: [{ name: 'Swap them', act: swap }] }
  suggestion.value = looksSwapped ? swapped : undefined
}

/** Whether one file looks like the other, and the other does not look like itself. */
function areSwapped(texts: Texts): boolean {
  const [config, credentials] = FILES.map((file) => kindOf(texts[file]))
  return (
    (config === 'credentials' && credentials !== 'credentials') || (credentials === 'config' && config !== 'config')
  )
}

/** Empties the editors. For half a minute, the user can bring the texts back. */
export function emptyEditors(): void {
  let kept: Texts | undefined = currentTexts()
  const { value: before } = saved
  discard()
  // New texts end the offer too: undo would overwrite them.
  endUndo = () => {
    clearTimeout(forget)
    kept = undefined
    if (notice.value === cleared) notice.value = undefined
  }
  const forget = setTimeout(endUndo, UNDO)
  const undo = () => {
    if (kept) loadBoth(kept)
    saved.value = before
  }
  const cleared = {
    text: 'The files and all credentials were removed from this page.',
    actions: [{ name: 'Undo', act: undo }],
  }
  notice.value = cleared
}

/** Empties the editors for good. */
export function discard(): void {
  clearTimeout(timer)
  checking.value = false
  for (const editor of editors.values()) editor.load('')
  clearTimeout(timer)
  forgetOpenedFiles()
  saved.value = EMPTY
  checked.value = EMPTY
  filled.value = false
  offered.value = undefined
  suggestSwap(EMPTY)
}

/** Shows the diagnostics in the editors. */
export function squiggle(found: Parameters<Editor['squiggles']>[0]): void {
  for (const editor of editors.values()) editor.squiggles(found)
}

/** Applies a fix in the editors of its files. */
export function applyFix(fix: Fix): void {
  if (!fresh.value) return
  for (const editor of editors.values()) editor.apply(fix.edits)
  announcement.value = fix.title
}

/** Shows a location in its editor. */
export function reveal(location: SourceRange): void {
  view.value = 'files'
  // A phone shows the editor only after this change of the view.
  queueMicrotask(() => editors.get(location.file)?.reveal(location))
}

/** The proposals at a position of an editor. */
export function complete(file: SharedFile, position: Position): Promise<readonly Completion[]> {
  return callEngine('complete', { texts: currentTexts(), file, position })
}

/** The secrets in a text; `undefined` if the engine fails. */
export async function secretsOf(text: string): Promise<readonly TextRange[] | undefined> {
  // An editor asks before the worker starts, and must not wait for an answer that never comes.
  return hasEngine() ? callEngine('secrets', text).catch(() => undefined) : undefined
}

/** The first line of a text with what looks like a secret; `undefined` if there is none. */
export async function secretLine(text: string): Promise<number | undefined> {
  const [first] = await callEngine('secrets', text)
  return first && text.slice(0, first.start).split('\n').length
}

/** Shows that a text was too long. */
export function refused(): void {
  notice.value = {
    text: 'The text is larger than 1 MiB and was not pasted. AWS files are far smaller: is it the right file?',
  }
}
