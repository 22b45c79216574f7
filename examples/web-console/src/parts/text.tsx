/** Texts from elsewhere, safely: Preact writes text nodes, and unseen characters are made visible. */
import { shown } from '../words.ts'

/** A foreign name; text that runs the other way stays inside. */
export const Name = ({ children }: { children: string }) => <bdi>{shown(children)}</bdi>

/** A message with the user's own words in backticks. */
export const Message = ({ children }: { children: string }) => (
  <span>
    {children.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{shown(part)}</code> : shown(part)))}
  </span>
)
