// @ts-check
/**
 * Builds the web console as static files: `npm run example:web:build` → `examples/web-console/dist/`.
 *
 * `-- --connect URL`, which can be repeated, allows calls to custom endpoints.
 *
 * The file names of scripts, style sheet and engine contain a hash, so that a page never loads the
 * worker of another version; only `index.html` and `settings.json` must not be cached.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { headers, policy } from './policy.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Builds the console.
 * @param {{ out?: string, connect?: readonly string[] }} [options] the output folder, which is
 *   emptied first; further sources for `connect-src`, besides the page's origin and AWS
 * @returns {Promise<string>} the folder
 */
export async function buildConsole({ out = join(here, 'dist'), connect = [] } = {}) {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ['src/main.tsx', 'src/worker.ts', 'src/style.css'],
    outdir: out,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.wasm': 'file' },
    minify: true,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  })
  const names = new Map(
    Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[basename(entryPoint), basename(path)]],
    ),
  )
  writeFileSync(join(out, 'index.html'), page(names, connect))
  writeFileSync(join(out, '_headers'), headers(connect))
  for (const file of ['icon.svg', 'settings.json']) cpSync(join(here, file), join(out, file))
  return out
}

/**
 * @param {Map<string, string>} names the sources, mapped to their outputs
 * @param {readonly string[]} connect
 */
function page(names, connect) {
  const replaced = { 'main.js': 'main.tsx', 'worker.js': 'worker.ts', 'style.css': 'style.css' }
  let html = readFileSync(join(here, 'index.html'), 'utf8').replace('%POLICY%', policy(connect))
  for (const [name, source] of Object.entries(replaced)) {
    const made = names.get(source)
    if (made === undefined) throw new Error(`nothing was made from ${source}`)
    html = html.replace(`"${name}"`, `"${made}"`)
  }
  return html
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { connect: { type: 'string', multiple: true } } })
  console.log(await buildConsole(values))
}
