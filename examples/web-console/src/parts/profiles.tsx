/** The list of profiles. Only the visible rows are rendered, so that long lists stay fast. */
import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Summary } from '../protocol.ts'
import { filled, loadExample, profiles, select, selected, settings, summaries, summarise } from '../state.ts'
import { CloudIcon, KeyIcon, RoleIcon, WarnIcon } from './icons.tsx'
import { Name } from './text.tsx'

const ROW = 54
/** Rows rendered beyond the edges, so that scrolling does not show gaps. */
const SPARE = 6

const filter = signal('')
const view = signal({ top: 0, height: 600 })

const matching = computed(() => {
  const wanted = filter.value.trim().toLowerCase()
  return wanted === '' ? profiles.value : profiles.value.filter((name) => name.toLowerCase().includes(wanted))
})

const window = computed(() => {
  const { top, height } = view.value
  const first = Math.max(0, Math.floor(top / ROW) - SPARE)
  return { first, names: matching.value.slice(first, Math.ceil((top + height) / ROW) + SPARE) }
})

export function Profiles() {
  return (
    <section class="card profiles" aria-labelledby="profiles-title">
      <header class="card-head">
        <h2 id="profiles-title">Profiles</h2>
        {profiles.value.length > 0 && <span class="pill">{profiles.value.length}</span>}
      </header>
      {profiles.value.length > 8 && <Filter />}
      {profiles.value.length === 0 ? <Nothing /> : <List />}
    </section>
  )
}

const Filter = () => (
  <input
    class="filter"
    type="search"
    placeholder="Filter"
    aria-label="filter the profiles"
    value={filter.value}
    onInput={(event) => {
      filter.value = event.currentTarget.value
    }}
  />
)

const Nothing = () => (
  <div class="empty">
    <p>{filled.value ? 'These files contain no profiles.' : 'Paste the two files to see their profiles.'}</p>
    {!filled.value && settings.value.example && (
      <button type="button" onClick={loadExample}>
        Load the example
      </button>
    )}
  </div>
)

function List() {
  const list = useRef<HTMLDivElement>(null)
  const { first, names } = window.value
  const all = matching.value
  useEffect(() => void summarise(names), [names, profiles.value])
  useEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => {
      view.value = { top: element.scrollTop, height: element.clientHeight }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const at = all.indexOf(selected.value ?? '')
  const go = (index: number) => {
    const name = all[Math.max(0, Math.min(index, all.length - 1))]
    if (name === undefined) return
    void select(name)
    scrollTo(list.current, all.indexOf(name))
  }
  return (
    <div
      class="list"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label="profiles"
      aria-activedescendant={at >= 0 ? `profile-${at}` : undefined}
      onKeyDown={(event) => moveBy(event, at, all.length, go)}
      onScroll={(event) => {
        view.value = { top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight }
      }}
    >
      <div class="rows" style={{ height: `${all.length * ROW}px` }}>
        {names.map((name, index) => (
          <Row key={name} name={name} index={first + index} of={all.length} />
        ))}
      </div>
    </div>
  )
}

function moveBy(event: KeyboardEvent, at: number, count: number, go: (index: number) => void): void {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + 8, PageUp: at - 8 }[
    event.key
  ]
  if (to === undefined) return
  event.preventDefault()
  go(to)
}

function scrollTo(list: HTMLElement | null, index: number): void {
  if (!list) return
  const top = index * ROW
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight
}

function Row({ name, index, of }: { name: string; index: number; of: number }) {
  const summary = summaries.value.get(name)
  return (
    <div
      id={`profile-${index}`}
      class={`row ${summary?.kind === 'broken' ? 'broken' : ''}`}
      role="option"
      aria-selected={selected.value === name}
      aria-setsize={of}
      aria-posinset={index + 1}
      style={{ top: `${index * ROW}px` }}
      onClick={() => void select(name)}
    >
      <Kind summary={summary} />
      <span class="row-text">
        <span class="row-name">
          <Name>{name}</Name>
        </span>
        <span class="row-what">{summary?.text ?? '…'}</span>
      </span>
      {summary?.mfa && <span class="chip chip-mfa">MFA</span>}
    </div>
  )
}

function Kind({ summary }: { summary: Summary | undefined }) {
  switch (summary?.kind) {
    case 'role':
      return <RoleIcon />
    case 'broken':
      return <WarnIcon />
    case 'static':
    case undefined:
      return <KeyIcon />
    default:
      return <CloudIcon />
  }
}
