/** The chain of the selected profile: what to do with it, the picture, and the details of the selected box. */
import { signal } from '@preact/signals'
import { Fragment } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Diagnostic, Hop, Outline } from 'rolehop'
import { copyText } from '../clipboard.ts'
import { linkTo } from '../link.ts'
import { exchanges, run } from '../sessions.ts'
import { errors, explained, notice, outline, selected } from '../state.ts'
import { absentSource, account, counted, duration, roleOf, shown, sourceOf } from '../words.ts'
import { HopDetails, SourceDetails } from './details.tsx'
import { Findings } from './findings.tsx'
import { LinkIcon, TerminalIcon } from './icons.tsx'
import { type BoxText, Picture, type Progress } from './picture.tsx'
import { Action, RunPanel } from './run.tsx'
import { useIsDone } from './sessions.tsx'
import { Message, Name } from './text.tsx'
import { Welcome } from './welcome.tsx'

/** The selected box: 0 is the source. */
const chosen = signal(0)
/** Whether the details of the box are unfolded. */
const unfolded = signal(false)

export function Chain() {
  const chain = outline.value
  const last = chain?.hops.length ?? 0
  useEffect(() => {
    chosen.value = last
  }, [selected.value, last])
  if (!chain) return <Welcome />
  return (
    <section class="card chain" aria-labelledby="chain-title">
      <header class="card-head chain-head">
        <div class="chain-name">
          <h2 id="chain-title">
            <Name>{chain.profile}</Name>
          </h2>
          <p class="muted">{reach(chain)}</p>
        </div>
        <button
          type="button"
          class="quiet small"
          aria-label="copy a link to this profile"
          title="copy a link to this profile"
          onClick={() => void copyLink(chain.profile)}
        >
          <LinkIcon />
        </button>
        <Action />
      </header>
      <RunPanel />
      <Unavailable profile={chain.profile} />
      <ChainPicture chain={chain} />
      <Findings found={errors.value} />
      <ChainDetails chain={chain} />
    </section>
  )
}

function reach({ region, hops }: Outline): string {
  const where = region ?? 'no region: the global endpoint'
  const [hop] = hops
  return hop?.endpointOverridden ? `${where}, at ${hostOf(hop.endpoint)}` : where
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)

/** A link to the profile in this page, for others who have the same config. */
async function copyLink(profile: string): Promise<void> {
  const link = await linkTo(profile)
  if (link === undefined)
    notice.value = { text: 'The name of this profile looks like a secret, so there is no link to it.' }
  else if (await copyText(link)) {
    notice.value = {
      text: `Link copied: it opens ${shown(profile)} for everyone who has the same config, and contains nothing else.`,
    }
  } else notice.value = { text: `The clipboard is not available. The link is ${link}` }
}

/** The reason why this page cannot run a valid profile, and the command for a terminal. */
function Unavailable({ profile }: { profile: string }) {
  const reason = explained.value?.unavailable
  if (!reason) return null
  return (
    <div class="unavailable">
      <TerminalIcon />
      <p>
        <Message>{reason.message}</Message>. In a terminal:{' '}
        <Command words={['rolehop', 'exec', '--profile', quoted(profile), '--', 'aws', 's3', 'ls']} />
      </p>
    </div>
  )
}

/** A command, whose lines end only between its words. */
const Command = ({ words }: { words: readonly string[] }) => (
  <code class="command">
    {words.map((word, index) => (
      <Fragment key={index}>
        {index > 0 && ' '}
        <span>{shown(word)}</span>
      </Fragment>
    ))}
  </code>
)

