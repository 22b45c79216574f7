/** Prompts for an MFA code in an input box. */
import { argument, methods } from '../model/arguments.ts'
import { isMfaCode } from '../util/mfa-code.ts'

/** The part of `vscode.window` that is used. */
export interface InputWindow {
  showInputBox(options: {
    title?: string
    prompt?: string
    placeHolder?: string
    ignoreFocusOut?: boolean
    validateInput?: (value: string) => string | undefined
  }): PromiseLike<string | undefined>
}

/**
 * Prompts for the code of an MFA device in an input box, for the option `mfaCodeProvider`. Closing
 * the box rejects the run with `aborted`.
 *
 * @throws RolehopError `usage-invalid` for a window without input boxes
 * @example
 * fromProfile({ profile: 'deploy', mfaCodeProvider: mfaInputBox(vscode.window) })
 */
export function mfaInputBox(window: InputWindow): (mfaSerial: string) => Promise<string> {
  argument(methods<InputWindow>('showInputBox'), window, 'window')
  return async (mfaSerial) => {
    const code = await window.showInputBox({
      title: 'MFA code',
      prompt: `Code of ${mfaSerial}`,
      placeHolder: '123456',
      // The user looks at another device or window for the code.
      ignoreFocusOut: true,
      validateInput: (value) => (isMfaCode(value) ? undefined : 'six digits'),
    })
    if (code === undefined) throw new DOMException('no MFA code was entered', 'AbortError')
    return code.trim()
  }
}
