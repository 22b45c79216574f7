/** The top of the page. */
import { useEffect, useState } from 'preact/hooks'
import { clearAll, filled, notice, settings } from '../state.ts'
import { Logo, MoonIcon, SunIcon } from './icons.tsx'

type Theme = 'light' | 'dark'

const system = matchMedia('(prefers-color-scheme: dark)')

export function Header() {
  return (
    <header class="top">
      <Logo />
      <div class="titles">
        <h1>{settings.value.title}</h1>
        <p class="muted">read as the AWS CLI reads them, in this page only</p>
      </div>
      <span class="spring" />
      {filled.value && (
        <button type="button" class="danger" onClick={clearAll}>
          Clear everything
        </button>
      )}
      <ThemeButton />
    </header>
  )
}

/** The system's theme until the user selects one. It is not saved: this page stores nothing. */
function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(system.matches ? 'dark' : 'light')
  const [own, setOwn] = useState(false)
  useEffect(() => {
    const follow = () => own || setTheme(system.matches ? 'dark' : 'light')
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [own])
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  const other = theme === 'dark' ? 'light' : 'dark'
  const change = () => {
    setOwn(true)
    setTheme(other)
  }
  return (
    <button
      type="button"
      class="round"
      aria-label={`use the ${other} theme`}
      title={`use the ${other} theme`}
      onClick={change}
    >
      {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </button>
  )
}

/** A message that is visible and announced. */
export function Notice() {
  if (notice.value === undefined) return null
  const close = () => {
    notice.value = undefined
  }
  return (
    <div class="notice" role="alert">
      <span>{notice.value}</span>
      <button type="button" class="quiet" onClick={close}>
        Dismiss
      </button>
    </div>
  )
}
