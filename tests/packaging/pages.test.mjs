// @ts-check
/**
 * The packed tarball in pages: built by every bundler, run in Chromium under a strict policy, in web
 * workers and in Cloudflare's runtime, each up to a signed call to an STS on loopback.
 */
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { launch, skip } from '../browser/browser.mjs'
import { serveFolder } from '../browser/serve-folder.mjs'
import { edgeWorker, SITES } from './bundlers.mjs'
import { install } from './installed.mjs'

const APP = fileURLToPath(new URL('app', import.meta.url))

/** The strictest policy that allows WebAssembly. */
const policy = (scripts = "'self' 'wasm-unsafe-eval'") =>
  `default-src 'none'; script-src ${scripts}; worker-src 'self'; connect-src 'self' http://127.0.0.1:*`

/** The result of the steps, the same in every runtime. */
const arrived = (/** @type {string} */ url) => ({
  pasted: 'not-supported-here',
  hops: ['arn:aws:iam::111122223333:role/Hub'],
  kind: 'ASIA',
  arn: 'arn:aws:sts::111122223333:assumed-role/Hub',
  same: true,
  asked: 1,
  onDisk: 'usage-invalid',
  noFiles: 'not-supported-here',
  signedFor: `${url}/`,
  left: { profiles: [], session: 'profile-not-found' },
})

/** @type {ReturnType<typeof install>} */
let project
/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts
before(() => {
  project = install()
  cpSync(APP, project.folder, { recursive: true })
})
after(() => project?.remove())
// A new STS for each test: a code is valid once.
beforeEach(async () => {
  sts = await startSts({ cors: true })
})
afterEach(() => sts?.close())

const given = (profile = 'hub') => ({ ...demoFiles({ endpointUrl: sts.url }), code: DEMO_MFA.code, profile })

describe('a page with the package', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof launch>>} */
  let browser
  before(async () => {
    browser = await launch()
  })
  after(() => browser?.close())

  /** Opens a site; `close` ends it and returns the messages of the page. */
  const visit = async (/** @type {string} */ out, scripts = policy()) => {
    const web = await serveFolder(out, { 'content-security-policy': scripts })
    const page = await (await browser.newContext()).newPage()
    /** @type {string[]} */
    const said = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    await page.goto(web.url)
    await page.waitForFunction(() => 'journey' in globalThis)
    const go = (/** @type {object} */ files) =>
      page.evaluate((all) => /** @type {any} */ (globalThis).journey(all), files)
    const close = async () => {
      await page.context().close()
      await web.close()
      return said
    }
    return { page, go, close }
  }

  for (const [name, make] of Object.entries(SITES)) {
    it(`runs by ${name}`, async () => {
      const out = join(project.folder, 'sites', name.replaceAll(/\W+/g, '-'))
      mkdirSync(out, { recursive: true })
      await make({ from: project.folder, out })
      if (name.includes('(slim)')) assertOneEngine(out)
      const { go, close } = await visit(out)
      assert.deepEqual(await go(given()), arrived(sts.url))
      assert.deepEqual(await close(), [])
    })
  }

  /** A site has the engine once, as a file: all its scripts together are smaller than an engine in a script. */
  function assertOneEngine(/** @type {string} */ out) {
    const files = readdirSync(out, { recursive: true }).map(String)
    assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1)
    const scripts = files.filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(out, file)).length)
    const inScript = readFileSync(join(project.installed, 'dist/engine.js')).length
    assert.ok(scripts.reduce((all, one) => all + one, 0) < inScript)
  }

  it('reports the missing directive of the policy', async () => {
    const out = join(project.folder, 'sites', 'a-module-script-no-bundler')
    const { page, close } = await visit(out, policy("'self'"))
    const help = await page.evaluate(
      (files) => /** @type {any} */ (globalThis).journey(files).catch((/** @type {any} */ error) => error.help),
      given(),
    )
    assert.match(help, /wasm-unsafe-eval/)
    await close()
  })

  it('corrects the clock by the message of the service, whose `Date` header a page cannot read', async () => {
    const out = join(project.folder, 'sites', 'a-module-script-no-bundler')
    const { go, close } = await visit(out)
    sts.state.clockOffset = 3600
    const { arn } = await go(given('readonly'))
    assert.match(arn, /assumed-role\/ReadOnly$/)
    assert.deepEqual(
      sts.requests.slice(0, 2).map(({ action, code }) => [action, code]),
      [
        ['AssumeRole', 'SignatureDoesNotMatch'],
        ['AssumeRole', undefined],
      ],
    )
    assert.deepEqual(
      (await close()).filter((text) => !text.includes('403')),
      [],
    )
  })
})

