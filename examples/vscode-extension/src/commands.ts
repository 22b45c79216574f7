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
    // Arguments are not forwarded: other extensions could select a profile with them.
    const run = () => reporting(command, parts)
    context.subscriptions.push(vscode.commands.registerCommand(`rolehop.${name}`, run))
  }
}

async function selectProfile(parts: Parts): Promise<void> {
  requireTrust()
  const profile = await pick(await parts.own.load(), 'Select an AWS profile')
  // A profile that needs a login first is selected nonetheless.
  if (profile !== undefined) await reporting(() => parts.session.select(profile), parts)
}

/** Lets the user select a profile from a list with a summary of each. */
async function pick(config: SharedConfig, title: string): Promise<string | undefined> {
  const { profiles } = config
  if (profiles.length === 0) {
    throw new RolehopError({
      code: 'profile-not-found',
      message: 'no profiles found',
      help: 'add one with “AWS: Open Config File”',
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

/** Whether a profile is selected; if none is, prompts for one. */
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
  void vscode.window.setStatusBarMessage('AWS: copied; the clipboard now contains a secret', 5000)
}

async function openConsole(parts: Parts): Promise<void> {
  if (!(await selected(parts))) return
  const credentials = await parts.session.credentials()
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
  void vscode.window.setStatusBarMessage(`AWS: session forgotten${rest}`, 5000)
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
  void vscode.window.setStatusBarMessage('AWS: saved in the secret storage of this editor', 5000)
}
