// @ts-check
/**
 * The JavaScript half of the build: `js/` and `pkg/` → `dist/`.
 *
 * The files that Node and bundlers load, the engine beside them, the manual page, and the types (tsc), which
 * `--without-types` leaves out: the command runs without them.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build, transform } from 'esbuild'
import { rollup } from 'rollup'
import { manual } from './manual.mjs'
import { fail, root, run } from './run.mjs'

const WASM = join(root, 'pkg', 'rolehop_bg.wasm')
/** The same bytes as raw deflate data. */
const DEFLATED = join(root, 'pkg', 'rolehop_bg.deflate')
const DIST = join(root, 'dist')

/** The code that wasm-bindgen generates around the engine. */
const GLUE = join(root, 'pkg/rolehop.js')

/** The engine's bytes, as `js/engine/build.d.ts` describes them. */
function engineAsText() {
  const [base64, { size }] = [readFileSync(DEFLATED, 'base64'), statSync(WASM)]
  return `export const base64 = '${base64}'\nexport const size = ${size}`
}

/**
 * TypeScript to JavaScript. Comments go, names and lines stay: users can read what they run against their
 * accounts. Libraries, which have public sources, and generated code are minified.
 * @type {import('rollup').Plugin}
 */
const javascript = {
  name: 'javascript',
  resolveId: (name) => (name === 'rolehop:engine' ? name : null),
  load: (name) => (name === 'rolehop:engine' ? engineAsText() : null),
  async transform(code, name) {
    // The engine's microtasks are guarded: see `js/engine/microtasks.ts`.
    const guard = name === GLUE ? "import { queueMicrotask } from '../js/engine/microtasks.ts'\n" : ''
    const loader = name.endsWith('.ts') ? 'ts' : 'js'
    const minify = name === GLUE || name === LANGUAGE_SERVER || name.includes('/node_modules/')
    return { ...(await transform(guard + code, { loader, target: 'es2022', minify })), map: null }
  },
}

const LANGUAGE_SERVER = join(root, 'js/cli/lsp/library.ts')

/**
 * The libraries of the language server are CommonJS, which Rollup does not read: esbuild makes one module of them.
 * @type {import('rollup').Plugin}
 */
const languageServer = {
  name: 'language-server',
  async load(name) {
    if (name !== LANGUAGE_SERVER) return null
    const options = /** @type {const} */ ({ bundle: true, format: 'esm', platform: 'node', target: 'es2022' })
    const { outputFiles } = await build({
      ...options,
      entryPoints: [name],
      mainFields: ['module', 'main'],
      minify: true,
      write: false,
    })
    return outputFiles[0]?.text
  },
}

/** Its license requires its text in every copy. */
const LANGUAGE_SERVER_LICENSE = readFileSync(join(root, 'node_modules/vscode-languageserver/License.txt'), 'utf8')

/** CommonJS has the folder of a file under another name. @type {import('rollup').Plugin} */
const folderOfFile = {
  name: 'folder-of-file',
  resolveImportMeta: (property) => (property === 'dirname' ? '__dirname' : null),
}

/**
 * The files of the package for Node, which are loaded when they are used: each has the modules that match.
 * Modules that nothing loads late are in `core.cjs` too, or, if they are the command's, in `cli.cjs`.
 * @type {readonly [name: string, modules: RegExp][]}
 */
