/** A dialog with a text: the changes of a file, or an export. */
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { copyText } from '../clipboard.ts'
import { diff, excerpt, type Line } from '../diff.ts'
import { secretsOf } from '../files.ts'
import { announcement } from '../state.ts'
import { shown } from '../words.ts'
import { useConfirmation } from './confirmation.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'

interface Content {
  readonly title: string
  readonly note: string
  readonly lines: readonly (Line | undefined)[]
  /** The text to copy, if it contains no secret. */
  readonly text?: string
}

const content = signal<Content | undefined>(undefined)

/** Shows the changes of a file. Secrets are masked in both texts, after the comparison. */
export async function compare(path: string, before: string, after: string): Promise<void> {
  const lines = excerpt(diff(before, after))
  const masked = await mask(lines)
  content.value = {
    title: `Changes of ${path}`,
    note: 'Since it was opened, pasted or saved; secrets are masked.',
    lines: masked,
  }
}

/** Shows a text that can be copied. */
export function showText(title: string, note: string, text: string): void {
  const lines = text.split('\n').map((line) => ({ kind: 'same', text: line }) as const)
  content.value = { title, note, lines, text }
}

async function mask(lines: readonly (Line | undefined)[]): Promise<(Line | undefined)[]> {
  const found = await Promise.all(lines.map((line) => secretsOf(line?.text ?? '')))
  return lines.map((line, index) => {
    if (!line) return line
    const secrets = found[index] ?? [{ start: 0, end: line.text.length }]
    const text = secrets.reduceRight(
      (all, { start, end }) => `${all.slice(0, start)}••••••••${all.slice(end)}`,
      line.text,
    )
    return { ...line, text }
  })
}

export function TextDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const now = content.value
  // Before the next frame: a key that the user presses then is for the dialog.
  useLayoutEffect(() => {
    if (now) dialog.current?.showModal()
  }, [now])
  if (!now) return null
  const close = () => {
    content.value = undefined
  }
  return (
    <dialog class="text-dialog card" ref={dialog} aria-labelledby="dialog-title" onClose={close}>
      <header class="card-head">
        <h2 id="dialog-title">{now.title}</h2>
        {now.text !== undefined && <Copy text={now.text} />}
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p class="muted">{now.note}</p>
      <pre role="region" aria-label={now.title} tabIndex={0}>
        {now.lines.map((line, index) => (
          <DialogLine key={index} line={line} />
        ))}
      </pre>
    </dialog>
  )
}

const SIGNS = { same: ' ', old: '-', new: '+' } as const

const DialogLine = ({ line }: { line: Line | undefined }) => (
  <span class={`line line-${line?.kind ?? 'gap'}`}>
    {line ? `${SIGNS[line.kind]} ${shown(line.text)}` : '…'}
    {'\n'}
  </span>
)

function Copy({ text }: { text: string }) {
  const [isConfirmed, confirm] = useConfirmation()
  const [hasFailed, setFailed] = useState(false)
  const copy = async () => {
    const isCopied = await copyText(text)
    setFailed(!isCopied)
    if (!isCopied) return
    confirm()
    announcement.value = 'copied'
  }
  return (
    <>
      {hasFailed && (
        <span class="problem" role="alert">
          The clipboard is not available
        </span>
      )}
      <button type="button" onClick={() => void copy()}>
        {isConfirmed ? <CheckIcon /> : <CopyIcon />} {isConfirmed ? 'Copied' : 'Copy'}
      </button>
    </>
  )
}
