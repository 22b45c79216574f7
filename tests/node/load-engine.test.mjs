/** The entry without the engine: what `loadEngine` accepts, and its errors for everything else. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'

const WASM = readFileSync(new URL('../../dist/rolehop.wasm', import.meta.url))

const copies = mkdtempSync(join(tmpdir(), 'rolehop-slim-'))
after(() => rmSync(copies, { recursive: true }))
writeFileSync(join(copies, 'package.json'), '{ "type": "module" }')

/** Imports the entry with an engine of its own: from a copy of its files. */
let imports = 0
function slim() {
  const copy = join(copies, `${imports++}`)
  for (const file of ['slim.js', 'core.js']) cpSync(new URL(`../../dist/${file}`, import.meta.url), join(copy, file))
  return import(pathToFileURL(join(copy, 'slim.js')).href)
}

/** @type {import('node:http').Server} */
let server
let base = ''
/** A URL of a closed port. */
let closedUrl = ''
before(async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', () => resolve(undefined)))
  closedUrl = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (closed.address()).port}/rolehop.wasm`
  await new Promise((resolve) => closed.close(resolve))
  server = createServer(({ url }, response) => {
    if (url === '/typed.wasm') response.setHeader('content-type', 'application/wasm')
    if (url === '/missing.wasm') response.statusCode = 404
    response.end(url === '/page.wasm' ? '<!doctype html>' : WASM)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', () => resolve(undefined)))
  base = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
})
after(() => server.close())

/** @type {Record<string, () => unknown>} */
const SOURCES = {
  'a URL': () => new URL(`${base}/typed.wasm`),
  'a URL string, served as `application/octet-stream`': () => `${base}/bytes.wasm`,
  'a response': async () => fetch(`${base}/typed.wasm`),
  bytes: () => WASM,
  'a compiled module': () => new WebAssembly.Module(WASM),
}

for (const [name, source] of Object.entries(SOURCES)) {
  test(`loadEngine accepts ${name}`, async () => {
    const { loadEngine, SharedConfig } = await slim()
    await loadEngine(source())
    assert.deepEqual(SharedConfig.parse({ config: '[profile a]\n' }).profiles, ['a'])
  })
}

test('a call before `loadEngine` is an error that says so', async () => {
  const { SharedConfig } = await slim()
  assert.throws(() => SharedConfig.parse({}).profiles, {
    code: 'usage-invalid',
    message: '`loadEngine` was not called',
  })
})

for (const [path, reason] of /** @type {const} */ ([
  ['/missing.wasm', /: the server returned status 404$/],
  ['/page.wasm', /the engine could not be loaded: /],
])) {
  test(`${path} is an error whose help says what to check`, async () => {
    const { loadEngine } = await slim()
    await assert.rejects(loadEngine(base + path), { code: 'engine-not-loaded', message: reason })
    await assert.rejects(loadEngine(fetch(base + path)), { code: 'engine-not-loaded' })
  })
}

for (const [name, url, reason] of /** @type {const} */ ([
  ['a server that refuses connections', () => closedUrl, /: ECONNREFUSED$/],
  ['a URL that is invalid', () => 'http://user:SECRETSECRET@host:port/', /: ERR_INVALID_URL$/],
])) {
  test(`${name} is an error with the system's code, without the URL`, async () => {
    const { loadEngine } = await slim()
    const error = await loadEngine(url()).catch((/** @type {Error} */ thrown) => thrown)
    assert.equal(error.code, 'engine-not-loaded')
    assert.match(error.message, reason)
    assert.doesNotMatch(error.message, /SECRETSECRET|127\.0\.0\.1/)
  })
}
