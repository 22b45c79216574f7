/** Diagnostics as a list: for the keyboard, for screen readers, and for those without a location. */
import type { Diagnostic, Fix } from 'rolehop'
import { locationOf } from '../editor/squiggles.ts'
import { applyFix, counts, diagnostics, filled, fresh } from '../state.ts'
import { counted } from '../words.ts'
import { Place } from './details.tsx'
import { CheckIcon } from './icons.tsx'
import { Message } from './text.tsx'

/** The maximum length of the list; the editors show all diagnostics. */
const MOST = 100

export function Findings({ found }: { found: readonly Diagnostic[] }) {
  if (found.length === 0) return null
  return (
    <ul class="findings">
      {found.slice(0, MOST).map((diagnostic, index) => (
        <Finding key={index} diagnostic={diagnostic} />
      ))}
      {found.length > MOST && <li class="muted">… and {found.length - MOST} more</li>}
    </ul>
  )
}

/** Applies a fix, unless the texts changed since. */
export const FixButton = ({ fix }: { fix: Fix }) => (
  <button type="button" class="fix" disabled={!fresh.value} onClick={() => applyFix(fix)}>
    <Message>{fix.title}</Message>
  </button>
)

function Finding({ diagnostic }: { diagnostic: Diagnostic }) {
  const { severity, message, help, code, fix } = diagnostic
  const location = locationOf(diagnostic)
  return (
    <li class={`finding finding-${severity}`}>
      <span class="dot" aria-hidden="true" />
      <div>
        <p>
          <span class="visually-hidden">{severity}: </span>
          <Message>{message}</Message>
        </p>
        {help !== undefined && (
          <p class="muted">
            <Message>{help}</Message>
          </p>
        )}
        <p class="finding-foot">
          {location && <Place location={location} />}
          <span class="code">{code}</span>
          {fix && <FixButton fix={fix} />}
        </p>
      </div>
    </li>
  )
}

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
