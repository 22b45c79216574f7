/** Failures, as the person who ran a command sees them. */
import { isRolehopError, login, type RolehopError } from 'rolehop/inline'
import { toRange } from 'rolehop/vscode'
import * as vscode from 'vscode'
import type { Parts } from './commands.ts'

/** Runs a command; shows what it throws, with the next step as a button where there is one. */
export async function reporting(command: () => Promise<unknown>, parts: Parts): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (isRolehopError(error, 'aborted')) return
    if (isRolehopError(error)) await offer(error, parts)
    else void vscode.window.showErrorMessage(`AWS: ${error}`)
  }
}

interface Step {
  readonly title: string
  take(): PromiseLike<unknown>
}

async function offer(error: RolehopError, parts: Parts): Promise<void> {
  const step = nextStep(error, parts)
  const text = [`AWS: ${error.message}`, error.hint].filter(Boolean).join('. ')
  const chosen = await vscode.window.showErrorMessage(text, ...(step ? [step.title] : []))
  if (step && chosen === step.title) await reporting(async () => step.take(), parts)
}

function nextStep(error: RolehopError, parts: Parts): Step | undefined {
  if (error.code === 'untrusted') {
    const take = () => vscode.commands.executeCommand('workbench.trust.manage')
    return { title: 'Manage Workspace Trust', take }
  }
  if (error.code === 'sso-login-required') return { title: 'Sign In', take: () => signIn(error.profile, parts) }
  const placed = error.diagnostics.find(({ file }) => file !== undefined)
  return placed && { title: 'Show', take: () => show(placed, parts) }
}

async function signIn(profile: string | undefined, { home }: Parts): Promise<void> {
  await login({
    ...home.options(),
    ...(profile !== undefined && { profile }),
    // The person's browser, which need not be on the machine that the extension runs on.
    openBrowser: false,
    onSignIn: async ({ verificationUriComplete, userCode }) => {
      void vscode.window.showInformationMessage(`AWS: the page must show the code ${userCode}`)
      await vscode.env.openExternal(vscode.Uri.parse(verificationUriComplete, true))
    },
  })
}

async function show(placed: RolehopError['diagnostics'][number], { own }: Parts): Promise<void> {
  const { file, line = 1, column = 1, endLine = line, endColumn = column } = placed
  const uri = file && (await own.uris())[file]
  if (!uri) return
  const selection = toRange(vscode, { file, line, column, endLine, endColumn })
  await vscode.window.showTextDocument(uri, { selection })
}
