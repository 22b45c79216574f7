/** The lines that a dialogue would add. Secrets are masked. */

import type { Section, SettingView, SharedConfig, SharedFile } from '../../index.ts'
import { SHARED_FILES } from '../../model/shared-files.ts'
import { visible } from '../../util/visible.ts'
import type { Context } from '../context.ts'
import { shortPath } from '../home.ts'

/** The lines for new sections, by file. */
export function preview(context: Context, before: SharedConfig, after: SharedConfig, sections: (string | Section)[]) {
  const views = sections.map((section) => after.settings(section))
  return SHARED_FILES.map((file) => ofFile(context, file, newHeaders(before, after, file), views))
    .filter((text) => text !== '')
    .join('')
}

/** The headers that a file has only afterwards, in its order. */
function newHeaders(before: SharedConfig, after: SharedConfig, file: SharedFile): string[] {
  const headers = (config: SharedConfig) => config.text(file).match(/^\[.*\]$/gm) ?? []
  const known = new Set<string>(headers(before))
  return headers(after).filter((header) => !known.has(header))
}

function ofFile({ files }: Context, file: SharedFile, headers: string[], views: SettingView[][]): string {
  const sections = views.map((settings) => settings.filter(({ location }) => location.file === file))
  const lines = sections
    .filter((settings) => settings.length > 0)
    .flatMap((settings, at) => [headers[at] ?? '', ...settings.map(({ key, value = '' }) => `${key} = ${value}`)])
  if (lines.length === 0) return ''
  return `${shortPath(files[file] ?? file)}\n${lines.map((line) => `+ ${visible(line)}\n`).join('')}`
}
