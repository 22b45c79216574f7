// @ts-check
/** One module of the command, for what cannot be shown by running it: the rules of another system. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/**
 * Bundles and loads a module of `js/`.
 * @param {string} path below `js/`
 * @returns {Promise<any>}
 */
export async function load(path) {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-source-'))
  const outfile = join(folder, 'module.mjs')
  try {
    await build({
      entryPoints: [fileURLToPath(new URL(`../../js/${path}`, import.meta.url))],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['rolehop:engine'],
      logLevel: 'error',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
