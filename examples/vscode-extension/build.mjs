// @ts-check
/**
 * Builds both bundles of the extension: `npm run example:vscode` → `dist/desktop.cjs`, `dist/web.js`.
 *
 * Each is one file that includes the engine: the desktop's extension host loads CommonJS, and the web's
 * worker can load a single script only.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Resolves the package in this repository. An extension elsewhere has `rolehop` in its
 * `devDependencies` and does not need this.
 * @type {import('esbuild').Plugin}
 */
const thisRepository = {
  name: 'this-repository',
  setup(builder) {
    builder.onResolve({ filter: /^rolehop(\/|$)/ }, ({ path, kind, pluginData }) =>
      pluginData === 'again'
        ? undefined
        : builder.resolve(path, { kind, resolveDir: join(here, '../..'), pluginData: 'again' }),
    )
  },
}

/** @param {{ minify?: boolean }} [options] */
export async function buildExtension({ minify = false } = {}) {
  /** @type {import('esbuild').BuildOptions} */
  const shared = {
    absWorkingDir: here,
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    plugins: [thisRepository],
    minify,
    legalComments: 'none',
    logLevel: 'warning',
  }
  await Promise.all([
    build({ ...shared, entryPoints: ['src/desktop.ts'], outfile: 'dist/desktop.cjs', platform: 'node' }),
    build({ ...shared, entryPoints: ['src/web.ts'], outfile: 'dist/web.js', platform: 'browser' }),
  ])
  return here
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension({ minify: process.argv.includes('--minify') })
}
