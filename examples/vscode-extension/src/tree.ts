/** The profiles of the user's files in a view, by account. */
import type { ProfileIdentity } from 'rolehop/inline'
import * as vscode from 'vscode'
import type { OwnFiles } from './own-files.ts'
import type { Session } from './session.ts'
import { Target } from './target.ts'
import { visible } from './visible.ts'

/** The profiles that name the same account, or none. */
class Account {
  readonly accountId: string | undefined
  readonly profiles: readonly Row[]

  constructor(accountId: string | undefined, profiles: readonly ProfileIdentity[]) {
    this.accountId = accountId
    this.profiles = profiles.map(({ profile, role }) => new Row(profile, role))
  }
}

/** A profile: the view passes its rows to the commands of their menu. */
class Row extends Target {
  readonly role: string | undefined

  constructor(profile: string, role: string | undefined) {
    super(profile)
    this.role = role
  }
}

type Node = Account | Row

/** Provides the view, and updates it when the files or the selection change. */
export class ProfileTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #own: OwnFiles
  readonly #session: Session
  readonly #changed = new vscode.EventEmitter<undefined>()
  readonly onDidChangeTreeData = this.#changed.event
  readonly #parts: readonly vscode.Disposable[]

  constructor(own: OwnFiles, session: Session) {
    this.#own = own
    this.#session = session
    this.#parts = [
      this.#changed,
      session.onDidChange(() => this.refresh()),
      vscode.window.registerTreeDataProvider('rolehop.profiles', this),
    ]
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node instanceof Account) return [...node.profiles]
    return accountsOf((await this.#own.load()).identities)
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node instanceof Account ? accountItem(node) : this.#profileItem(node)
  }

  #profileItem(row: Row): vscode.TreeItem {
    const isSelected = row.profile === this.#session.state.profile
    const item = new vscode.TreeItem(visible(row.profile))
    item.contextValue = 'profile'
    item.description = [row.role && visible(row.role), isSelected && 'selected'].filter(Boolean).join(' · ')
    item.iconPath = new vscode.ThemeIcon(isSelected ? 'check' : 'key')
    item.command = { title: 'Go to Profile', command: 'rolehop.goToProfile', arguments: [row] }
    return item
  }

  refresh(): void {
    this.#changed.fire(undefined)
  }

  dispose(): void {
    for (const one of this.#parts) one.dispose()
  }
}

/** The accounts in the order of their first profile; the profiles without an account are last. */
function accountsOf(identities: readonly ProfileIdentity[]): Account[] {
  const named = new Map<string | undefined, ProfileIdentity[]>()
  for (const identity of identities) {
    const others = named.get(identity.accountId)
    if (others) others.push(identity)
    else named.set(identity.accountId, [identity])
  }
  const without = named.get(undefined)
  named.delete(undefined)
  const accounts = [...named].map(([id, profiles]) => new Account(id, profiles))
  return without ? [...accounts, new Account(undefined, without)] : accounts
}

function accountItem({ accountId, profiles }: Account): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(accountId ?? 'no account in the files'))
  item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded
  item.description = `${profiles.length}`
  item.iconPath = new vscode.ThemeIcon('organization')
  return item
}
