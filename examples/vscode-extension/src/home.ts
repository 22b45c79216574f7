/** The differences between the two extension hosts. */
import type { CacheStore, LoadOptions } from 'rolehop'
import type * as vscode from 'vscode'
import type { Uris } from './own-files.ts'
import type { Terminals } from './terminals.ts'

/** The location of the user's files and sessions. */
export interface Home {
  /** The options to load the files. Called for each load, since settings change. */
  options(): LoadOptions
  /** The store for sessions, if not the AWS CLI's cache. */
  readonly cache?: CacheStore
  /** The URI of a path from {@link Home.options}. */
  uriOf(path: string): vscode.Uri
  /** Calls back when one of the two files changes. */
  watch(uris: Uris, changed: () => void): vscode.Disposable
  /** Whether this runs in a page, which can call only servers with CORS. */
  readonly isPage: boolean
  /** Clears the stored sessions, except those in the AWS CLI's cache. */
  forget?(): Promise<void>
  /** Saves a document as one of the two files. */
  keep?(document: vscode.TextDocument): Promise<void>
  /** Terminals with credentials, if the host has terminals. */
  readonly terminals?: Terminals
}
