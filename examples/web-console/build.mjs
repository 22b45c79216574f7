// @ts-check
/**
 * Builds the web console as static files: `npm run example:web:build` → `examples/web-console/dist/`.
 *
 * `-- --connect URL`, which can be repeated, allows calls to further origins; `--region NAME`, which can be
 * repeated, limits those to STS. `--config FILE` puts a config for all users into `settings.json`.
 *
 * The names of the files in `assets` contain a hash, so that a page never loads the worker of another
 * version and browsers can keep them; `index.html` and `settings.json` must not be cached.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { secretRanges } from 'rolehop'
import { headers, policy } from './policy.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Builds the console.
 * @param {import('./policy.mjs').Calls & { out?: string, config?: string }} [options] the output folder, which
 *   is emptied first; what the page may call; the path of a config for all users
 * @returns {Promise<string>} the folder
 * @throws if the config contains what looks like a secret
 */
export async function buildConsole({ out = join(here, 'dist'), config, ...calls } = {}) {
  const settings = settingsWith(config)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ['src/main.tsx', 'src/worker.ts', 'src/style.css'],
    outdir: out,
    entryNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
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
      entryPoint === undefined ? [] : [[basename(entryPoint), relative(out, join(here, path)).replaceAll('\\', '/')]],
    ),
  )
  writeFileSync(join(out, 'index.html'), page(names, calls))
  writeFileSync(join(out, '_headers'), headers(calls))
  writeFileSync(join(out, 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`)
  cpSync(join(here, 'icon.svg'), join(out, 'icon.svg'))
  return out
}

/**
 * The settings, with a config for all users, who can all read it.
 * @param {string} [path]
 */
function settingsWith(path) {
  const settings = JSON.parse(readFileSync(join(here, 'settings.json'), 'utf8'))
  if (path === undefined) return settings
  const config = readFileSync(path, 'utf8')
  const [secret] = secretRanges(config)
  if (!secret) return { ...settings, config }
  const line = config.slice(0, secret.start).split('\n').length
  throw new Error(`${path}:${line}: the config contains what looks like a secret, and everyone could read it`)
}

/**
 * @param {Map<string, string>} names the sources, mapped to their outputs
 * @param {import('./policy.mjs').Calls} calls
 */
function page(names, calls) {
  const replaced = { 'main.js': 'main.tsx', 'worker.js': 'worker.ts', 'style.css': 'style.css' }
  let html = readFileSync(join(here, 'index.html'), 'utf8').replace('%POLICY%', policy(calls))
  for (const [name, source] of Object.entries(replaced)) {
    const made = names.get(source)
    if (made === undefined) throw new Error(`nothing was made from ${source}`)
    html = html.replace(`"${name}"`, `"${made}"`)
  }
  return html
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const many = /** @type {const} */ ({ type: 'string', multiple: true })
  const { values } = parseArgs({ options: { connect: many, region: many, config: { type: 'string' } } })
  const { region: regions, ...others } = values
  try {
    console.log(await buildConsole({ ...others, ...(regions && { regions }) }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
