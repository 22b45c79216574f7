// @ts-check
/**
 * Takes the pictures of the web console in `docs/images`: `node tests/browser/screenshots.mjs [FOLDER]`.
 *
 * With the demo's files, after the fixes and the MFA code, in both themes. With a folder also in a
 * narrow window, for review only. `pngquant` must be installed: it reduces the pictures to a palette,
 * which makes them a third of the size.
 */
import { join } from 'node:path'
import { demoSettings } from '../../examples/web-console/serve.mjs'
import { root, run } from '../../tools/run.mjs'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { choose, getCredentials, pasteBoth, startStage } from './console-page.mjs'

const WIDE = { width: 1440, height: 940 }
const NARROW = { width: 390, height: 844 }
const folder = process.argv[2] ?? join(root, 'docs', 'images')

/**
 * @param {'light' | 'dark'} colorScheme
 * @param {{ width: number, height: number }} viewport
 * @param {string} name of the picture; in a narrow window it shows the whole page
 */
async function picture(colorScheme, viewport, name) {
  // A new stage for each: an MFA code is valid once.
  const stage = await startStage()
  try {
    const { page } = await stage.open({ viewport, colorScheme })
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await choose(page, 'audit')
    const findings = page.locator('.problems')
    await findings.getByRole('button', { name: 'use the role' }).click()
    await findings.getByRole('button', { name: 'change it to' }).click()
    await page.locator('.pill-error').waitFor({ state: 'detached' })
    await choose(page, 'deploy')
    await getCredentials(page, DEMO_MFA.code)
    await page.locator('.box.done').nth(1).waitFor()
    await page.evaluate(() => document.documentElement.scrollTo(0, 0))
    const path = join(folder, `${name}.png`)
    await page.screenshot({ path, fullPage: viewport === NARROW })
    run('pngquant', ['--force', '--output', path, path])
  } finally {
    await stage.close()
  }
}

for (const theme of /** @type {const} */ (['light', 'dark'])) await picture(theme, WIDE, `web-console-${theme}`)
if (process.argv[2] !== undefined) await picture('light', NARROW, 'web-console-narrow')
