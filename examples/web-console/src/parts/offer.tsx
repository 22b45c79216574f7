/** Pasted keys in a form that belongs in neither file: masked, and offered as a profile. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { adoptKeys, currentTexts, load, offered } from '../files.ts'
import { profiles } from '../state.ts'
import { KeyIcon } from './icons.tsx'

export function Offer() {
  const shape = offered.value
  return shape && <OneOffer key={shape.text} shape={shape} />
}

function OneOffer({ shape }: { shape: NonNullable<typeof offered.value> }) {
  const { what, keys, text } = shape
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(freeName())
  useLayoutEffect(() => input.current?.focus(), [])
  const close = () => {
    offered.value = undefined
  }
  const isTaken = profiles.value.some(({ profile }) => profile === name.trim())
  return (
    <form
      class="notice offer"
      aria-label="pasted keys"
      onSubmit={(event) => {
        event.preventDefault()
        void adoptKeys(name.trim(), keys)
      }}
    >
      <KeyIcon />
      <span>
        Keys from {what}: <code>{`${keys.accessKeyId.slice(0, 4)}••••${keys.accessKeyId.slice(-4)}`}</code>
        {keys.sessionToken !== undefined && ', with a session token'}
      </span>
      <span class="spring" />
      <label>
        Profile{' '}
        <input
          ref={input}
          class="field"
          value={name}
          required
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {isTaken ? 'Replace the keys of' : 'Make this'} [{name.trim()}]
      </button>
      {currentTexts().credentials === '' && (
        <button
          type="button"
          onClick={() => {
            load('credentials', text)
            close()
          }}
        >
          Paste as text
        </button>
      )}
      <button type="button" class="quiet" onClick={close}>
        Discard
      </button>
    </form>
  )
}

/** `default` if it is free, else `pasted`. */
const freeName = () => (profiles.value.some(({ profile }) => profile === 'default') ? 'pasted' : 'default')
