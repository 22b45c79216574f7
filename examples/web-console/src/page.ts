/** The actions of the page as a whole: start, check, select, clear, leave. */
import { batch } from '@preact/signals'
import { EXAMPLE } from './example.ts'
import {
  changed,
  checked,
  checkWith,
  currentTexts,
  discard,
  emptyEditors,
  FILES,
  isStale,
  load,
  loadBoth,
  saved,
  secretLine,
  squiggle,
  suggestSwap,
  textOf,
} from './files.ts'
import { linked } from './link.ts'
import { follow, forget, remembered, remembers, store } from './memory.ts'
import type { Opened, Settings, Texts } from './protocol.ts'
import { leaveRun, listener, resetSessions, run, sessions } from './sessions.ts'
import {
  announcement,
  callEngine,
  counts,
  diagnostics,
  endEngine,
  explained,
  filled,
  fresh,
  notice,
  PLAIN,
  profiles,
  selected,
  settings,
  startEngine,
  summaries,
  view,
} from './state.ts'
import { counted } from './words.ts'

/** Whether the texts are the example: they are not worth a warning when the user leaves. */
let isExample = false

/** Whether the user has selected a profile. */
let isPicked = false

/** Starts the page; `worker` is the worker's script. */
export async function begin(worker: string): Promise<void> {
  settings.value = await readSettings()
  checkWith(check)
  startEngine(worker, listener)
  // The user was faster than the settings, and nothing has read the texts yet.
  if (hasText()) changed()
  else if (settings.value.example && !remembers.value) loadExample()
  else await loadShared()
}

/** Whether there is a text, which nothing at the start may replace. */
const hasText = () => FILES.some((file) => textOf(file) !== '')

async function readSettings(): Promise<Settings> {
  try {
    const answer = await fetch('settings.json', { cache: 'no-store' })
    return answer.ok ? { ...PLAIN, ...(await answer.json()) } : PLAIN
  } catch (error) {
    notice.value = { text: `settings.json was not read, so the page has its defaults: ${error}` }
    return PLAIN
  }
}

/** Loads the config that this browser remembers, or else the one that the deployment shares. */
async function loadShared(): Promise<void> {
  const own = remembered()
  const text = own ?? settings.value.config
  if (text === null || text === '') return
  const line = await secretLine(text)
  if (hasText()) return
  if (line === undefined) return load('config', text)
  if (own !== null) forget()
  notice.value = { text: `The shared config contains what looks like a secret in line ${line}, and was not loaded.` }
}

/** Loads the example of the settings, or else the one of this page. */
export function loadExample(): void {
  const { example } = settings.value
  const { note, ...texts } = example ?? EXAMPLE
  isExample = true
  loadBoth(texts)
  notice.value = { text: note }
}

async function check(): Promise<void> {
  const texts = currentTexts()
  let opened = await callEngine('open', texts)
  if (isStale()) return
  if (!opened.isWhole) {
    show(texts, opened)
    opened = await callEngine('check')
    if (isStale()) return
  }
  show(texts, opened)
  const wasFilled = filled.value
  filled.value = texts.config !== '' || texts.credentials !== ''
  suggestSwap(texts)
  // After the diagnostics, which the user waits for while typing: a long list takes as long as a frame.
  const found = await callEngine('profiles')
  batch(() => {
    if (found) profiles.value = found
    summaries.value = new Map()
  })
  announcement.value = `${counted(profiles.value.length, 'profile')}, ${counted(opened.counts.error, 'error')}, ${counted(opened.counts.warning, 'warning')}`
  await choose(!wasFilled && filled.value)
  await follow(texts.config)
}

function show(texts: Texts, { diagnostics: found, counts: numbers, isWhole }: Opened): void {
  batch(() => {
    checked.value = texts
    diagnostics.value = found
    counts.value = numbers
    // Before the check of everything, the fixes of other sections are for lines that may have moved.
    fresh.value = isWhole
  })
  squiggle(found)
}

/** Keeps the profile that the user selected; without one, shows the one with the longest chain. */
async function choose(isFirst: boolean): Promise<void> {
  const exists = (name: string | undefined) => profiles.value.some(({ profile }) => profile === name)
  const { profile: wanted, view: place } = linked()
  if (isFirst && exists(wanted)) await pick(wanted)
  else if (isFirst && !isExample) sayNotLinked(wanted)
  const isKept = () => exists(selected.value) && (isPicked || run.value.phase !== 'idle')
  const found = isKept() ? undefined : await callEngine('longest')
  // The user may have selected another one meanwhile.
  await select(isKept() ? selected.value : found)
  if (isFirst && place) view.value = place
}

/** Not with the name: a link must not bring text into the page. */
function sayNotLinked(profile: string | undefined): void {
  if (profile !== undefined) notice.value = { text: 'The profile of this link is not in these files.' }
}

/** Shows the chain of a profile that the user selects. */
export function pick(name: string | undefined): Promise<void> {
  isPicked = true
  return select(name)
}

async function select(name: string | undefined): Promise<void> {
  if (name !== selected.value) leaveRun()
  selected.value = name
  if (name === undefined) {
    explained.value = undefined
    return
  }
  const answer = await callEngine('explain', name)
  if (selected.value === name) explained.value = answer
}

/** Follows a link that was opened in this tab. */
export function followLink(): void {
  const { profile, view: place } = linked()
  if (profiles.value.some((each) => each.profile === profile)) void pick(profile)
  else if (filled.value) sayNotLinked(profile)
  if (place) view.value = place
}

/** Loads the summaries of the visible profiles. */
export async function summarise(names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !summaries.value.has(name))
  if (missing.length === 0) return
  const before = profiles.value
  const found = await callEngine('summaries', missing)
  if (profiles.value !== before) return
  summaries.value = new Map([...summaries.value, ...found.map((summary) => [summary.name, summary] as const)])
}

/** Clears everything and ends the worker. For half a minute, the user can bring the files back, also to the memory. */
export function clearAll(): void {
  store('')
  dispose()
  emptyEditors()
  startEngine()
  view.value = 'chain'
  announcement.value = 'everything cleared'
}

function dispose(): void {
  endEngine()
  batch(() => {
    resetSessions()
    profiles.value = []
    diagnostics.value = []
    counts.value = { error: 0, warning: 0, info: 0 }
    summaries.value = new Map()
    isPicked = false
    selected.value = undefined
    explained.value = undefined
  })
}

/** Clears the page when the user leaves it, even if the browser keeps it for back navigation. */
export function leave(): void {
  dispose()
  discard()
  notice.value = undefined
}

/** Starts again after a back navigation: with what the page starts with, and nothing that the user pasted. */
export function resume(): void {
  startEngine()
  if (settings.value.example === null || remembers.value) void loadShared()
}

/** Whether leaving would lose something: changes of a file, or credentials. */
export function losesWork(): boolean {
  const isChanged = FILES.some((file) => textOf(file) !== saved.value[file])
  return (isChanged && !isExample) || sessions.value.size > 0
}
