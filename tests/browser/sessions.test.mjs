// @ts-check
/** The sessions of several profiles in the web console: what one action must leave to the others. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { codeOf, stepOf } from '../../tools/sts/totp.mjs'
import { skip } from './browser.mjs'
import { choose, getCredentials, pasteBoth, startStage } from './console-page.mjs'

describe('sessions in the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())

  /** Opens the console with the session of a profile whose role needs a code, which is valid once. */
  const openHub = async (/** @type {string} */ code) => {
    const { page, said } = await stage.open()
    await pasteBoth(page, demoFiles({ endpointUrl: stage.sts.url }))
    await choose(page, 'hub')
    await getCredentials(page, code)
    await page.locator('.chain-head', { hasText: 'left' }).waitFor()
    return { page, said }
  }
  const clear = (/** @type {import('playwright-core').Page} */ page) =>
    page.locator('.result').getByRole('button', { name: 'Clear' }).click()

  it('keeps the other profiles’ sessions and their roles on “Clear”, and none of its own', async () => {
    const { page } = await openHub(DEMO_MFA.code)
    await choose(page, 'readonly')
    await getCredentials(page)
    await clear(page)
    await page.getByRole('button', { name: 'Get credentials' }).waitFor()

    // The chain of this profile leads through the role of the session that is left: no code is needed.
    await choose(page, 'deploy')
    await getCredentials(page)
    assert.equal(await page.locator('#mfa-code').count(), 0)
    await page.locator('.result').waitFor()

    await choose(page, 'hub')
    await clear(page)
    await page.getByRole('button', { name: 'Get credentials' }).click()
    await page.locator('#mfa-code').waitFor()
    await choose(page, 'deploy')
    await page.locator('.result').waitFor()
  })

  it('keeps the credentials when their renewal is canceled', async () => {
    const { page, said } = await openHub(codeOf(DEMO_MFA.secret, stepOf(Date.now())))
    await page.getByRole('button', { name: 'Renew' }).click()
    await page.locator('#mfa-code').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^export AWS_ACCESS_KEY_ID=ASIA/)
    assert.deepEqual(said, [])
  })

  it('keeps the credentials when their renewal fails, and renews them with “Try again”', async () => {
    const { page } = await stage.open()
    await pasteBoth(page, demoFiles({ endpointUrl: stage.sts.url }))
    await choose(page, 'readonly')
    await getCredentials(page)
    const key = () => page.locator('.keys .value').textContent()
    const old = await key()
    const renewal = page.getByRole('button', { name: 'Renew' })
    const failed = page.locator('.failed', { hasText: 'AccessDenied' })

    stage.sts.faults.push({ error: 'AccessDenied', times: 2 })
    await renewal.click()
    await failed.getByRole('button', { name: 'Show the current credentials' }).click()
    assert.equal(await key(), old)
    await renewal.click()
    await failed.waitFor()
    const before = stage.sts.requests.length
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.result').waitFor()
    assert.equal(stage.sts.requests.length, before + 1, 'not from the cache')
    assert.notEqual(await key(), old)
  })

  it('shows the sessions and “Clear everything” as long as there are credentials, also without files', async () => {
    const { page } = await stage.open()
    await pasteBoth(page, demoFiles({ endpointUrl: stage.sts.url }))
    await choose(page, 'readonly')
    await getCredentials(page)
    for (const file of ['config', 'credentials']) {
      await page.locator(`.editor-${file} .cm-content`).focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
    }
    await page.locator('.row').first().waitFor({ state: 'detached' })
    await page.locator('.session', { hasText: 'readonly' }).waitFor()
    await page.getByRole('button', { name: 'Clear everything' }).click()
    await page.locator('.session').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear everything' }).waitFor({ state: 'detached' })
  })
})
