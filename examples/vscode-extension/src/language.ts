/** Quick fixes, completion, hovers, definitions, references, renaming, symbols and folding. */
import { isRolehopError, type Position, type SectionOutline, type TextEdit } from 'rolehop/inline'
import { fromPosition, toCodeActions, toCompletionItems, toHover, toRange, toWorkspaceEdit } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { type Read, read, SELECTOR } from './documents.ts'
import type { OwnFiles } from './own-files.ts'
import { messageOf, visible } from './visible.ts'

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
        const options = { ...own.explainingText(), target: 'terminal' } as const
        return toHover(vscode, symbol, (profile) => found.config.plan(profile, options))
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
    vscode.languages.registerReferenceProvider(SELECTOR, {
      async provideReferences(document, position) {
        const found = await read(document, own)
        return found?.config.references(found.file, fromPosition(position)).flatMap((place) => {
          const uri = found.uris[place.file]
          return uri ? [new vscode.Location(uri, toRange(vscode, place))] : []
        })
      },
    }),
    vscode.languages.registerRenameProvider(SELECTOR, {
      async provideRenameEdits(document, position, newName) {
        const found = await read(document, own)
        return found && toWorkspaceEdit(vscode, renaming(found, fromPosition(position), newName), found.uris)
      },
      async prepareRename(document, position) {
        const found = await read(document, own)
        const name = found?.config.renamable(found.file, fromPosition(position))
        if (!name) throw new Error('there is no name here that can be changed')
        return { range: toRange(vscode, name.location), placeholder: name.name }
      },
    }),
    vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
      async provideDocumentSymbols(document) {
        const found = await read(document, own)
        return found?.config.sections(found.file).map(symbolOf)
      },
    }),
    vscode.languages.registerFoldingRangeProvider(SELECTOR, {
      async provideFoldingRanges(document) {
        const found = await read(document, own)
        const sections = found?.config.sections(found.file) ?? []
        const parts = sections.flatMap((section) => [section, ...section.settings])
        const long = parts.filter(({ location }) => location.endLine > location.line)
        return long.map(({ location }) => new vscode.FoldingRange(location.line - 1, location.endLine - 1))
      },
    }),
  )
}

/** The edits that change a name. VS Code shows the message of an error. */
function renaming({ config, file }: Read, position: Position, newName: string): TextEdit[] {
  try {
    return config.rename(file, position, newName)
  } catch (error) {
    throw isRolehopError(error) ? new Error(messageOf(error)) : error
  }
}

/** A section with its settings, for the outline and *Go to Symbol*. */
function symbolOf({ name, location, header, settings }: SectionOutline): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(
    shownName(name),
    '',
    vscode.SymbolKind.Module,
    toRange(vscode, location),
    toRange(vscode, header),
  )
  symbol.children = settings.map(
    (setting) =>
      new vscode.DocumentSymbol(
        shownName(setting.key),
        '',
        vscode.SymbolKind.Property,
        toRange(vscode, setting.location),
        toRange(vscode, setting.keyLocation),
      ),
  )
  return symbol
}

/** VS Code rejects a symbol with an empty name. */
function shownName(name: string): string {
  return visible(name).trim() || '(empty)'
}
