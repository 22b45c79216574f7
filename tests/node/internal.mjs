// @ts-check
/** Modules of `js/` that the package does not export, for tests that need their internal options. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { folder, root } from './support.mjs'

const bundle = (/** @type {string} */ name, /** @type {import('esbuild').BuildOptions} */ output) =>
  build({
    absWorkingDir: new URL(root).pathname,
    entryPoints: [`js/${name}.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['rolehop:engine'],
    logLevel: 'silent',
    ...output,
  })

/**
 * Bundles a module into a file, for other processes and threads; returns its URL.
 * @param {import('node:test').TestContext} t
 * @param {string} name such as `runtime/node/lock`
 */
export async function bundled(t, name) {
  const outfile = join(folder(t), 'module.mjs')
  await bundle(name, { outfile })
  return pathToFileURL(outfile).href
}

/**
 * Imports a module.
 * @param {string} name such as `runtime/node/programs`
 * @returns {Promise<any>}
 */
export async function internal(name) {
  const { outputFiles } = await bundle(name, { write: false })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles?.[0]?.text ?? '')}`)
}
