// @ts-check
/** The web console as a deployment serves it, with a local STS, without a browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildConsole } from '../../examples/web-console/build.mjs'
import { LOOPBACK, serve } from '../../examples/web-console/serve.mjs'
import { startSts } from '../../tools/sts/server.mjs'

const SETTINGS = { title: 'AWS profiles', allowEndpoints: true, relay: null, example: null }

/** Builds the console and starts an STS. */
export async function startServedConsole() {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-console-'))
  await buildConsole({ out: folder, connect: [LOOPBACK] })
  const sts = await startSts({ cors: true })
  /** @type {{ close: () => Promise<void> }[]} */
  const servers = []
  return {
    sts,
    /**
     * Serves it on a new port, which is a new origin.
     * @param {object} [settings] values that replace those of `settings.json`
     * @param {typeof fetch} [send] sends the requests of the relay
     * @returns {Promise<string>} the URL
     */
    async serve(settings = {}, send) {
      const web = await serve(folder, { settings: { ...SETTINGS, ...settings }, ...(send && { send }) })
      servers.push(web)
      return web.url
    },
    async close() {
      await Promise.all([...servers.map((server) => server.close()), sts.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
