// @ts-check
/** Modules of `js/` that no entry exports, for tests that need their internal options. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { folder, root } from './support.mjs'

/**
 * Bundles a module; gives the path of the file.
 * @param {import('node:test').TestContext} t
 * @param {string} name such as `host/lock`
 */
export async function bundled(t, name) {
  const outfile = join(folder(t), 'module.mjs')
  await build({
    absWorkingDir: new URL(root).pathname,
    entryPoints: [`js/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
  return pathToFileURL(outfile).href
}
