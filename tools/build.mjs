// @ts-check
/**
 * The JavaScript half of the build: `js/` and `pkg/` → `dist/`.
 *
 * The files that bundlers and Node load (esbuild), the engine beside them, the manual page, and the types
 * (tsc), which `--without-types` leaves out: the command runs without them.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { manual } from './manual.mjs'
import { fail, root, run } from './run.mjs'

const WASM = join(root, 'pkg', 'rolehop_bg.wasm')
const DIST = join(root, 'dist')

/**
 * Embeds the engine's bytes as text.
 * @type {import('esbuild').Plugin}
 */
const engineAsText = {
  name: 'engine-as-text',
  setup(builder) {
    builder.onResolve({ filter: /^rolehop:engine$/ }, () => ({ path: WASM, namespace: 'engine' }))
    builder.onLoad({ filter: /.*/, namespace: 'engine' }, () => ({
      contents: `export const base64 = '${readFileSync(WASM).toString('base64')}'`,
    }))
  },
}

/**
 * `engine.js` is a separate file, so that the two entries that need it share one copy.
 * @type {import('esbuild').Plugin}
 */
const engineApart = {
  name: 'engine-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/engine\/embedded\.ts$/ }, () => ({ path: './engine.js', external: true }))
  },
}

/**
 * `jmespath.js` is loaded by `--query` alone.
 * @type {import('esbuild').Plugin}
 */
const jmespathApart = {
  name: 'jmespath-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/jmespath\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './jmespath.js', external: true },
    )
  },
}

/**
 * @param {string} name of the file in `dist/`, without its ending
 * @param {string} entry without its ending, in `js/`
 * @param {'node' | 'browser' | 'neutral'} platform
 * @param {import('esbuild').Plugin[]} plugins
 */
const bundle = (name, entry, platform, plugins = [engineApart]) =>
  build({
    absWorkingDir: root,
    entryPoints: { [name]: `js/${entry}.ts` },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform,
    plugins,
    inject: ['js/engine/microtasks.ts'],
    // The engine of `workerd.js` is the file beside it.
    external: ['./rolehop.wasm'],
    // Readable: users may want to review it before they run it against their accounts.
    minify: false,
    legalComments: 'none',
    logLevel: 'warning',
  })

/**
 * `node.cjs`, for loaders that have no `require` of ES modules, such as Jest's. Node itself loads `node.js`
 * by `require` too, so that a process has one engine.
 */
const bundleForRequire = () =>
  build({
    absWorkingDir: root,
    entryPoints: { node: 'js/entry/node.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    platform: 'node',
    inject: ['js/engine/microtasks.ts'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href" },
    // These loaders do not support `import()` either.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    logLevel: 'warning',
  })

const types = join(DIST, 'types')

/** Copies the types of `rolehop` for CommonJS, where a file `.d.cts` describes `node.cjs`. */
function copyTypesForRequire(/** @type {string} */ name, copied = new Set()) {
  if (copied.has(name)) return
  copied.add(name)
  const text = readFileSync(`${name}.d.ts`, 'utf8')
  writeFileSync(`${name}.d.cts`, text.replaceAll(/(['"]\.[^'"]+)\.js(['"])/g, '$1.cjs$2'))
  for (const [, other = ''] of text.matchAll(/['"](\.[^'"]+)\.js['"]/g)) {
    copyTypesForRequire(join(dirname(name), other), copied)
  }
}

/**
 * Keeps the type files of the public API, with their names in the package; tsc also writes those of all
 * internal modules, with the names of the sources.
 */
function pruneTypes() {
  const needed = new Set()
  const visit = (/** @type {string} */ file) => {
    if (needed.has(file)) return
    needed.add(file)
    const text = readFileSync(file, 'utf8').replaceAll(/(['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2')
    writeFileSync(file, text)
    for (const [, name] of text.matchAll(/['"](\.[^'"]+)\.js['"]/g)) visit(join(dirname(file), `${name}.d.ts`))
  }
  for (const entry of ['index', 'vscode/index']) visit(join(types, `${entry}.d.ts`))
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !needed.has(path)) rmSync(path)
  }
  const folders = readdirSync(types, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())
  // The deepest first, so that a folder of empty folders is removed too.
  const paths = folders.map(({ parentPath, name }) => join(parentPath, name)).sort((a, b) => b.length - a.length)
  for (const path of paths) if (readdirSync(path).length === 0) rmdirSync(path)
}

if (!existsSync(WASM)) fail('there is no engine in pkg/: `npm run build` builds both halves')
rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST)
cpSync(WASM, join(DIST, 'rolehop.wasm'))
await Promise.all([
  bundle('node', 'entry/node', 'node'),
  bundleForRequire(),
  bundle('inline', 'entry/inline', 'node'),
  bundle('browser', 'entry/browser', 'neutral'),
  bundle('slim', 'entry/slim', 'neutral'),
  bundle('workerd', 'entry/workerd', 'neutral'),
  bundle('vscode', 'vscode/index', 'neutral'),
  bundle('engine', 'engine/embedded', 'neutral', [engineAsText]),
  bundle('cli', 'cli/main', 'node', [engineApart, jmespathApart]),
  bundle('jmespath', 'cli/jmespath', 'node'),
  manual().then((page) => writeFileSync(join(DIST, 'rolehop.1'), page)),
])
if (!process.argv.includes('--without-types')) {
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json'])
  pruneTypes()
  copyTypesForRequire(join(types, 'index'))
}
