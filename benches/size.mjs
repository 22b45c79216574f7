// @ts-check
/** The download size: the package, and bundles of it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { buildConsole } from '../examples/web-console/build.mjs'
import { root } from '../tools/run.mjs'

/** @param {Uint8Array} bytes */
const sizes = (bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length]

/** @param {string} contents @param {import('esbuild').Platform} platform */
async function bundle(contents, platform) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform,
    logLevel: 'error',
  })
  return sizes(outputFiles[0]?.contents ?? new Uint8Array())
}

const kB = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1)
const row = (/** @type {string} */ name, /** @type {number[]} */ bytes) =>
  console.log(`| ${name} | ${bytes.map(kB).join(' | ')} |`)

console.log('\n### Sizes\n\n| | kB | gzip | brotli |\n|---|---:|---:|---:|')
row('`rolehop_bg.wasm`', sizes(readFileSync(join(root, 'pkg/rolehop_bg.wasm'))))
row(
  '`rolehop/slim`, bundled for a browser (the engine is a file beside it)',
  await bundle(`export { fromProfile } from 'rolehop/slim'`, 'browser'),
)
row('`rolehop`, bundled for a browser', await bundle(`export { fromProfile } from 'rolehop'`, 'browser'))
row(
  '`fromIni` of `@aws-sdk/credential-providers`, bundled for Node',
  await bundle(`export { fromIni } from '@aws-sdk/credential-providers'`, 'node'),
)
row('`aws4fetch`, bundled for a browser (signs only)', await bundle(`export { AwsClient } from 'aws4fetch'`, 'browser'))

await consoleRows()

const [pack] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
)
console.log(
  `\nThe npm package: ${kB(pack.size)} kB packed, ${kB(pack.unpackedSize)} kB unpacked, ${pack.files.length} files, no dependencies.`,
)

/** The sizes of a deployed web console, from a production build. */
async function consoleRows() {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-sizes-'))
  await buildConsole({ out: folder })
  const kinds = { scripts: '.js', 'style sheet': '.css', engine: '.wasm' }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const all = Object.entries(kinds).map(([kind, end]) => {
    const files = names.filter((name) => name.endsWith(end)).map((name) => sizes(readFileSync(join(folder, name))))
    const sum = files.reduce((total, file) => total.map((bytes, at) => bytes + (file[at] ?? 0)))
    row(`the web console: ${kind}`, sum)
    return sum
  })
  row(
    'the web console, total',
    all.reduce((total, kind) => total.map((bytes, at) => bytes + (kind[at] ?? 0))),
  )
  rmSync(folder, { recursive: true, force: true })
}
