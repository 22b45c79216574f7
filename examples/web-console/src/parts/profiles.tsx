/** The list of profiles. Only the visible rows are rendered, so that long lists stay fast. */
import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ProfileIdentity } from 'rolehop'
import { accountColours, groupsOf, matches, wordsOf } from '../accounts.ts'
import { checking } from '../files.ts'
import { loadExample, pick, summarise } from '../page.ts'
import type { Summary } from '../protocol.ts'
import { callEngine, filled, notice, profiles, selected, summaries, view } from '../state.ts'
import { account, shown } from '../words.ts'
import { CloudIcon, KeyIcon, RoleIcon, TerminalIcon, WarnIcon } from './icons.tsx'
import { Name } from './text.tsx'
import { showText } from './text-dialog.tsx'

const ROW = 54
const HEADING = 32
/** The height rendered beyond the edges, so that scrolling does not show gaps. */
const SPARE = 6 * ROW
/** From this number of profiles on, the list can be filtered and grouped. */
const MANY = 8

/** A row of the list, or the heading of a group. */
interface Item {
  readonly top: number
  readonly height: number
  readonly heading?: string
  readonly row?: ProfileIdentity & { readonly at: number }
}

const filter = signal('')
const isGrouped = signal(true)
const scrolled = signal({ top: 0, height: 600 })

const matching = computed(() => {
  const words = wordsOf(filter.value)
  return words.length === 0 ? profiles.value : profiles.value.filter((profile) => matches(profile, words))
})

const colours = computed(() => accountColours(profiles.value))

/** Whether there is more than one account to group by. */
const canGroup = computed(() => profiles.value.length > MANY && colours.value.size > 1)

const items = computed(() => {
  const all: Item[] = []
  let top = 0
  let at = 0
  const add = (height: number, item: Pick<Item, 'heading' | 'row'>) => {
    all.push({ top, height, ...item })
    top += height
  }
  const grouped = canGroup.value && isGrouped.value
  for (const [accountId, group] of grouped ? groupsOf(matching.value) : [[undefined, matching.value] as const]) {
    if (grouped) add(HEADING, { heading: accountId === undefined ? 'no account' : account(accountId) })
    for (const profile of group) add(ROW, { row: { ...profile, at: at++ } })
  }
  return { all, height: top }
})

const rows = computed(() => items.value.all.flatMap((item) => (item.row ? [{ ...item, row: item.row }] : [])))

const visible = computed(() => {
  const { top, height } = scrolled.value
  return items.value.all.filter((item) => item.top + item.height > top - SPARE && item.top < top + height + SPARE)
})

export function Profiles() {
  const count = profiles.value.length
  const shown = matching.value.length
  return (
    <section class="card profiles" aria-labelledby="profiles-title">
      <header class="card-head">
        <h2 id="profiles-title">Profiles</h2>
        {colours.value.size > 0 && <Export />}
        {count > 0 && <span class="pill">{shown === count ? count : `${shown} of ${count}`}</span>}
      </header>
      {count > MANY && <Filter />}
      {count === 0 ? <Nothing /> : shown === 0 ? <NoMatch /> : <List />}
    </section>
  )
}

const Filter = () => (
  <div class="filters">
    <input
      class="filter"
      type="search"
      placeholder="Profile, account or role"
      aria-label="filter the profiles"
      value={filter.value}
      onInput={(event) => {
        filter.value = event.currentTarget.value
      }}
      onKeyDown={toFirst}
    />
    {canGroup.value && (
      <label class="group">
        <input
          type="checkbox"
          checked={isGrouped.value}
          onChange={(event) => {
            isGrouped.value = event.currentTarget.checked
          }}
        />{' '}
        Group by account
      </label>
    )}
  </div>
)

/** From the filter to the first match: Enter shows its chain, the arrow goes on to others. */
function toFirst(event: KeyboardEvent): void {
  const [first] = rows.value
  const isPick = event.key === 'Enter' && !event.ctrlKey && !event.metaKey
  if (!first || !(isPick || event.key === 'ArrowDown')) return
  event.preventDefault()
  void pick(first.row.profile)
  if (isPick) view.value = 'chain'
  document.querySelector<HTMLElement>('.list')?.focus()
}

