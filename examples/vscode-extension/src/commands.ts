/** The commands. */
import {
  type CredentialsFormat,
  consoleUrl,
  formatCredentials,
  getCallerIdentity,
  isRolehopError,
  RolehopError,
} from 'rolehop/inline'
import * as vscode from 'vscode'
import { chainUri } from './chain.ts'
import type { Home } from './home.ts'
import { openPage } from './open-page.ts'
import type { OwnFiles } from './own-files.ts'
import { pick } from './pick.ts'
import { reporting, show } from './report.ts'
import { requireTrust, type Session } from './session.ts'
import { needsSignIn, signIn } from './sign-in.ts'
import { targetOf } from './target.ts'

/** The parts of the extension that commands use. */
export interface Parts {
  readonly home: Home
  readonly own: OwnFiles
  readonly session: Session
}

/** The labels of the formats. */
const FORMATS: readonly { label: string; format: CredentialsFormat }[] = [
  { label: 'bash, zsh: export', format: 'env' },
  { label: 'PowerShell', format: 'powershell' },
  { label: 'Windows command prompt', format: 'windows-cmd' },
  { label: 'fish', format: 'fish' },
  { label: '.env file', format: 'env-no-export' },
  { label: 'JSON', format: 'json' },
  { label: 'credentials file', format: 'ini' },
  { label: 'output of a credential_process', format: 'process' },
]

/** Registers all commands. The errors of a command are shown to the user. */
export function registerCommands(context: vscode.ExtensionContext, parts: Parts): void {
  const commands: Record<string, (profile: string | undefined) => Promise<unknown>> = {
    selectProfile: (profile) => selectProfile(parts, profile),
    signIn: (profile) => signInTo(parts, profile),
    whoAmI: (profile) => whoAmI(parts, profile),
    explainChain: (profile) => explainChain(parts, profile),
    copyCredentials: (profile) => copyCredentials(parts, profile),
    openTerminal: (profile) => openTerminal(parts, profile),
    goToProfile: (profile) => goToProfile(parts, profile),
    openConsole: () => openConsole(parts),
    openConfig: () => openFile(parts, 'config'),
    openCredentials: () => openFile(parts, 'credentials'),
    keepDocument: () => keepDocument(parts),
    forget: () => forget(parts),
  }
  for (const [name, command] of Object.entries(commands)) {
    // Other arguments are not forwarded: other extensions could choose a profile with them.
    const run = (argument: unknown) => reporting(() => command(targetOf(argument)), parts)
    context.subscriptions.push(vscode.commands.registerCommand(`rolehop.${name}`, run))
  }
}

async function selectProfile(parts: Parts, given?: string): Promise<void> {
  requireTrust()
  const profile = given ?? (await picked(parts, 'Select an AWS profile'))
  // A profile that needs a login first is selected nonetheless.
  if (profile !== undefined) await reporting(() => parts.session.select(profile), parts)
}

/** Selects a profile. If its credentials need a sign-in in the browser, that is first: selecting would only offer it. */
async function signInTo(parts: Parts, given?: string): Promise<void> {
  requireTrust()
  const profile = given ?? (await picked(parts, 'Sign in to an AWS profile'))
  if (profile === undefined) return
  try {
    await parts.session.select(profile)
  } catch (error) {
    if (!isRolehopError(error) || !needsSignIn(error)) throw error
    await signIn(error, parts)
    await parts.session.select(profile)
  }
}

/** Lets the user select one of their profiles. */
async function picked({ own, session }: Parts, title: string): Promise<string | undefined> {
  return pick(await own.load(), title, session.recent)
}

/** The selected profile; if none is, prompts for one. */
async function selected(parts: Parts): Promise<string | undefined> {
  requireTrust()
  if (parts.session.state.profile === undefined) await selectProfile(parts)
  return parts.session.state.profile
}

async function whoAmI(parts: Parts, given?: string): Promise<void> {
  const profile = given ?? (await selected(parts))
  if (profile === undefined) return
  const { arn, account } = await getCallerIdentity(await parts.session.credentials(profile))
  const copy = 'Copy ARN'
  const chosen = await vscode.window.showInformationMessage(`You are ${arn} (account ${account})`, copy)
  if (chosen === copy) await vscode.env.clipboard.writeText(arn)
}

