/** The chain of the selected profile: the picture, and the details of the selected box. */
import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Diagnostic, Hop, Plan } from 'rolehop'
import { type Box, layOut } from '../chain-layout.ts'
import { exchanges, explained, plan, run, selected } from '../state.ts'
import { account, counted, duration, roleOf, shortened, shown, sourceOf } from '../words.ts'
import { HopDetails, SourceDetails } from './details.tsx'
import { Findings } from './findings.tsx'
import { Name } from './text.tsx'

/** The selected box: 0 is the source. */
const chosen = signal(0)

/** The state of a hop's call. */
type Progress = 'none' | 'sent' | 'done' | 'failed'

/** The texts of a box. */
interface BoxText {
  readonly kind: string
  readonly name: string
  readonly line: string
  readonly chips: readonly { readonly text: string; readonly tone: 'mfa' | 'plain' | 'warning' }[]
  readonly progress: Progress
}

export function Chain() {
  const answer = explained.value
  const last = plan.value ? plan.value.hops.length : 0
  useEffect(() => {
    chosen.value = last
  }, [selected.value, last])
  if (!answer) return <Welcome />
  return (
    <section class="card chain" aria-labelledby="chain-title">
      <header class="card-head">
        <h2 id="chain-title">
          <Name>{answer.profile}</Name>
        </h2>
        {plan.value && <span class="muted">{reach(plan.value)}</span>}
      </header>
      {'plan' in answer ? <Explained plan={answer.plan} /> : <NoChain />}
    </section>
  )
}

const Welcome = () => (
  <section class="card chain welcome">
    <h2>What does a profile mean?</h2>
    <p>
      Paste <code>~/.aws/config</code> and <code>~/.aws/credentials</code>. The page checks them, shows the role chain
      of each profile and, on request, gets its credentials.
    </p>
    <p class="muted">
      The files are read in this page. Nothing is stored; the page only sends signed calls to AWS STS, on request.
    </p>
  </section>
)

function reach({ region, hops, sts }: Plan): string {
  const where = region ?? 'no region: the global endpoint'
  return hops.length === 0 ? where : `${where}${sts.overridden ? `, at ${new URL(sts.url).host}` : ''}`
}

function NoChain() {
  const answer = explained.value
  if (!answer || !('problem' in answer)) return null
  const { problem } = answer
  return (
    <div class="no-chain">
      <p class="problem">This profile has no credentials.</p>
      <Findings found={problem.diagnostics} />
    </div>
  )
}

function Explained({ plan }: { plan: Plan }) {
  const at = Math.min(chosen.value, plan.hops.length)
  const hop = plan.hops[at - 1]
  return (
    <>
      <Picture plan={plan} />
      {hop ? <HopDetails plan={plan} index={at - 1} /> : <SourceDetails plan={plan} />}
    </>
  )
}

function Picture({ plan }: { plan: Plan }) {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const texts = boxTexts(plan)
  const { boxes, arrows, ...size } = layOut(texts.length, width)
  return (
    <div class="picture" ref={frame}>
      <svg
        {...size}
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="group"
        aria-label={`the chain: ${counted(plan.hops.length, 'hop')}`}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 .5 7 4 0 7.500Z" class="arrow-head" />
          </marker>
        </defs>
        {arrows.map((path, index) => (
          <path key={path} d={path} class={`arrow ${texts[index + 1]?.progress ?? ''}`} marker-end="url(#arrow)" />
        ))}
        {boxes.map((box, index) => {
          const text = texts[index]
          return text && <ChainBox key={index} box={box} text={text} index={index} />
        })}
      </svg>
    </div>
  )
}