const NoMatch = () => (
  <div class="empty">
    <p>No profile, account or role matches “{filter.value.trim()}”.</p>
    <button
      type="button"
      onClick={() => {
        filter.value = ''
      }}
    >
      Show all
    </button>
  </div>
)

const Nothing = () => (
  <div class="empty">
    <p>{nothing()}</p>
    {!filled.value && !checking.value && (
      <button type="button" class="only-phone" onClick={loadExample}>
        Try with an example
      </button>
    )}
  </div>
)

function nothing(): string {
  if (filled.value) return 'These files contain no profiles.'
  return checking.value ? 'Reading the files…' : 'Paste the two files to see their profiles.'
}

/** The roles for a browser extension that many teams use to switch roles in the AWS console. */
const Export = () => (
  <button
    type="button"
    class="quiet"
    title="the roles as a configuration of the browser extension AWS Extend Switch Roles"
    onClick={async () => {
      const text = await callEngine('extendSwitchRoles')
      if (text === '') notice.value = { text: 'No profile has a role to export.' }
      else
        showText(
          'AWS Extend Switch Roles',
          'Paste this into the configuration of the browser extension. It contains no secrets.',
          text,
        )
    }}
  >
    Export
  </button>
)

function List() {
  const list = useRef<HTMLDivElement>(null)
  const all = rows.value
  const seen = visible.value
  useEffect(() => void summarise(seen.flatMap(({ row }) => (row ? [row.profile] : []))), [seen, summaries.value])
  useEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => {
      scrolled.value = { top: element.scrollTop, height: element.clientHeight }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const at = all.findIndex(({ row }) => row.profile === selected.value)
  const go = (index: number) => {
    const item = all[Math.max(0, Math.min(index, all.length - 1))]
    if (!item) return
    void pick(item.row.profile)
    scrollTo(list.current, item)
  }
  return (
    <div
      class="list"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label="profiles"
      aria-activedescendant={at >= 0 ? `profile-${at}` : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) view.value = 'chain'
        else moveBy(event, at, all.length, go)
      }}
      onScroll={(event) => {
        scrolled.value = { top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight }
      }}
    >
      <div class="rows" role="presentation" style={{ height: `${items.value.height}px` }}>
        {seen.map(({ heading, row, top }) =>
          row ? (
            <Row key={row.profile} profile={row} top={top} of={all.length} />
          ) : (
            <div key={`account ${heading}`} class="group-name" role="presentation" style={{ top: `${top}px` }}>
              {heading}
            </div>
          ),
        )}
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

function scrollTo(list: HTMLElement | null, { top, height }: Item): void {
  if (!list) return
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight
}

interface RowProps {
  readonly profile: ProfileIdentity & { readonly at: number }
  readonly top: number
  readonly of: number
}

function Row({ profile: { profile: name, accountId, role, at }, top, of }: RowProps) {
  const summary = summaries.value.get(name)
  const broken = summary?.kind === 'broken'
  const colour = accountId === undefined ? '' : `account-${colours.value.get(accountId)?.index}`
  return (
    <div
      id={`profile-${at}`}
      class={`row ${broken ? 'broken' : ''} ${colour}`}
      role="option"
      aria-selected={selected.value === name}
      aria-setsize={of}
      aria-posinset={at + 1}
      style={{ top: `${top}px` }}
      title={[name, broken ? summary.text : role]
        .filter((each) => each !== undefined)
        .map(shown)
        .join('\n')}
      onClick={() => {
        view.value = 'chain'
        void pick(name)
      }}
    >
      <Kind summary={summary} />
      <span class="row-text">
        <span class="row-name">
          <Name>{name}</Name>
        </span>
        <span class="row-chips">
          {summary?.kind === 'role' && summary.text !== '1 hop' && <span class="chip">{summary.text}</span>}
          {summary?.mfa && <span class="chip chip-mfa">MFA</span>}
        </span>
        <span class="row-what">
          <span class="row-role">{broken || role === undefined ? (summary?.text ?? '…') : <Name>{role}</Name>}</span>
          {!broken && accountId !== undefined && <span class="row-account"> {account(accountId)}</span>}
        </span>
      </span>
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
    case 'process':
      return <TerminalIcon />
    default:
      return <CloudIcon />
  }
}
