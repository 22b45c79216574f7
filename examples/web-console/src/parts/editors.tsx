/** The two editors, and what can be done with each file. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Position, SharedFile } from 'rolehop'
import { copySecret } from '../clipboard.ts'
import { Editor } from '../editor/editor.ts'
import {
  applyFix,
  changed,
  checked,
  complete,
  isChanged,
  markSaved,
  offer,
  refused,
  register,
  replaced,
  saved,
  secretsOf,
  take,
  textOf,
} from '../files.ts'
import { canSave, openFiles, save } from '../files-access.ts'
import { openedFile } from '../opened-files.ts'
import { announcement, notice } from '../state.ts'
import { useConfirmation } from './confirmation.ts'
import { CheckIcon, CompareIcon, CopyIcon, EyeIcon, OpenIcon, SaveIcon } from './icons.tsx'
import { Remember } from './remember.tsx'
import { compare } from './text-dialog.tsx'

const PROPS = [
  { file: 'config', path: '~/.aws/config', hint: 'Paste it here, or drop both files' },
  {
    file: 'credentials',
    path: '~/.aws/credentials',
    hint: 'Paste it here; it stays in this page',
  },
] as const

export const Editors = () => (
  <section class="editors" aria-label="files">
    {PROPS.map((each) => (
      <OneEditor key={each.file} {...each} />
    ))}
  </section>
)

interface Props {
  file: SharedFile
  path: string
  hint: string
}

function OneEditor({ file, path, hint }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | undefined>(undefined)
  const [reveal, setReveal] = useState(false)
  useEffect(() => {
    if (!host.current) return
    const ask = (position: Position) => complete(file, position)
    const replacedAll = () => replaced(file)
    const label = `${path}, text`
    const options = {
      file,
      label,
      hint,
      complete: ask,
      findSecrets: secretsOf,
      changed,
      replacedAll,
      offer,
      refused,
      applyFix,
    }
    editor.current = new Editor(host.current, options)
    register(file, editor.current)
    return () => editor.current?.destroy()
  }, [])
  const toggle = () => {
    editor.current?.showSecrets(!reveal)
    setReveal(!reveal)
  }
  const secretsText = reveal ? 'Hide secrets' : 'Show secrets'
  return (
    <div class={`card editor editor-${file}`}>
      <header class="card-head">
        <h2 class="path">{path}</h2>
        <button type="button" class="quiet" title={secretsText} aria-pressed={reveal} onClick={toggle}>
          <EyeIcon /> <span class="secrets-text">{secretsText}</span>
        </button>
        {checked.value[file] !== '' && <FileActions file={file} path={path} />}
        <OpenFile file={file} path={path} />
      </header>
      <div class="editor-host" ref={host} />
      {file === 'config' && checked.value.config !== '' && <Remember />}
    </div>
  )
}

function FileActions({ file, path }: { file: SharedFile; path: string }) {
  const saving = openedFile(file) ? 'Save' : 'Download'
  return (
    <>
      {isChanged(file) && (
        <Action name={`Compare ${path}`} act={() => compare(path, saved.value[file], textOf(file))}>
          <CompareIcon />
        </Action>
      )}
      <Action name={`Copy ${path}`} act={() => copy(file)}>
        <CopyIcon />
      </Action>
      <Action name={`${saving} ${path}`} act={() => save(file)}>
        <SaveIcon />
      </Action>
    </>
  )
}

interface ActionProps {
  name: string
  /** Resolves to `true` if the user should see that it succeeded. */
  act: () => Promise<unknown>
  children: preact.ComponentChildren
}

/** A button without a text. After a success, its icon is a check mark for a moment. */
function Action({ name, act, children }: ActionProps) {
  const [isConfirmed, confirm] = useConfirmation()
  return (
    <button
      type="button"
      class={`quiet small ${isConfirmed ? 'confirmed' : ''}`}
      aria-label={name}
      title={name}
      onClick={async () => {
        if ((await act()) === true) confirm()
      }}
    >
      {isConfirmed ? <CheckIcon /> : children}
    </button>
  )
}

/** Copies the text with its secrets: dots would overwrite the keys where it is pasted. */
async function copy(file: SharedFile): Promise<boolean> {
  try {
    await copySecret(Promise.resolve(textOf(file)))
  } catch {
    notice.value = { text: `The clipboard is not available: download ~/.aws/${file} instead.` }
    return false
  }
  markSaved(file)
  announcement.value = `${file} copied`
  return true
}

function OpenFile({ file, path }: { file: SharedFile; path: string }) {
  if (canSave()) {
    return (
      <Action name={`Open ${path}`} act={() => openFiles(file)}>
        <OpenIcon />
      </Action>
    )
  }
  const open = async (input: HTMLInputElement) => {
    await take([...(input.files ?? [])], file)
    input.value = ''
  }
  return (
    <label class="quiet file" title={`Open ${path}`}>
      <OpenIcon />
      <input type="file" multiple aria-label={`Open ${path}`} onChange={(event) => void open(event.currentTarget)} />
    </label>
  )
}
