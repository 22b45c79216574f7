/** The choice to keep the config in this browser. */
import { signal } from '@preact/signals'
import { currentTexts, secretLine } from '../files.ts'
import { remember, remembered } from '../memory.ts'
import { notice } from '../state.ts'

const isRemembered = signal(remembered() !== null)

/** Remembers the config in this browser, if the user wants it and it contains no secret. */
export function Remember() {
  const change = async (wanted: boolean) => {
    const { config } = currentTexts()
    const line = wanted ? await secretLine(config) : undefined
    if (line !== undefined)
      notice.value = { text: `The config contains what looks like a secret in line ${line}, so it is not remembered.` }
    isRemembered.value = wanted && line === undefined && remember(config)
    if (!isRemembered.value) remember(undefined)
  }
  return (
    <label class="remember" title="for the next visit; never the credentials">
      <input
        id="remember"
        type="checkbox"
        checked={isRemembered.value}
        onChange={async (event) => {
          const { currentTarget } = event
          await change(currentTarget.checked)
          currentTarget.checked = isRemembered.value
        }}
      />{' '}
      Remember the config as it is now, in this browser
    </label>
  )
}
