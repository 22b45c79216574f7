/** Opens pages in the user's browser. */
import * as vscode from 'vscode'

/**
 * Opens a page; the editor may ask first. It uses the command, which accepts a URL string:
 * `env.openExternal` takes a `Uri`, which turns `%3F` in a query into `%253F`.
 */
export async function openPage(url: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', url)
}
