// @ts-check
/** What does a user download: the package, and what a bundler makes of it? */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
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
row('`rolehop/inline`, bundled for a browser', await bundle(`export { fromProfile } from 'rolehop/inline'`, 'browser'))
row(
  '`fromIni` of `@aws-sdk/credential-providers`, bundled for Node',
  await bundle(`export { fromIni } from '@aws-sdk/credential-providers'`, 'node'),
)
row('`aws4fetch`, bundled for a browser (signs only)', await bundle(`export { AwsClient } from 'aws4fetch'`, 'browser'))

const [pack] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
)
console.log(
  `\nThe npm package: ${kB(pack.size)} kB packed, ${kB(pack.unpackedSize)} kB unpacked, ${pack.files.length} files, no dependencies.`,
)
