/** The choice to keep the config in this browser. */
import { currentTexts } from '../files.ts'
import { forget, remember, remembers } from '../memory.ts'
import { failed } from '../state.ts'

/** Remembers the config in this browser, if the user wants it and it contains no secret. */
export function Remember() {
  const change = async (input: HTMLInputElement) => {
    if (input.checked) await remember(currentTexts().config).catch(failed)
    else forget()
    input.checked = remembers.value
  }
  return (
    <label class="remember" title="for the next visit, with your changes; never the credentials">
      <input
        id="remember"
        type="checkbox"
        checked={remembers.value}
        onChange={(event) => void change(event.currentTarget)}
      />{' '}
      Remember the config in this browser
    </label>
  )
}
