/** The commands. */
import {
  type CredentialsFormat,
  consoleUrl,
  formatCredentials,
  getCallerIdentity,
  isRolehopError,
  RolehopError,
  type SharedConfig,
} from 'rolehop/inline'
import { trustOf } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { chainUri } from './chain.ts'
import type { Home } from './home.ts'
import { openPage } from './open-page.ts'
import type { OwnFiles } from './own-files.ts'
import { reporting } from './report.ts'
import { requireTrust, type Session } from './session.ts'
import { visible } from './visible.ts'

/** What commands work with. */
export interface Parts {
  readonly home: Home
  readonly own: OwnFiles
  readonly session: Session
}

/** What people call the forms of credentials. */
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

/** Registers them all. Whatever a command throws is shown to the person who ran it. */
export function registerCommands(context: vscode.ExtensionContext, parts: Parts): void {
  const commands: Record<string, () => Promise<unknown>> = {
    selectProfile: () => selectProfile(parts),
    whoAmI: () => whoAmI(parts),
    explainChain: () => explainChain(parts),
    copyCredentials: () => copyCredentials(parts),
    openConsole: () => openConsole(parts),
    openConfig: () => openFile(parts, 'config'),
    openCredentials: () => openFile(parts, 'credentials'),
    keepDocument: () => keepDocument(parts),
    forget: () => forget(parts),
  }
  for (const [name, command] of Object.entries(commands)) {
    // Arguments are not passed on: whoever can run a command could choose a profile with them.
    const run = () => reporting(command, parts)
    context.subscriptions.push(vscode.commands.registerCommand(`rolehop.${name}`, run))
  }
}

async function selectProfile(parts: Parts): Promise<void> {
  requireTrust()
  const profile = await pick(await parts.own.load(), 'Select an AWS profile')
  // Who has to sign in first has chosen nonetheless.
  if (profile !== undefined) await reporting(() => parts.session.select(profile), parts)
}

/** Lets a person choose among the profiles, each with what it comes to. */
async function pick(config: SharedConfig, title: string): Promise<string | undefined> {
  const { profiles } = config
  if (profiles.length === 0) {
    throw new RolehopError({
      code: 'profile-not-found',
      message: 'there are no profiles yet',
      help: 'write some: “AWS: Open Config File”',
    })
  }
  const items = profiles.map((name) => ({ name, label: visible(name), description: summary(config, name) }))
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.name
}

function summary(config: SharedConfig, profile: string): string {
  try {
    const { source, hops } = config.plan(profile, { trust: trustOf(vscode.workspace) })
    const roles = hops.map(({ roleArn }) => roleArn.slice(roleArn.lastIndexOf('/') + 1))
    const mfa = hops.some(({ mfaSerial }) => mfaSerial !== undefined) ? ' · MFA' : ''
    return `${[source.kind, ...roles].join(' → ')}${mfa}`
  } catch (error) {
    return `$(error) ${error instanceof Error ? error.message : error}`
  }
}

/** A profile must be selected first; offers to do it now. */
async function selected(parts: Parts): Promise<boolean> {
  requireTrust()
  if (parts.session.state.profile === undefined) await selectProfile(parts)
  return parts.session.state.profile !== undefined
}

async function whoAmI(parts: Parts): Promise<void> {
  if (!(await selected(parts))) return
  const { arn, account } = await getCallerIdentity(await parts.session.credentials())
  const copy = 'Copy ARN'
  const chosen = await vscode.window.showInformationMessage(`You are ${arn} (account ${account})`, copy)
  if (chosen === copy) await vscode.env.clipboard.writeText(arn)
}

async function explainChain({ own, session }: Parts): Promise<void> {
  const profile = session.state.profile ?? (await pick(await own.load(), 'Explain the chain of'))
  if (profile === undefined) return
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(chainUri(profile)), { preview: true })
}

async function copyCredentials(parts: Parts): Promise<void> {
  if (!(await selected(parts))) return
  const chosen = await vscode.window.showQuickPick(FORMATS, { title: 'Copy credentials as' })
  if (!chosen) return
  await vscode.env.clipboard.writeText(formatCredentials(await parts.session.credentials(), chosen.format))
  void vscode.window.setStatusBarMessage('AWS: copied; the clipboard now holds a secret', 5000)
}

async function openConsole(parts: Parts): Promise<void> {
  if (!(await selected(parts))) return
  const credentials = await parts.session.credentials()
  await openPage(await consoleUrl(credentials).catch((error) => thrownInPage(error, parts)))
}

/** In a page nobody can tell a service that is away from one that does not answer pages. */
function thrownInPage(error: unknown, { home }: Parts): never {
  if (!home.isPage || !isRolehopError(error, 'console-unreachable')) throw error
  const message = "the console's sign-in did not answer this page, as it does not for pages of other sites"
  const help = 'sign in from VS Code on the desktop or with `rolehop console`'
  throw new RolehopError({ code: 'console-unreachable', message, help })
}

async function forget({ home, session }: Parts): Promise<void> {
  await session.forget()
  const rest = home.forget ? '' : "; the AWS CLI's cache keeps its own"
  void vscode.window.setStatusBarMessage(`AWS: the session is forgotten${rest}`, 5000)
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
  void vscode.window.setStatusBarMessage('AWS: kept in the secret storage of this editor', 5000)
}
