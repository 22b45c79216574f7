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
