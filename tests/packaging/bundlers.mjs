// @ts-check
/** The bundlers for pages, each configured as in its documentation. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'

/**
 * @typedef {object} Site
 * @property {string} from the project: the sources, with the package in its `node_modules`
 * @property {string} out the folder that is served
 */

const html = (/** @type {string} */ script) => `<!doctype html><meta charset="utf-8"><title>journey</title>${script}`

/** Writes the page. */
const writePage = (/** @type {string} */ folder, script = '<script type="module" src="page.js"></script>') =>
  writeFileSync(join(folder, 'index.html'), html(script))

/** The package's files beside the page, without a bundler. */
function plain(/** @type {Site} */ { from, out }, /** @type {string} */ page, entry = 'browser') {
  mkdirSync(join(out, 'rolehop'), { recursive: true })
  for (const file of [`${entry}.js`, 'core.js', entry === 'slim' ? 'rolehop.wasm' : 'engine.js']) {
    cpSync(join(from, 'node_modules/rolehop/dist', file), join(out, 'rolehop', file))
  }
  for (const file of ['journey.js', 'worker.js', page]) {
    const source = readFileSync(join(from, file), 'utf8').replaceAll("'rolehop'", `'./rolehop/${entry}.js'`)
    writeFileSync(join(out, file === page ? 'page.js' : file), source)
  }
  writePage(out)
}

async function withEsbuild(/** @type {Site} */ { from, out }, /** @type {import('esbuild').BuildOptions} */ options) {
  mkdirSync(out, { recursive: true })
  return esbuild({ absWorkingDir: from, outdir: out, bundle: true, minify: true, logLevel: 'warning', ...options })
}

async function withRollup(/** @type {Site} */ { from, out }) {
  const bundle = await rollup({ input: join(from, 'page.js'), plugins: [nodeResolve({ browser: true })] })
  await bundle.write({ dir: out, format: 'es' })
  await bundle.close()
}

function withWebpack(/** @type {Site} */ { from, out }, /** @type {string} */ page, alias = {}) {
  /** @type {import('webpack').Configuration} */
  const options = {
    mode: 'production',
    context: from,
    entry: { page: `./${page}` },
    output: { path: out, publicPath: '' },
    performance: false,
    resolve: { alias },
  }
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error || stats?.hasErrors() || stats?.hasWarnings())
        reject(error ?? new Error(stats?.toString('errors-warnings')))
      else resolve(undefined)
    })
  })
}

async function withVite(/** @type {Site} */ { from, out }, /** @type {string} */ page, alias = {}) {
  writePage(from, `<script type="module" src="/${page}"></script>`)
  await vite({
    root: from,
    base: './',
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: Object.entries(alias).map(([find, replacement]) => ({ find: new RegExp(`^${find}`), replacement })),
    },
    worker: { format: 'es' },
    build: { outDir: out, emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
  })
}

/** The entry without the engine instead of the other one; the bundlers take `$` as the end of the name. */
const SLIM = { rolehop$: 'rolehop/slim' }

/** Classic scripts of one file each, for bundles that must not load other files. */
const ONE_FILE = { format: /** @type {const} */ ('iife'), alias: { rolehop: 'rolehop/inline' } }

/**
 * Every way to include the package in a page, by name.
 * @type {Readonly<Record<string, (site: Site) => unknown>>}
 */
export const SITES = {
  'a module script, no bundler': (site) => plain(site, 'page.js'),
  'a module worker, no bundler': (site) => plain(site, 'with-worker.js'),
  'a module script with the engine as a file (slim)': (site) => plain(site, 'slim.js', 'slim'),
  esbuild: async (site) => {
    await withEsbuild(site, { entryPoints: ['page.js'], format: 'esm' })
    writePage(site.out)
  },
  'esbuild, a worker': async (site) => {
    await withEsbuild(site, { entryPoints: { page: 'with-worker.js', worker: 'worker.js' }, format: 'esm' })
    writePage(site.out)
  },
  'one classic script (inline)': async (site) => {
    await withEsbuild(site, { entryPoints: ['page.js'], ...ONE_FILE })
    writePage(site.out, '<script src="page.js"></script>')
  },
  Rollup: async (site) => {
    await withRollup(site)
    writePage(site.out)
  },
  webpack: async (site) => {
    await withWebpack(site, 'page.js')
    writePage(site.out, '<script src="page.js" defer></script>')
  },
  'webpack, a worker': async (site) => {
    await withWebpack(site, 'with-worker.js')
    writePage(site.out, '<script src="page.js" defer></script>')
  },
  Vite: (site) => withVite(site, 'page.js'),
  'Vite, a worker': (site) => withVite(site, 'with-worker.js'),
  'webpack, a page and a worker with one engine (slim)': async (site) => {
    await withWebpack(site, 'one-engine-webpack.js', SLIM)
    writePage(site.out, '<script src="page.js" defer></script>')
  },
  'Vite, a page and a worker with one engine (slim)': (site) => withVite(site, 'one-engine-vite.js', SLIM),
  'a service worker (slim)': async (site) => {
    const entryPoints = { page: 'with-service-worker.js', 'service-worker': 'service-worker.js' }
    await withEsbuild(site, { entryPoints, format: 'esm', alias: { rolehop: 'rolehop/slim' } })
    cpSync(join(site.from, 'node_modules/rolehop/dist/rolehop.wasm'), join(site.out, 'rolehop.wasm'))
    writePage(site.out)
  },
}

/** A worker for Cloudflare's runtime, as its bundler builds it: code, and the engine as a separate module. */
export async function edgeWorker(/** @type {Site} */ site) {
  const { metafile } = await withEsbuild(site, {
    entryPoints: ['edge.js'],
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    metafile: true,
  })
  const wasm = Object.keys(metafile?.outputs ?? {}).find((path) => path.endsWith('.wasm'))
  if (wasm === undefined) throw new Error('the engine was not put beside the worker')
  return { script: join(site.out, 'edge.js'), engine: join(site.out, 'rolehop.wasm') }
}
