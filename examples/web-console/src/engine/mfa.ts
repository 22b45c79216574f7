/** Prompts for MFA codes, which the page answers. Only one is open at a time, since calls are sequential. */
import type { FromWorker } from '../protocol.ts'

let answer: ((code: string) => void) | undefined

/** The page's answer. */
export function postMfa(code: string): void {
  answer?.(code)
  answer = undefined
}

/** The `mfaCodeProvider` of one run: it knows whether it has prompted for the device before. */
export function askMfa(post: (message: FromWorker) => void): (serial: string) => Promise<string> {
  const asked = new Set<string>()
  return (serial) =>
    new Promise((resolve) => {
      answer = resolve
      post({ askMfa: { serial, again: asked.has(serial) } })
      asked.add(serial)
    })
}