const NODE_CHUNKS = [
  ['files', /runtime\/node\/(access|files|folders|in-place|links|process-identity|temporary)[.]ts$/],
  ['locks', /runtime\/node\/(dead-locks|holding|lock|lock-places)[.]ts$/],
  ['network', /runtime\/node\/(ca-bundle|proxies|proxy-fetch)[.]ts$/],
  ['programs', /runtime\/node\/(batch-files|open-url|process|process-tree|programs)[.]ts$/],
  ['terminal', /runtime\/node\/terminal[.]ts$/],
  ['redirect', /runtime\/node\/loopback-server[.]ts$/],
  ['login', /cli\/(auto-)?sign-in[.]ts$/],
  ['configure', /cli\/configure\//],
  ['mfa-login', /cli\/mfa-login\//],
  ['sso', /cli\/sso\//],
  ['lsp', /cli\/lsp\//],
  ['jmespath', /cli\/jmespath[.]ts$|\/node_modules\//],
  ['completion', /cli\/completion\/(?!shells)/],
  ['exec', /cli\/exec\/(?!many|note)/],
  ['serve', /cli\/serve\//],
  ['core', /^(?!.*\/js\/(cli|entry)\/)/],
]

/** The files that the entries for bundlers share. @type {readonly [name: string, modules: RegExp][]} */
const PORTABLE_CHUNKS = [
  ['engine', /engine\/(embedded|inflate)[.]ts$|^rolehop:engine$/],
  ['inline', /runtime\/node\/|entry\/inline[.]ts$/],
  ['core', /^(?!.*\/js\/entry\/)/],
]

/**
 * Bundles entries and what they share.
 * @param {Record<string, string>} entries file of `js/`, without its ending, for each name in `dist/`
 * @param {readonly [name: string, modules: RegExp][]} chunks
 * @param {import('rollup').OutputOptions} output
 */
async function bundle(entries, chunks, output) {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, join(root, 'js', `${file}.ts`)]),
  )
  const plugins = output.format === 'cjs' ? [languageServer, javascript, folderOfFile, nodeResolve()] : [javascript]
  const bundled = await rollup({
    input,
    plugins,
    external: [/^node:/, './rolehop.wasm'],
    onwarn: ({ message }) => fail(message),
  })
  const { output: files } = await bundled.write({
    dir: DIST,
    manualChunks: (name) => chunks.find(([, modules]) => modules.test(name))?.[0],
    onlyExplicitManualChunks: true,
    hoistTransitiveImports: false,
    generatedCode: 'es2015',
    ...output,
  })
  return files.filter((file) => file.type === 'chunk')
}

/** The package and the command for Node: CommonJS, which Node loads faster, and parts of it when they are used. */
async function bundleForNode() {
  const files = await bundle({ node: 'entry/node', cli: 'cli/main' }, NODE_CHUNKS, {
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'node/[name].cjs',
    banner: ({ name }) => (name === 'lsp' ? `/*!\n * vscode-languageserver\n${LANGUAGE_SERVER_LICENSE}*/` : ''),
    // Loaders such as Jest's refuse `import()`.
    dynamicImportInCjs: false,
  })
  const { exports = [] } = files.find(({ name }) => name === 'node') ?? {}
  writeFileSync(join(DIST, 'node.js'), importedEntry(exports))
}

/** `node.js`: the same files by `import`. A bundler that takes it leaves them out, and the program says so. */
const importedEntry = (/** @type {string[]} */ names) => `import { createRequire } from 'node:module'

function load() {
  try {
    return createRequire(import.meta.url)('./node.cjs')
  } catch (cause) {
    const help = 'import \`rolehop/inline\` instead'
    const error = new Error(\`the files of rolehop are missing from the bundle; \${help}\`, { cause })
    throw Object.assign(error, { name: 'RolehopError', code: 'engine-not-loaded', help })
  }
}

export const {
  ${names.sort().join(',\n  ')},
} = load()
`

const ES = /** @type {const} */ ({ format: 'es', chunkFileNames: '[name].js' })

/** The entries for bundlers, browsers and Workers. */
const bundleForOthers = () =>
  bundle(
    { inline: 'entry/inline', browser: 'entry/browser', slim: 'entry/slim', workerd: 'entry/workerd' },
    PORTABLE_CHUNKS,
    ES,
  )

const types = join(DIST, 'types')

/** Runs a function for a type file and, once each, for those that it imports; gets the path and the text. */
function visitTypes(
  /** @type {string} */ file,
  /** @type {(file: string, text: string) => void} */ visit,
  seen = new Set(),
) {
  if (seen.has(file)) return
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  visit(file, text)
  for (const [, name] of text.matchAll(/['"](\.[^'"]+)\.ts['"]/g))
    visitTypes(join(dirname(file), `${name}.d.ts`), visit, seen)
}

/**
 * The types of the public interface, once for `import` and `require`: as those of CommonJS, which both can
 * import. tsc also writes those of everything behind it, and leaves the names of the sources.
 */
function packTypes() {
  /** @type {Map<string, string>} */
  const packed = new Map()
  const renamed = (/** @type {string} */ text) => text.replaceAll(/(['"]\.[^'"]+)\.ts(['"])/g, '$1.cjs$2')
  visitTypes(join(types, 'vscode/index.d.ts'), (file, text) => packed.set(file, renamed(text)))
  visitTypes(join(types, 'index.d.ts'), (file, text) => packed.set(file, renamed(text)))
  rmSync(types, { recursive: true })
  for (const [file, text] of packed) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file.replace(/ts$/, 'cts'), text)
  }
  for (const name of ['index', 'vscode/index'])
    writeFileSync(join(types, `${name}.d.ts`), "export * from './index.cjs'\n")
}

if (!existsSync(WASM)) fail('there is no engine in pkg/: `npm run build` builds both halves')
rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST)
cpSync(WASM, join(DIST, 'rolehop.wasm'))
await Promise.all([
  bundleForNode(),
  bundleForOthers(),
  bundle({ vscode: 'vscode/index' }, [], ES),
  manual().then((page) => writeFileSync(join(DIST, 'rolehop.1'), page)),
])
if (!process.argv.includes('--without-types')) {
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json'])
  packTypes()
}
