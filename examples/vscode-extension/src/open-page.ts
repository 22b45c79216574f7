/** Pages in the person's browser. */
import * as vscode from 'vscode'

/**
 * Opens a page; the editor may ask first. By the command, which takes the URL as it is:
 * `env.openExternal` takes a `Uri`, of which `%3F` in a query comes out as `%253F`.
 */
export async function openPage(url: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', url)
}
