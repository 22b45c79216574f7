/** The top of the page: its name, what concerns all of it, and the tabs of a phone. */
import type { Signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { clearAll } from '../page.ts'
import { sessions } from '../sessions.ts'
import {
  counts,
  filled,
  type Notice,
  notice,
  profiles,
  selected,
  settings,
  suggestion,
  VIEWS,
  type View,
  view,
} from '../state.ts'
import { Logo, MoonIcon, SunIcon } from './icons.tsx'
import { Name } from './text.tsx'

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
      {(filled.value || sessions.value.size > 0) && (
        <button type="button" class="danger" onClick={clearAll}>
          <span>
            Clear <span class="clear-what">everything</span>
          </span>
        </button>
      )}
      <ThemeButton />
    </header>
  )
}

/** The system's theme until the user selects one. It is not saved. */
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

/** The messages that concern the whole page. */
export const Notices = () => (
  <>
    <NoticeBar of={suggestion} />
    <NoticeBar of={notice} />
  </>
)

/** A message that is visible and announced, with what the user can do about it. */
function NoticeBar({ of }: { of: Signal<Notice | undefined> }) {
  if (of.value === undefined) return null
  const { text, actions = [] } = of.value
  const close = () => {
    of.value = undefined
  }
  return (
    <div class="notice" role="alert">
      <span>{text}</span>
      <span class="spring" />
      {actions.map(({ name, act }) => (
        <button key={name} type="button" onClick={act}>
          {name}
        </button>
      ))}
      <button type="button" class="quiet" onClick={close}>
        Dismiss
      </button>
    </div>
  )
}

/** On a phone, one part of the page is visible at a time. */
export const Tabs = () => (
  <nav class="tabs" aria-label="parts of the page">
    {VIEWS.map((each) => (
      <button
        key={each}
        type="button"
        aria-current={view.value === each ? 'page' : undefined}
        onClick={() => {
          view.value = each
        }}
      >
        <TabText of={each} />
      </button>
    ))}
  </nav>
)

function TabText({ of }: { of: View }) {
  const { error } = counts.value
  if (of === 'files') return <>Files {error > 0 && <span class="pill pill-error">{error}</span>}</>
  if (of === 'profiles')
    return <>Profiles {profiles.value.length > 0 && <span class="pill">{profiles.value.length}</span>}</>
  return (
    <span class="tab-name">
      <Name>{selected.value ?? 'Chain'}</Name>
    </span>
  )
}
