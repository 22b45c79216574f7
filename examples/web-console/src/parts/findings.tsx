/** Diagnostics as a list: for the keyboard, for screen readers, and for those without a location. */
import type { Diagnostic, Fix } from 'rolehop'
import { locationOf } from '../editor/squiggles.ts'
import { applyFix } from '../files.ts'
import { counts, diagnostics, filled, fresh } from '../state.ts'
import { counted } from '../words.ts'
import { Place } from './details.tsx'
import { CheckIcon } from './icons.tsx'
import { Help, Message } from './text.tsx'

/** The maximum length of the list; the editors show all diagnostics. */
const MOST = 100

/** Equal diagnostics are one group from this number on. */
const GROUPED = 3

export function Findings({ found }: { found: readonly Diagnostic[] }) {
  if (found.length === 0) return null
  const groups = groupsOf(found)
  return (
    <ul class="findings">
      {groups.slice(0, MOST).map((group, index) => (
        <Group key={index} group={group} />
      ))}
      {groups.length > MOST && <li class="muted">… and {groups.length - MOST} more</li>}
    </ul>
  )
}

/** Diagnostics that are equal but for the names in them, in the order of the first of each. */
function groupsOf(found: readonly Diagnostic[]): readonly (readonly Diagnostic[])[] {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of found) {
    const { code, severity, message } = diagnostic
    const key = `${code} ${severity} ${message.replace(/`[^`]*`/g, '`')}`
    const group = groups.get(key)
    if (group) group.push(diagnostic)
    else groups.set(key, [diagnostic])
  }
  return [...groups.values()].flatMap((group) => (group.length < GROUPED ? group.map((each) => [each]) : [group]))
}

function Group({ group }: { group: readonly Diagnostic[] }) {
  const [first, ...others] = group
  if (!first) return null
  return (
    <li class={`finding finding-${first.severity}`}>
      <span class="dot" aria-hidden="true" />
      <div>
        <Finding diagnostic={first} />
        {others.length > 0 && (
          <details class="more">
            <summary>
              {others.length} more of <span class="code">{first.code}</span>
            </summary>
            <div class="places">
              {others.slice(0, MOST).map((each, index) => (
                <Similar key={index} diagnostic={each} />
              ))}
              {others.length > MOST && <span class="muted">… and {others.length - MOST} more</span>}
            </div>
          </details>
        )}
      </div>
    </li>
  )
}

function Finding({ diagnostic }: { diagnostic: Diagnostic }) {
  const { severity, message, help, code } = diagnostic
  return (
    <>
      <p>
        <span class="visually-hidden">{severity}: </span>
        <Message>{message}</Message>
      </p>
      <Help>{help}</Help>
      <p class="finding-foot">
        <Where diagnostic={diagnostic} />
        <span class="code">{code}</span>
        {diagnostic.fix && <FixButton fix={diagnostic.fix} />}
      </p>
    </>
  )
}

/** One of a group: where it is, and its fix. */
const Similar = ({ diagnostic }: { diagnostic: Diagnostic }) => (
  <span class="similar">
    <Where diagnostic={diagnostic} />
    {diagnostic.fix && <FixButton fix={diagnostic.fix} />}
  </span>
)

function Where({ diagnostic }: { diagnostic: Diagnostic }) {
  const location = locationOf(diagnostic)
  return location ? <Place location={location} /> : null
}

/** Applies a fix, unless the texts changed since. */
export const FixButton = ({ fix }: { fix: Fix }) => (
  <button type="button" class="fix" disabled={!fresh.value} onClick={() => applyFix(fix)}>
    <Message>{fix.title}</Message>
  </button>
)

/** All diagnostics of the files. */
export function Problems() {
  const { error, warning, info } = counts.value
  const total = error + warning + info
  return (
    <section class="card problems" aria-labelledby="problems-title">
      <header class="card-head">
        <h2 id="problems-title">Diagnostics</h2>
        {error > 0 && <span class="pill pill-error">{counted(error, 'error')}</span>}
        {warning > 0 && <span class="pill pill-warning">{counted(warning, 'warning')}</span>}
        {info > 0 && <span class="pill pill-info">{counted(info, 'note')}</span>}
      </header>
      {total > 0 ? <Findings found={diagnostics.value} /> : <AllWell />}
    </section>
  )
}

const AllWell = () => (
  <p class="empty">
    {filled.value ? (
      <>
        <CheckIcon /> No errors in these files.
      </>
    ) : (
      'Errors in the files appear here, with quick fixes.'
    )}
  </p>
)
