/** The profile and the remaining time in the status bar. */
import * as vscode from 'vscode'
import type { Session, State } from './session.ts'
import { visible } from './visible.ts'

/** The interval of updates, in milliseconds. */
const TICK = 15_000

/** Shows the session; a click selects a profile. */
export class StatusBar implements vscode.Disposable {
  readonly #session: Session
  readonly #item = vscode.window.createStatusBarItem('rolehop.profile', vscode.StatusBarAlignment.Left, 0)
  readonly #listener: vscode.Disposable
  readonly #timer: ReturnType<typeof setInterval>

  constructor(session: Session) {
    this.#session = session
    this.#item.name = 'Rolehop: AWS profile'
    this.#item.command = 'rolehop.selectProfile'
    this.#listener = session.onDidChange(() => this.#show())
    this.#timer = setInterval(() => this.#show(), TICK)
    this.#show()
    this.#item.show()
  }

  #show(): void {
    const { state } = this.#session
    const ended = isOver(state)
    const parts = [visible(state.profile ?? 'Rolehop'), state.role, timeLeft(state)]
    this.#item.text = `$(${ended ? 'warning' : 'key'}) ${parts.filter(Boolean).join(' · ')}`
    this.#item.tooltip = tooltipOf(state)
    this.#item.backgroundColor = ended ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined
  }

  dispose(): void {
    clearInterval(this.#timer)
    this.#listener.dispose()
    this.#item.dispose()
  }
}

function isOver({ credentials }: State): boolean {
  return credentials?.expiration !== undefined && credentials.expiration.getTime() <= Date.now()
}

/** Whole minutes, rounded down: a session with less than a minute left shows as 0. */
function timeLeft(state: State): string | undefined {
  const ends = state.credentials?.expiration
  if (!ends) return undefined
  if (isOver(state)) return 'ended'
  const minutes = Math.floor((ends.getTime() - Date.now()) / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function tooltipOf({ profile, credentials }: State): string {
  if (profile === undefined) return 'Select an AWS profile'
  const name = visible(profile)
  if (!credentials) return `AWS profile ${name}: no credentials yet`
  const ends = credentials.expiration ? `until ${credentials.expiration.toLocaleTimeString()}` : 'without expiration'
  const account = credentials.accountId === undefined ? '' : `, account ${credentials.accountId}`
  return `AWS profile ${name}${account}, ${ends}`
}
