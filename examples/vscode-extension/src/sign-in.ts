/** Signing in with the user's browser. */
import { awsLogin, type RolehopError, ssoLogin } from 'rolehop/inline'
import * as vscode from 'vscode'
import type { Parts } from './commands.ts'
import { openPage } from './open-page.ts'

/** Whether signing in resolves an error. */
export function needsSignIn({ code }: RolehopError): boolean {
  return code === 'sso-login-required' || code === 'login-required'
}

/** Signs in for the profile of an error, with a progress that the user can cancel. */
export async function signIn({ code, profile }: RolehopError, { home }: Parts): Promise<void> {
  const shown = { location: vscode.ProgressLocation.Notification, title: 'Signing in to AWS', cancellable: true }
  await vscode.window.withProgress(shown, async (progress, cancelled) => {
    const abort = new AbortController()
    cancelled.onCancellationRequested(() => abort.abort())
    const options = { ...home.options(), ...(profile !== undefined && { profile }), signal: abort.signal }
    const tell = (message: string) => progress.report({ message })
    await (code === 'login-required' ? signInToConsole(options, tell) : signInToPortal(options, tell))
  })
}

type Options = Parameters<typeof awsLogin>[0] & Parameters<typeof ssoLogin>[0]

/** The browser can be on another computer than the extension host, so the user confirms a code. */
async function signInToPortal(options: Options, tell: (message: string) => void): Promise<void> {
  await ssoLogin({
    ...options,
    openBrowser: false,
    onDeviceCode: async ({ verificationUriComplete, userCode }) => {
      tell(`confirm the code ${userCode} on the page`)
      await openPage(verificationUriComplete)
    },
  })
}

/** The sign-in of `aws login`, whose page redirects to a port of the extension host. */
async function signInToConsole(options: Options, tell: (message: string) => void): Promise<void> {
  await awsLogin({
    ...options,
    openBrowser: false,
    onUrl: async ({ url }) => {
      tell('continue on the page')
      await openPage(url)
    },
  })
}
