// @ts-check
/**
 * Takes the pictures of the web console in `docs/images`: `node tests/browser/screenshots.mjs [FOLDER]`.
 *
 * With the demo's files, after the fixes and the MFA code, in both themes. With a folder, for review only:
 * every state on a desktop, a laptop and a phone, in both themes. `pngquant` reduces the pictures to a palette, which
 * makes them a third of the size; without it they are large.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { demoSettings } from '../../examples/web-console/serve.mjs'
import { root } from '../../tools/run.mjs'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { choose, getCredentials, paste, pasteBoth, startStage, toTab } from './console-page.mjs'
import { teamConfig } from './team-config.mjs'

const WIDE = { width: 1440, height: 800 }
const REVIEWED = {
  desktop: { width: 1920, height: 1080 },
  laptop: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
}
const folder = process.argv[2] ?? join(root, 'docs', 'images')

/** Keys as shells have them. */
const KEYS = `export AWS_ACCESS_KEY_ID=${DEMO_KEY.accessKeyId}\nexport AWS_SECRET_ACCESS_KEY=${DEMO_KEY.secretAccessKey}\n`

/** @typedef {Awaited<ReturnType<typeof startStage>>} Stage */

/** The states of the page, by name. @type {Record<string, (page: import('playwright-core').Page, stage: Stage) => Promise<unknown>>} */
const STATES = {
  empty: async () => {},
  mistakes: async (page, stage) => {
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await choose(page, 'audit')
  },
  prompt: async (page, stage) => {
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await choose(page, 'deploy')
    await page.getByRole('button', { name: 'Get credentials' }).click()
    await page.locator('#mfa-code').waitFor()
  },
  result,
  refused: async (page, stage) => {
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await choose(page, 'locked')
    await getCredentials(page)
  },
  files: async (page, stage) => {
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await paste(page, 'credentials', KEYS)
    await page.locator('.offer').waitFor()
  },
  compare: async (page, stage) => {
    await pasteBoth(page, demoSettings(stage.sts.url).example)
    await page.locator('.problems').getByRole('button', { name: 'use the role' }).click()
    await page.getByRole('button', { name: 'Compare ~/.aws/config' }).click()
    await page.locator('.text-dialog').waitFor()
  },
  team: async (page) => {
    await toTab(page, 'Files')
    await paste(page, 'config', teamConfig(400))
    await choose(page, 'team-0-billing')
    await toTab(page, 'Profiles')
  },
}

/** @param {import('playwright-core').Page} page @param {Stage} stage */
async function result(page, stage) {
  await pasteBoth(page, demoSettings(stage.sts.url).example)
  const findings = page.locator('.problems')
  await findings.getByRole('button', { name: 'use the role' }).click()
  await findings.getByRole('button', { name: 'change it to' }).click()
  await page.locator('.problems .pill-error').waitFor({ state: 'detached' })
  await choose(page, 'deploy')
  await getCredentials(page, DEMO_MFA.code)
  await page.locator('.box.done').nth(1).waitFor()
}

/**
 * @param {'light' | 'dark'} colorScheme
 * @param {{ width: number, height: number }} viewport
 * @param {string} state
 * @param {string} name of the picture
 */
async function picture(colorScheme, viewport, state, name) {
  // A new stage for each: an MFA code is valid once.
  const stage = await startStage()
  try {
    const { page } = await stage.open({ viewport, colorScheme })
    await STATES[state]?.(page, stage)
    await page.evaluate(() => document.documentElement.scrollTo(0, 0))
    const path = join(folder, `${name}.png`)
    await page.screenshot({ path })
    spawnSync('pngquant', ['--force', '--output', path, path])
  } finally {
    await stage.close()
  }
}

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  if (process.argv[2] === undefined) await picture(theme, WIDE, 'result', `web-console-${theme}`)
  else {
    for (const [device, viewport] of Object.entries(REVIEWED))
      for (const state of Object.keys(STATES)) await picture(theme, viewport, state, `${device}-${theme}-${state}`)
  }
}
