// @ts-check
/**
 * Serves the web console on loopback, with example files and a local STS: `npm run example:web`.
 *
 * `--port N` sets the port. A deployment does not need this file: it is a copy of `dist/`.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DEMO_MFA, demoFiles, demoWorld } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { buildConsole } from './build.mjs'
import { headersFor } from './policy.mjs'
import { relay } from './relay.mjs'

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
})

/** The path of the relay, for the settings. */
const RELAY = '/relay'

/** Allows pages to call servers on loopback. */
export const LOOPBACK = 'http://127.0.0.1:*'

/**
 * Serves a folder on loopback, and the relay if the settings have its path.
 * @param {string} folder
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {{ relay?: string | null, signIn?: string | null, identityCenter?: boolean }} [options.settings]
 *   replaces `settings.json`
 * @param {typeof fetch} [options.send] sends the requests of the relay, for tests
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, settings, send } = {}) {
  const rules = await readFile(join(folder, '_headers'), 'utf8')
  /** @type {ReturnType<typeof relay> | undefined} */
  let pass
  const server = createServer(async (request, response) => {
    if (pass && request.url?.startsWith(`${RELAY}/`)) {
      return void pass(request, response)
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const headers = headersFor(rules, pathname)
    const name = pathname === '/' ? 'index.html' : normalize(pathname).slice(1)
    try {
      if (request.method !== 'GET' || name.includes('..')) throw new Error('not here')
      const overridden = settings !== undefined && name === 'settings.json'
      const body = overridden ? JSON.stringify(settings) : await readFile(join(folder, name))
      response
        .writeHead(200, { ...headers, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' })
        .end(body)
    } catch {
      response.writeHead(404, headers).end()
    }
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const origin = `http://127.0.0.1:${address.port}`
  if (settings?.relay === RELAY) {
    const own = settings.signIn ? [`${settings.signIn}/federation`] : []
    pass = relay({ origin, own, identityCenter: settings.identityCenter === true, ...(send && { send }) })
  }
  return {
    url: `${origin}/`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

/**
 * The settings of the demo: the demo's files, with two errors to fix.
 * @param {string} endpointUrl
 */
export function demoSettings(endpointUrl) {
  const { config, credentials } = demoFiles({ endpointUrl })
  const mistakes = [
    '# Two errors to try the fixes on',
    '[profile audit]',
    'role_arn = arn:aws:sts::111122223333:assumed-role/Hub/alice',
    'source_profil = base',
    `mfa_serial = ${DEMO_MFA.serial}`,
    'region = eu-central-1',
    `endpoint_url = ${endpointUrl}`,
    '',
  ]
  return {
    title: 'AWS profiles',
    allowEndpoints: true,
    relay: RELAY,
    signIn: endpointUrl,
    example: {
      config: `${config}\n${mistakes.join('\n')}`,
      credentials,
      note: `These are example files, and an STS on this machine answers. The MFA code is ${DEMO_MFA.code}.`,
    },
  }
}

async function main() {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
  const sts = await startSts({ world: demoWorld(), cors: true })
  const web = await serve(await buildConsole({ connect: [LOOPBACK] }), {
    port: Number(values.port),
    settings: demoSettings(sts.url),
  })
  console.log(`the console: ${web.url}\nthe STS:     ${sts.url}\nCtrl-C ends both`)
  process.once('SIGINT', async () => {
    await Promise.all([web.close(), sts.close()])
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
