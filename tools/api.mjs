// @ts-check
/**
 * The API reference in `docs/api`, from the TypeScript types: `npm run docs:api`.
 *
 * `typedoc.json` holds the options; `tests/packaging/api.test.mjs` compares the result with what is
 * committed.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './run.mjs'

/**
 * Writes the reference. TypeDoc replaces everything in the folder.
 * @param {string} folder absolute
 */
export function writeReference(folder) {
  run(process.execPath, [join(root, 'node_modules/typedoc/bin/typedoc'), '--out', folder])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeReference(join(root, 'docs/api'))
