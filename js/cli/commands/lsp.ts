import type { Command } from '../command.ts'
import { FILES } from '../options.ts'

/** `rolehop lsp`: a language server for the two files. */
export const lsp: Command = {
  name: 'lsp',
  arguments: [],
  options: ['stdio', ...FILES],
  summary: 'run a language server for the two files, for editors',
  details: `Editors start it; docs/editors.md has their settings. It speaks the Language Server
Protocol on standard input and output: diagnostics with quick fixes, completion,
hovers, definitions, references, renaming in both files, symbols, folding and semantic
tokens. A document is one of the two files if its language is \`aws-config\` or
\`aws-credentials\`, or its path is that of ~/.aws/config, ~/.aws/credentials or a file
in use. Other documents are ignored. It makes no calls and changes no file: the editor does.`,
  example: 'rolehop lsp --stdio',

  async run(context) {
    const { runLsp } = await import('../lsp/run.ts')
    return runLsp(context)
  },
}
