/** Quick fixes, completion, hovers and definitions. */
import { fromPosition, toCodeActions, toCompletionItems, toHover, toRange } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { read, SELECTOR } from './documents.ts'
import type { OwnFiles } from './own-files.ts'

/** Registers the language features for both languages. */
export function registerLanguage(context: vscode.ExtensionContext, own: OwnFiles): void {
  context.subscriptions.push(
    vscode.languages.registerCodeActionsProvider(
      SELECTOR,
      {
        async provideCodeActions(document, range, { diagnostics }) {
          const found = await read(document, own)
          if (!found) return []
          const { config, file, uris } = found
          const wrong = config.check(undefined, own.explainingText())
          return toCodeActions(vscode, wrong, file, range, uris, diagnostics)
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.languages.registerCompletionItemProvider(
      SELECTOR,
      {
        async provideCompletionItems(document, position) {
          const found = await read(document, own)
          return found && toCompletionItems(vscode, found.config.complete(found.file, fromPosition(position)))
        },
      },
      '[',
      '=',
      ' ',
    ),
    vscode.languages.registerHoverProvider(SELECTOR, {
      async provideHover(document, position) {
        const found = await read(document, own)
        if (!found) return undefined
        const symbol = found.config.symbolAt(found.file, fromPosition(position))
        return toHover(vscode, symbol, (profile) => found.config.plan(profile, own.explainingText()))
      },
    }),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      async provideDefinition(document, position) {
        const found = await read(document, own)
        const target = found?.config.symbolAt(found.file, fromPosition(position))?.target
        const uri = target && found?.uris[target.file]
        return uri && new vscode.Location(uri, toRange(vscode, target))
      },
    }),
  )
}