const quoted = (name: string) => (/^[\w@+.,:/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`)

function ChainPicture({ chain }: { chain: Outline }) {
  const choose = (index: number) => {
    chosen.value = index
    unfolded.value = true
  }
  const label = `the chain: ${counted(chain.hops.length, 'hop')}`
  return <Picture boxes={boxTexts(chain, useIsDone())} label={label} chosen={chosen.value} choose={choose} />
}

function ChainDetails({ chain }: { chain: Outline }) {
  const at = Math.min(chosen.value, chain.hops.length)
  const hop = chain.hops[at - 1]
  const { source } = chain
  if (!hop && !source) return null
  return (
    <details
      class="details"
      open={unfolded.value}
      onToggle={(event) => {
        unfolded.value = event.currentTarget.open
      }}
    >
      <summary>
        <h3>{hop ? `Hop ${at}` : 'Source'}</h3>
        <span class="muted">{hop ? <Name>{hop.roleArn}</Name> : 'where the first credentials come from'}</span>
      </summary>
      {hop ? <HopDetails chain={chain} index={at - 1} /> : source && <SourceDetails chain={chain} source={source} />}
    </details>
  )
}

/** The boxes; all of them are done while the page has valid credentials. */
function boxTexts(chain: Outline, isDone: boolean): BoxText[] {
  return [sourceText(chain, isDone), ...chain.hops.map((hop, index) => hopText(chain, hop, index, isDone))]
}

/** The source, or the place where the chain breaks. */
function sourceText({ source, hops, diagnostics }: Outline, isDone: boolean): BoxText {
  if (!source) {
    const name = absentSource(diagnostics)
    return { kind: 'source', name, line: 'the chain breaks here', chips: [], progress: 'broken' }
  }
  const { name, what } = sourceOf(source)
  const about = 'profile' in source ? source.profile : undefined
  const chips = severityChips(diagnostics, about)
  const isInvalid = hops.every(({ profile }) => profile !== about) && isWrong(chips)
  return {
    kind: 'source',
    name,
    line: what,
    chips,
    progress: isInvalid ? 'broken' : isDone && hops.length === 0 ? 'done' : 'none',
  }
}

const isWrong = (chips: BoxText['chips']) => chips.some(({ tone }) => tone === 'error')

function hopText(chain: Outline, hop: Hop, index: number, isDone: boolean): BoxText {
  const role = roleOf(hop.roleArn)
  const partition = role.partition === 'aws' ? '' : `, ${role.partition}`
  const lasts = duration(hop.durationSeconds ?? 3600)
  const chips: BoxText['chips'] = [
    ...(hop.mfaSerial === undefined ? [] : [{ text: 'MFA', tone: 'mfa' } as const]),
    { text: lasts, tone: 'plain' },
    ...severityChips(chain.diagnostics, hop.profile),
    ...(hop.externalId === undefined ? [] : [{ text: 'ext id', tone: 'plain' } as const]),
    ...(hop.chained ? [{ text: 'chained', tone: 'plain' } as const] : []),
  ]
  return {
    kind: `hop ${index + 1}`,
    name: role.name,
    line: account(role.account) + partition,
    chips,
    progress: isWrong(chips) ? 'broken' : isDone ? 'done' : progressOf(chain, hop, index),
  }
}

/** The errors or else the warnings of a profile, counted. */
function severityChips(found: readonly Diagnostic[], profile: string | undefined): BoxText['chips'] {
  const own = found.filter(({ profile: about }) => about === profile)
  for (const tone of ['error', 'warning'] as const) {
    const count = own.filter(({ severity }) => severity === tone).length
    if (count > 0) return [{ text: counted(count, tone), tone }]
  }
  return []
}

/** A hop without its own call is done if a later one was called: its session was cached. */
function progressOf({ hops }: Outline, hop: Hop, index: number): Progress {
  // The calls of a session that has expired say nothing about the next one.
  if (run.value.phase === 'done') return 'none'
  const own = exchanges.value.filter(({ roleArn }) => roleArn === hop.roleArn).at(-1)
  if (!own) {
    const later = new Set(hops.slice(index + 1).map(({ roleArn }) => roleArn))
    return exchanges.value.some(({ roleArn }) => roleArn !== undefined && later.has(roleArn)) ? 'done' : 'none'
  }
  if (own.state === 'sent') return 'sent'
  return own.state === 'answered' && own.status === 200 ? 'done' : 'failed'
}
