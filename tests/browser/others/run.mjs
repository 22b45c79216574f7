// @ts-check
/**
 * The core flow of the web console in browsers other than Chromium: `npm run test:browsers`, or with
 * names, `npm run test:browsers -- firefox`. A browser that is not installed is skipped; if it was
 * named, the test fails.
 */
import { describe, it } from 'node:test'
import { fail } from '../../../tools/run.mjs'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../../tools/sts/demo.mjs'
import { startServedConsole } from '../served-console.mjs'
import * as firefox from './firefox.mjs'
import { travel } from './journey.mjs'
import * as webkit from './webkit.mjs'

/** @type {Record<string, { missing: string | undefined, launch: () => Promise<import('./journey.mjs').Driver> }>} */
const browsers = { firefox, webkit }

const named = process.argv.slice(2)
const unknown = named.filter((name) => !(name in browsers))
if (unknown.length > 0) fail(`no such browser: ${unknown.join(', ')}; there are ${Object.keys(browsers).join(', ')}`)
for (const name of named) {
  const missing = browsers[name]?.missing
  if (missing !== undefined) fail(missing)
}

describe('the core flow of the web console, from pasted files to masked credentials', { timeout: 240_000 }, () => {
  for (const [name, { missing, launch }] of Object.entries(browsers)) {
    if (named.length > 0 && !named.includes(name)) continue
    it(`in ${name}`, { skip: missing ?? false }, async (t) => {
      // A new STS: an MFA code is valid once.
      const served = await startServedConsole()
      try {
        const driver = await launch()
        t.diagnostic(driver.version)
        const { sts } = served
        await travel(driver, await served.serve(), {
          files: demoFiles({ endpointUrl: sts.url }),
          code: DEMO_MFA.code,
          held: DEMO_KEY.secretAccessKey,
        }).finally(() => driver.close())
      } finally {
        await served.close()
      }
    })
  }
})
