/** A call that STS refused: its parameters, and the causes that they support or exclude. */
import type { RefusedCall } from 'rolehop'
import { Message } from './text.tsx'

export const Refused = ({ call }: { call: RefusedCall }) => (
  <div class="refused">
    <p class="muted">
      Sent: <Message>{call.summary}</Message>
    </p>
    {call.causes.length > 0 && (
      <ul class="causes">
        {call.causes.map(({ about, verdict, message }) => (
          <li key={about} class={`cause-${verdict}`}>
            <strong>{verdict}: </strong>
            <Message>{message}</Message>
          </li>
        ))}
      </ul>
    )}
  </div>
)
