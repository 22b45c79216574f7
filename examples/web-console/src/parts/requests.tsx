/** The requests to STS, without secrets. */
import type { Exchange, RequestView } from '../protocol.ts'
import { asText } from '../redact.ts'
import { exchanges } from '../sessions.ts'
import { explained } from '../state.ts'
import { roleOf, shown } from '../words.ts'

export function Requests() {
  const answer = explained.value
  const previews = answer?.previews ?? []
  if (previews.length === 0 && exchanges.value.length === 0) return null
  const sent = exchanges.value.length > 0
  return (
    <details class="card requests">
      <summary>
        <h2>Signed requests</h2>
        <span class="muted">{sent ? 'as sent' : 'preview'}; without secrets, signature and codes</span>
      </summary>
      {sent
        ? exchanges.value.map((exchange) => <Sent key={exchange.id} exchange={exchange} />)
        : previews.map((request, index) => <Request key={index} title={titleOf(request)} request={request} />)}
    </details>
  )
}

function Sent({ exchange }: { exchange: Exchange }) {
  const { state, status, ms, request } = exchange
  const took = ms === undefined ? '' : ` in ${Math.round(ms)} ms`
  const outcome = { sent: 'in progress', answered: `${status}${took}`, failed: `no response${took}` }[state]
  return <Request title={titleOf(request)} outcome={outcome} request={request} />
}

function titleOf({ body }: RequestView): string {
  const values = new Map(body)
  const role = values.get('RoleArn')
  return `${values.get('Action') ?? ''}${role === undefined ? '' : ` ${roleOf(role).name}`}`
}

const Request = ({ title, outcome, request }: { title: string; outcome?: string; request: RequestView }) => (
  <figure class="request">
    <figcaption>
      <strong>{shown(title)}</strong>
      {outcome !== undefined && <span class="muted">{outcome}</span>}
    </figcaption>
    <pre role="region" aria-label={`request: ${title}`} tabIndex={0}>
      {asText(request).split('\n').map(shown).join('\n')}
    </pre>
  </figure>
)
