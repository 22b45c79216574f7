// @ts-check
/**
 * Programs for Node that a bundler puts into one file, as for AWS Lambda, and the CommonJS build: each
 * runs in a folder without the package, and calls STS.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { build } from 'esbuild'
import webpack from 'webpack'
import { writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { ended } from '../cli/support.mjs'
import { install } from './installed.mjs'

const PROGRAM = `
  Promise.resolve().then(async () => {
    const config = await SharedConfig.load()
    const { arn } = await getCallerIdentity(fromProfile({ profile: 'readonly' }))
    console.log(config.profiles.length, arn.split('/')[1], config.plan('deploy').hops.length)
  }).catch((error) => console.log(error.code, error.help))`
const OUTPUT = '5 ReadOnly 2\n'

const NAMES = '{ fromProfile, getCallerIdentity, SharedConfig }'
const IMPORT = `import ${NAMES} from 'rolehop'${PROGRAM}`
const REQUIRE = `const ${NAMES} = require('rolehop')${PROGRAM}`

/** @param {string} from @param {string} entry @param {string} outfile @param {import('esbuild').BuildOptions} [options] */
const withEsbuild = (from, entry, outfile, options) =>
  build({
    absWorkingDir: from,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    ...options,
  })

/** @param {string} from @param {string} entry @param {string} outfile */
function withWebpack(from, entry, outfile) {
  /** @type {import('webpack').Configuration} */
  const options = {
    mode: 'production',
    target: 'node',
    context: from,
    entry: `./${entry}`,
    output: { path: join(outfile, '..'), filename: 'main.cjs' },
  }
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error || stats?.hasErrors() || stats?.hasWarnings())
        reject(error ?? new Error(stats?.toString('errors-warnings')))
      else resolve(undefined)
    })
  })
}

/** @type {Record<string, (from: string, folder: string) => Promise<unknown>>} */
const BUNDLES = {
  'esbuild, ESM': (from, folder) => withEsbuild(from, 'import.mjs', join(folder, 'main.mjs'), { format: 'esm' }),
  'esbuild, CommonJS from `import`': (from, folder) =>
    withEsbuild(from, 'import.mjs', join(folder, 'main.cjs'), { format: 'cjs', minify: true }),
  'esbuild, CommonJS from `require`': (from, folder) =>
    withEsbuild(from, 'require.cjs', join(folder, 'main.cjs'), { format: 'cjs' }),
  'esbuild with the fields of NodejsFunction': (from, folder) =>
    withEsbuild(from, 'import.mjs', join(folder, 'main.cjs'), { format: 'cjs', mainFields: ['module', 'main'] }),
  webpack: (from, folder) => withWebpack(from, 'import.mjs', join(folder, 'main.cjs')),
}

describe('a program in one file', { timeout: 120_000 }, () => {
  /** @type {ReturnType<typeof install>} */
  let project
  /** @type {Awaited<ReturnType<typeof startSts>>} */
  let sts
  before(async () => {
    project = install()
    writeFileSync(join(project.folder, 'import.mjs'), IMPORT)
    writeFileSync(join(project.folder, 'require.cjs'), REQUIRE)
    sts = await startSts()
  })
  after(async () => {
    await sts?.close()
    project?.remove()
  })

  /** Runs a program in a folder of its own. */
  async function run(/** @type {string} */ file) {
    const home = mkdtempSync(join(project.folder, 'home-'))
    writeDemoHome(home)
    const env = { PATH: process.env.PATH ?? '', HOME: home, AWS_ENDPOINT_URL_STS: sts.url }
    return ended(spawn(process.execPath, [file], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] }))
  }

  /** The output of a program. */
  async function output(/** @type {string} */ file) {
    const { stdout, stderr } = await run(file)
    assert.equal(stderr, '')
    return stdout
  }

  /** A folder outside the project: no package can be found from there. */
  const alone = () => {
    const folder = mkdtempSync(join(project.folder, '..', 'rolehop-one-file-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  for (const [name, bundle] of Object.entries(BUNDLES)) {
    it(`runs: ${name}`, async () => {
      const folder = alone()
      await bundle(project.folder, folder)
      const [file = ''] = readdirSync(folder).filter((entry) => /^main\.[cm]js$/.test(entry))
      assert.equal(await output(join(folder, file)), OUTPUT)
    })
  }

  it('says what to import where a bundler leaves the engine out', async () => {
    const folder = alone()
    for (const format of /** @type {const} */ (['esm', 'cjs'])) {
      const file = join(folder, format === 'esm' ? 'main.mjs' : 'main.cjs')
      await withEsbuild(project.folder, 'import.mjs', file, { format, conditions: ['node'], logLevel: 'error' })
      const { status, stderr } = await run(file)
      assert.equal(status, 1)
      assert.match(
        stderr,
        /RolehopError\]?: the files of rolehop are missing from the bundle; import `rolehop\/inline`/m,
      )
      assert.match(stderr, /code: 'engine-not-loaded'/)
    }
  })

  it('runs by `require` where ES modules cannot be required, as in Jest', async () => {
    const dist = join(project.installed, 'dist')
    const path = join(dist, 'node.cjs')
    const file = join(project.folder, 'jest.cjs')
    writeFileSync(file, REQUIRE.replace("'rolehop'", JSON.stringify(path)))
    assert.equal(await output(file), OUTPUT)
    const files = [path, ...readdirSync(join(dist, 'node')).map((name) => join(dist, 'node', name))]
    for (const name of files) assert.doesNotMatch(readFileSync(name, 'utf8'), /\bimport\(|import\.meta/, name)
  })

  it('shares one engine between `import` and `require` in Node', async () => {
    const file = join(project.folder, 'both.cjs')
    writeFileSync(
      file,
      `import('rolehop').then((m) => console.log(m.SharedConfig === require('rolehop').SharedConfig))`,
    )
    assert.equal(await output(file), 'true\n')
  })
})
