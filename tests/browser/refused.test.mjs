// @ts-check
/** Calls that STS refuses, in the web console: what was sent, the possible causes, and the way out. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { choose, editorText, getCredentials, pasteBoth, startStage } from './console-page.mjs'

describe('a refused call in the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())

  /** Opens the console with a changed setting of the demo's config, and gets the credentials of a profile. */
  const refuse = async (
    /** @type {string} */ profile,
    /** @type {(config: string) => string} */ change,
    /** @type {string} */ code = '',
  ) => {
    const { page } = await stage.open()
    const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
    await pasteBoth(page, { config: change(config), credentials })
    await choose(page, profile)
    await getCredentials(page, code || undefined)
    return { page, card: page.locator('div.failed') }
  }
  const causes = (/** @type {import('playwright-core').Locator} */ card) =>
    card.locator('.causes li').evaluateAll((all) => all.map(({ className, textContent }) => [className, textContent]))

  it('shows what was sent and every possible cause', async () => {
    const { page, card } = await refuse('locked', (config) => config)
    await card.getByText('is not authorized to perform: sts:AssumeRole').waitFor()
    await card.getByText('Sent: session name generated, 3600 seconds, no external ID, no MFA code').waitFor()
    const shown = await causes(card)
    for (const about of ['the caller is in account 111122223333', 'no external ID was sent', 'no MFA code was sent'])
      assert.ok(
        shown.some(([kind, text]) => kind === 'cause-possible' && text?.startsWith(`possible: ${about}`)),
        about,
      )
    assert.equal(await page.locator('.box.failed').count(), 1)
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim().startsWith('Try again')), true)
  })

  it('shows which causes are excluded, and at which hop', async () => {
    const other = (/** @type {string} */ config) => config.replace(/^external_id = .*$/m, 'external_id = another')
    const { page, card } = await refuse('deploy', other, DEMO_MFA.code)
    await card.locator('.cause-excluded', { hasText: 'excluded: an external ID was sent' }).waitFor()
    await card.locator('.cause-possible', { hasText: 'the caller is the session of a role' }).waitFor()
    assert.ok(!(await card.textContent())?.includes('another'), 'the external ID is not shown')
    await page.locator('.box.done', { hasText: 'Hub' }).waitFor()
    await page.locator('.box.failed', { hasText: 'Deploy' }).waitFor()
  })

  it('offers the fix of a duration that the role does not allow, and gets credentials after it', async () => {
    const long = (/** @type {string} */ config) => config.replace('[profile readonly]', '$&\nduration_seconds = 43200')
    const { page, card } = await refuse('readonly', long)
    await card.getByText('exceeds the MaxSessionDuration').first().waitFor()
    await card.locator('.fix').click()
    assert.match(await editorText(page, 'config'), /\[profile readonly\]\nduration_seconds = 3600\n/)
    await page.locator('.box', { hasText: '1 h' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.result').waitFor()
  })
})
