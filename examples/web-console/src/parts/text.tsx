/** Untrusted texts: Preact creates text nodes, and invisible characters are made visible. */
import { shown } from '../words.ts'

/** An untrusted name, isolated from the text direction around it. */
export const Name = ({ children }: { children: string }) => <bdi>{shown(children)}</bdi>

/** A message with the user's own words in backticks. */
export const Message = ({ children }: { children: string }) => (
  <span>
    {children.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{shown(part)}</code> : shown(part)))}
  </span>
)

/** The next step after a message, if there is one. */
export const Help = ({ children }: { children: string | undefined }) =>
  children === undefined ? null : (
    <p class="muted">
      <Message>{children}</Message>
    </p>
  )

/** A message, and the next step. */
export const ProblemText = ({ message, help }: { message: string; help?: string }) => (
  <>
    <p class="problem">
      <Message>{message}</Message>
    </p>
    <Help>{help}</Help>
  </>
)