function ChainBox({ box, text, index }: { box: Box; text: BoxText; index: number }) {
  const choose = () => {
    chosen.value = index
  }
  const most = Math.floor((box.width - 28) / 8)
  return (
    <g
      class={`box ${index === 0 ? 'box-source' : 'box-hop'} ${text.progress}`}
      transform={`translate(${box.x} ${box.y})`}
      role="button"
      tabindex={0}
      aria-pressed={chosen.value === index}
      aria-label={shown([text.kind, text.name, text.line, ...text.chips.map(({ text }) => text)].join(', '))}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        choose()
      }}
    >
      <rect class="box-ground" width={box.width} height={box.height} rx="10" />
      <rect class="box-band" x="0" y="14" width="4" height={box.height - 28} rx="2" />
      <text class="box-kind" x="16" y="24">
        {text.kind}
      </text>{' '}
      <Mark progress={text.progress} x={box.width - 20} />
      <text class="box-name" x="16" y="47">
        {shortened(text.name, most)}
      </text>{' '}
      <text class="box-line" x="16" y="67">
        {shortened(text.line, Math.floor(most * 1.15))}
      </text>{' '}
      <Chips chips={text.chips} room={box.width - 24} />
    </g>
  )
}

function Mark({ progress, x }: { progress: Progress; x: number }) {
  if (progress === 'none') return null
  const path = { sent: 'M-3 0h.01M0 0h.01M3 0h.01', done: 'm-4 0 3 3 5-6', failed: 'm-3-3 6 6m0-6-6 6' }[progress]
  return (
    <g class={`mark mark-${progress}`} transform={`translate(${x} 20)`}>
      <circle r="9" />
      <path d={path} />
    </g>
  )
}

function Chips({ chips, room }: { chips: BoxText['chips']; room: number }) {
  let x = 14
  return (
    <g transform="translate(0 80)">
      {chips.map(({ text, tone }) => {
        const width = text.length * 6.6 + 14
        if (x + width > room + 14) return null
        const left = x
        x += width + 5
        return (
          <g key={text} class={`svg-chip svg-chip-${tone}`} transform={`translate(${left} 0)`}>
            <rect width={width} height="20" rx="10" />
            <text x={width / 2} y="14">
              {text}
            </text>{' '}
          </g>
        )
      })}
    </g>
  )
}

function boxTexts(plan: Plan): BoxText[] {
  const { name, what } = sourceOf(plan.source)
  const about = 'profile' in plan.source ? plan.source.profile : undefined
  const source: BoxText = {
    kind: 'source',
    name,
    line: what,
    chips: warningChip(plan.diagnostics, about),
    progress: run.value.phase === 'done' && plan.hops.length === 0 ? 'done' : 'none',
  }
  return [source, ...plan.hops.map((hop, index) => hopText(plan, hop, index))]
}

function hopText(plan: Plan, hop: Hop, index: number): BoxText {
  const role = roleOf(hop.roleArn)
  const partition = role.partition === 'aws' ? '' : `, ${role.partition}`
  const lasts = duration(hop.durationSeconds ?? 3600)
  const chips: BoxText['chips'] = [
    ...(hop.mfaSerial === undefined ? [] : [{ text: 'MFA', tone: 'mfa' } as const]),
    { text: lasts, tone: 'plain' },
    ...warningChip(plan.diagnostics, hop.profile),
    ...(hop.externalId === undefined ? [] : [{ text: 'ext id', tone: 'plain' } as const]),
    ...(hop.chained ? [{ text: 'chained', tone: 'plain' } as const] : []),
  ]
  return {
    kind: `hop ${index + 1}`,
    name: role.name,
    line: account(role.account) + partition,
    chips,
    progress: progressOf(plan, hop, index),
  }
}

function warningChip(found: readonly Diagnostic[], profile: string | undefined): BoxText['chips'] {
  const count = found.filter(({ severity, profile: about }) => severity !== 'info' && about === profile).length
  return count === 0 ? [] : [{ text: counted(count, 'warning'), tone: 'warning' }]
}

/** A hop without its own call is done if a later one was called: its session was cached. */
function progressOf({ hops }: Plan, hop: Hop, index: number): Progress {
  if (run.value.phase === 'done') return 'done'
  const own = exchanges.value.filter(({ roleArn }) => roleArn === hop.roleArn).at(-1)
  if (!own) {
    const later = new Set(hops.slice(index + 1).map(({ roleArn }) => roleArn))
    return exchanges.value.some(({ roleArn }) => roleArn !== undefined && later.has(roleArn)) ? 'done' : 'none'
  }
  if (own.state === 'sent') return 'sent'
  return own.state === 'answered' && own.status === 200 ? 'done' : 'failed'
}
