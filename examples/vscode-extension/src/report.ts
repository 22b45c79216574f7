/** Failures, as the person who ran a command sees them. */
import { isRolehopError, type RolehopError, ssoLogin, switchRoleUrl } from 'rolehop/inline'
import { toRange } from 'rolehop/vscode'
import * as vscode from 'vscode'
import type { Parts } from './commands.ts'
import { openPage } from './open-page.ts'

/** Runs a command; shows what it throws, with the next step as a button where there is one. */
export async function reporting(command: () => Promise<unknown>, parts: Parts): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (isRolehopError(error, 'aborted')) return
    if (isRolehopError(error)) await offer(error, command, parts)
    else void vscode.window.showErrorMessage(`AWS: ${error}`)
  }
}

interface Step {
  readonly title: string
  take(): PromiseLike<unknown>
}

async function offer(error: RolehopError, command: () => Promise<unknown>, parts: Parts): Promise<void> {
  const step = await nextStep(error, command, parts)
  const text = [`AWS: ${error.message}`, error.help].filter(Boolean).join('. ')
  const chosen = await vscode.window.showErrorMessage(text, ...(step ? [step.title] : []))
  if (step && chosen === step.title) await reporting(async () => step.take(), parts)
}

async function nextStep(error: RolehopError, command: () => Promise<unknown>, parts: Parts): Promise<Step | undefined> {
  if (error.code === 'untrusted') {
    const take = () => vscode.commands.executeCommand('workbench.trust.manage')
    return { title: 'Manage Workspace Trust', take }
  }
  if (error.code === 'sso-login-required') {
    const take = () => signIn(error.profile, parts).then(command)
    return { title: 'Sign In', take }
  }
  if (error.code === 'console-unreachable') return switchingRole(parts)
  const placed = error.diagnostics.find(({ file }) => file !== undefined)
  return placed && { title: 'Show', take: () => show(placed, parts) }
}

/** Signs in with the person's browser, which need not be on the machine that the extension runs on. */
async function signIn(profile: string | undefined, { home }: Parts): Promise<void> {
  const progress = { location: vscode.ProgressLocation.Notification, title: 'AWS: signing in', cancellable: true }
  await vscode.window.withProgress(progress, async ({ report }, cancelled) => {
    const giveUp = new AbortController()
    cancelled.onCancellationRequested(() => giveUp.abort())
    await ssoLogin({
      ...home.options(),
      ...(profile !== undefined && { profile }),
      signal: giveUp.signal,
      openBrowser: false,
      onDeviceCode: async ({ verificationUriComplete, userCode }) => {
        report({ message: `the page must show the code ${userCode}` })
        await openPage(verificationUriComplete)
      },
    })
  })
}

/** The console's own way to a role, for people who are signed in to it already. */
async function switchingRole({ own, session }: Parts): Promise<Step | undefined> {
  const plan = (await own.load()).plan(session.state.profile, own.explaining())
  const role = plan.hops.at(-1)
  // The console sends no external id.
  if (!role || role.externalId !== undefined) return undefined
  return { title: 'Switch Role in the Console', take: () => openPage(switchRoleUrl(role)) }
}

async function show(placed: RolehopError['diagnostics'][number], { own }: Parts): Promise<void> {
  const { file, line = 1, column = 1, endLine = line, endColumn = column } = placed
  const uri = file && (await own.uris())[file]
  if (!uri) return
  const selection = toRange(vscode, { file, line, column, endLine, endColumn })
  await vscode.window.showTextDocument(uri, { selection })
}