async function explainChain(parts: Parts, given?: string): Promise<void> {
  const profile = given ?? parts.session.state.profile ?? (await picked(parts, 'Explain the chain of'))
  if (profile === undefined) return
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(chainUri(profile)), { preview: true })
}

async function copyCredentials(parts: Parts, given?: string): Promise<void> {
  const profile = given ?? (await selected(parts))
  if (profile === undefined) return
  const chosen = await vscode.window.showQuickPick(FORMATS, { title: 'Copy credentials as' })
  if (!chosen) return
  await vscode.env.clipboard.writeText(formatCredentials(await parts.session.credentials(profile), chosen.format))
  void vscode.window.setStatusBarMessage('Copied; the clipboard now contains a secret', 5000)
}

/** Selects a profile and opens a terminal, which gets its credentials as every new terminal does. */
async function openTerminal(parts: Parts, given?: string): Promise<void> {
  const { terminals } = parts.home
  requireTrust()
  if (!terminals) throw new RolehopError({ code: 'not-supported-here', message: 'there are no terminals here' })
  if (!terminals.isOn) return offerTerminals()
  const profile = given ?? (await selected(parts))
  if (profile === undefined) return
  const { session } = parts
  await (profile === session.state.profile ? session.credentials(profile) : session.select(profile))
  // Another command or a change of the files can have replaced the credentials meanwhile.
  if (session.state.profile === profile && session.state.credentials) terminals.open(profile)
}

/** Says why no terminal is opened, and offers to change it. */
async function offerTerminals(): Promise<void> {
  const change = 'Open Setting'
  const message = 'Terminals get no credentials, because the setting rolehop.terminals is off.'
  if ((await vscode.window.showWarningMessage(message, change)) !== change) return
  await vscode.commands.executeCommand('workbench.action.openSettings', 'rolehop.terminals')
}

/** Shows the header of a profile: the one in the config file, if both files have one. */
async function goToProfile(parts: Parts, given?: string): Promise<void> {
  const profile = given ?? (await picked(parts, 'Go to'))
  const config = await parts.own.load()
  const sections = [...config.sections('config'), ...config.sections('credentials')]
  const found = sections.find((section) => section.profile === profile)
  if (found) await show(found.header, parts)
}

async function openConsole(parts: Parts): Promise<void> {
  const profile = await selected(parts)
  if (profile === undefined) return
  const credentials = await parts.session.credentials(profile)
  await openPage(await consoleUrl(credentials).catch((error) => thrownInPage(error, parts)))
}

/** A page cannot distinguish a service that is down from one that rejects cross-origin requests. */
function thrownInPage(error: unknown, { home }: Parts): never {
  if (!home.isPage || !isRolehopError(error, 'console-unreachable')) throw error
  const message = "the console's sign-in did not respond: it does not support requests from other sites"
  const help = 'sign in from VS Code on the desktop or with `rolehop console`'
  throw new RolehopError({ code: 'console-unreachable', message, help })
}

async function forget({ home, session }: Parts): Promise<void> {
  await session.forget()
  const rest = home.forget ? '' : "; the AWS CLI's cache is unchanged"
  void vscode.window.setStatusBarMessage(`Session forgotten${rest}`, 5000)
}

async function openFile({ own }: Parts, file: 'config' | 'credentials'): Promise<void> {
  const uri = (await own.uris())[file]
  if (!uri) throw new RolehopError({ code: 'file-failed', message: `the ${file} file has no path` })
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  await vscode.window.showTextDocument(exists ? uri : uri.with({ scheme: 'untitled' }))
}

async function keepDocument({ home }: Parts): Promise<void> {
  const document = vscode.window.activeTextEditor?.document
  if (!document || !home.keep) return
  await home.keep(document)
  void vscode.window.setStatusBarMessage('Saved in the secret storage of this editor', 5000)
}
