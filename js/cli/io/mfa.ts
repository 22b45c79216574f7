/** Where MFA codes come from: the command line once, then the terminal. */
import { promptForMfaCode } from '../../index.ts'

/**
 * Answers for codes: the given one to the first question, the person at the terminal to any other,
 * since a code works once. The prompt is the AWS CLI's.
 */
export function mfaCodes(given: string | undefined, signal: AbortSignal): (serial: string) => Promise<string> {
  let unused = given
  return async (serial) => {
    const code = unused
    unused = undefined
    return code ?? promptForMfaCode(serial, { signal })
  }
}
