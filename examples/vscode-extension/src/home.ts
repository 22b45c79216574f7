/** What the two extension hosts differ in. */
import type { CacheStore, LoadOptions } from 'rolehop'
import type * as vscode from 'vscode'
import type { Uris } from './own-files.ts'

/** Where the user's own two files and sessions are. */
export interface Home {
  /** How the files are loaded. Asked for each load, since settings change. */
  options(): LoadOptions
  /** Where sessions are kept, if not in the AWS CLI's cache. */
  readonly cache?: CacheStore
  /** A path that {@link Home.options} led to. */
  uriOf(path: string): vscode.Uri
  /** Calls back when one of the two files changes. */
  watch(uris: Uris, changed: () => void): vscode.Disposable
  /** Whether this runs in a page, which only servers answer that let pages of other sites call. */
  readonly isPage: boolean
  /** Forgets what is kept besides the AWS CLI's own cache. */
  forget?(): Promise<void>
  /** Takes a document for one of the two files. */
  keep?(document: vscode.TextDocument): Promise<void>
  /** Gives new terminals these variables; `undefined` takes them back. */
  terminals?(variables: Readonly<Record<string, string>> | undefined): void
}
