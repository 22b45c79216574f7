/** Shows the errors of commands to the user. */
import { type Fix, isRolehopError, type RolehopError, type SourceRange, switchRoleUrl } from 'rolehop/inline'
import { toRange } from 'rolehop/vscode'
import * as vscode from 'vscode'
import type { Parts } from './commands.ts'
import { openPage } from './open-page.ts'
import { needsSignIn, signIn } from './sign-in.ts'
import { messageOf, plain } from './visible.ts'

/** Runs a command; shows its error, with a button for the next step if there is one. */
export async function reporting(command: () => Promise<unknown>, parts: Parts): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (isRolehopError(error, 'aborted')) return
    if (isRolehopError(error)) await offer(error, command, parts)
    else void vscode.window.showErrorMessage(plain(String(error)))
  }
}

interface Step {
  readonly title: string
  take(): PromiseLike<unknown>
}

async function offer(error: RolehopError, command: () => Promise<unknown>, parts: Parts): Promise<void> {
  const steps = [await nextStep(error, command, parts), explaining(error, parts)].filter((step) => step !== undefined)
  const chosen = await vscode.window.showErrorMessage(messageOf(error), ...steps.map(({ title }) => title))
  const step = steps.find(({ title }) => title === chosen)
  if (step) await reporting(async () => step.take(), parts)
}

/** The parameters of the call that STS refused, the causes that they support or exclude, and the fix if there is one. */
function explaining({ refusedCall, diagnostics }: RolehopError, parts: Parts): Step | undefined {
  if (!refusedCall) return undefined
  const { sent, summary, causes } = refusedCall
  const fix = diagnostics[0]?.fix
  const lines = [`Sent: ${summary}.`, ...causes.map(({ verdict, message }) => `${verdict}: ${message}.`)]
  const detail = plain(lines.join('\n\n'))
  const take = async () => {
    const options = { modal: true, detail }
    const chosen = await vscode.window.showInformationMessage(sent.roleArn, options, ...(fix ? [plain(fix.title)] : []))
    if (fix && chosen === plain(fix.title)) await apply(fix, String(sent.durationSeconds), parts)
  }
  return { title: 'Why Not?', take }
}

/** Applies the edits of a fix, unless the files have changed since. */
async function apply(fix: Fix, replaced: string, { own }: Parts): Promise<void> {
  const edit = new vscode.WorkspaceEdit()
  const uris = await own.uris()
  for (const { file, newText, ...range } of fix.edits) {
    const uri = uris[file]
    const document = uri && (await vscode.workspace.openTextDocument(uri))
    const place = toRange(vscode, { file, ...range })
    if (!document || document.getText(place) !== replaced) return
    edit.replace(document.uri, place, newText)
  }
  await vscode.workspace.applyEdit(edit)
}

async function nextStep(error: RolehopError, command: () => Promise<unknown>, parts: Parts): Promise<Step | undefined> {
  if (error.code === 'untrusted') {
    const take = () => vscode.commands.executeCommand('workbench.trust.manage')
    return { title: 'Manage Workspace Trust', take }
  }
  if (needsSignIn(error)) return { title: 'Sign In', take: () => signIn(error, parts).then(command) }
  if (error.code === 'console-unreachable') return switchingRole(parts)
  const placed = error.diagnostics.find(({ file }) => file !== undefined)
  return placed && { title: 'Show', take: () => show(placed, parts) }
}

/** Switching roles in the console, for users who are signed in to it already. */
async function switchingRole({ own, session }: Parts): Promise<Step | undefined> {
  const plan = (await own.load()).plan(session.state.profile, own.explaining())
  const role = plan.hops.at(-1)
  // The console sends no external ID.
  if (!role || role.externalId !== undefined) return undefined
  return { title: 'Switch Role in the Console', take: () => openPage(switchRoleUrl(role)) }
}

/** Opens a file at a place. */
export async function show(placed: Partial<SourceRange>, { own }: Parts): Promise<void> {
  const { file, line = 1, column = 1, endLine = line, endColumn = column } = placed
  const uri = file && (await own.uris())[file]
  if (!uri) return
  const selection = toRange(vscode, { file, line, column, endLine, endColumn })
  await vscode.window.showTextDocument(uri, { selection })
}