describe('an edge worker', { timeout: 120_000 }, () => {
  it('runs where only precompiled WebAssembly is allowed', async (t) => {
    const { script, engine } = await edgeWorker({ from: project.folder, out: join(project.folder, 'sites/edge') })
    const runtime = new Miniflare({
      compatibilityDate: '2026-01-01',
      modules: [
        { type: 'ESModule', path: 'edge.js', contents: readFileSync(script, 'utf8') },
        { type: 'CompiledWasm', path: 'rolehop.wasm', contents: readFileSync(engine) },
      ],
    })
    t.after(() => runtime.dispose())
    const answer = await runtime.dispatchFetch('http://edge/', { method: 'POST', body: JSON.stringify(given()) })
    assert.deepEqual(await answer.json(), arrived(sts.url))
  })
})

describe('what pages get', () => {
  /** An entry and the files that it shares with others. */
  const filesOf = (/** @type {string} */ entry) => [entry, 'core.js', ...(entry === 'browser.js' ? ['engine.js'] : [])]

  /** Words that only apply to Node, files, processes, the host or the command. */
  const FOREIGN = [
    'node:',
    'child_process',
    'require(',
    'process.',
    '169.254',
    'import.meta',
    'rolehop-lock',
    'COMSPEC',
  ]

  for (const entry of ['browser.js', 'slim.js', 'workerd.js']) {
    it(`has nothing of Node, files, processes or the machine in ${entry}`, () => {
      const texts = filesOf(entry).map((file) => readFileSync(join(project.installed, 'dist', file), 'utf8'))
      const imported = texts.flatMap((text) => [...text.matchAll(/\bfrom ["']([^"']+)["']/g)].map(([, name]) => name))
      const own = [...filesOf(entry).map((file) => `./${file}`), './rolehop.wasm']
      assert.deepEqual(
        imported.filter((name) => !own.includes(name ?? '')),
        [],
      )
      assert.ok(texts.some((text) => text.includes('function fromProfile(')))
      for (const word of FOREIGN) assert.ok(!texts.some((text) => text.includes(word)), `${entry} has ${word}`)
    })
  }

  it('is a tenth of the code without the engine in it, compressed as servers do', () => {
    const sizeOf = (/** @type {string} */ entry) =>
      filesOf(entry).reduce(
        (sum, file) => sum + gzipSync(readFileSync(join(project.installed, 'dist', file))).length,
        0,
      )
    assert.ok(sizeOf('slim.js') < sizeOf('browser.js') / 10, `${sizeOf('slim.js')} of ${sizeOf('browser.js')} bytes`)
  })

  it('recognizes what is foreign', () => {
    const node = readFileSync(join(project.installed, 'dist/inline.js'), 'utf8')
    const command = readFileSync(join(project.installed, 'dist/node/exec.cjs'), 'utf8')
    for (const word of ['node:', 'child_process', 'process.', 'rolehop-lock']) assert.ok(node.includes(word), word)
    for (const word of ['require(', 'COMSPEC']) assert.ok(command.includes(word), word)
  })

  it('brings three files into a bundle and asks for no other', async () => {
    const { metafile } = await build({
      absWorkingDir: project.folder,
      entryPoints: ['page.js'],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
    })
    const inputs = Object.keys(metafile.inputs).filter((name) => name.startsWith('node_modules/'))
    const files = filesOf('browser.js').map((file) => `node_modules/rolehop/dist/${file}`)
    assert.deepEqual(inputs.sort(), files.sort())
    assert.deepEqual(
      Object.values(metafile.outputs).flatMap(({ imports }) => imports),
      [],
    )
  })
})
