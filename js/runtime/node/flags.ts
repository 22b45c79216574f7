/** Flags of `open` that not every system has. */
import { constants } from 'node:fs'

/** A flag of `open`; 0 on Windows, which does not have it. */
export function flag(name: 'O_NONBLOCK' | 'O_NOFOLLOW' | 'O_DIRECTORY'): number {
  return constants[name] ?? 0
}
