/** The two editors and their headers. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Position, SharedFile } from 'rolehop'
import { Editor } from '../editor/editor.ts'
import { LIMIT } from '../editor/limit.ts'
import { applyFix, changed, complete, refused, register, secretsOf } from '../state.ts'
import { EyeIcon, OpenIcon } from './icons.tsx'

const FILES = [
  { file: 'config', path: '~/.aws/config', hint: 'Paste your ~/.aws/config here, or drop the file' },
  {
    file: 'credentials',
    path: '~/.aws/credentials',
    hint: 'Paste your ~/.aws/credentials here: it does not leave this page',
  },
] as const

export const Editors = () => (
  <section class="editors" aria-label="files">
    {FILES.map((each) => (
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
    const label = `${path}, text`
    const options = { file, label, hint, complete: ask, findSecrets: secretsOf, changed, refused, applyFix }
    editor.current = new Editor(host.current, options)
    register(file, editor.current)
    return () => editor.current?.destroy()
  }, [])
  const toggle = () => {
    editor.current?.showSecrets(!reveal)
    setReveal(!reveal)
  }
  return (
    <div class={`card editor editor-${file}`}>
      <header class="card-head">
        <h2 class="path">{path}</h2>
        <button type="button" class="quiet" aria-pressed={reveal} onClick={toggle}>
          <EyeIcon /> {reveal ? 'Hide secrets' : 'Show secrets'}
        </button>
        <OpenFile path={path} take={(text) => editor.current?.load(text)} />
      </header>
      <div class="editor-host" ref={host} />
    </div>
  )
}

function OpenFile({ path, take }: { path: string; take: (text: string) => void }) {
  const open = async (input: HTMLInputElement) => {
    const [file] = input.files ?? []
    if (!file) return
    if (file.size > LIMIT) refused()
    else take(await file.text())
    input.value = ''
  }
  return (
    <label class="quiet file">
      <OpenIcon /> Open
      <input type="file" aria-label={`open ${path}`} onChange={(event) => void open(event.currentTarget)} />
    </label>
  )
}
