// @ts-check
/** The layout of the web console in windows of every width: nothing is cut off or outside of its frame. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { choose, getCredentials, pasteBoth, startStage, toTab, typeAtEnd } from './console-page.mjs'

const LONG = 'WideRoleName'.repeat(5)

describe('the layout of the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())

  /**
   * The visible controls and texts that reach beyond the right edge of their card or box.
   * @param {import('playwright-core').Page} page
   */
  const outside = (page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('.card-head > *, .card-head h2, .run p, .run button, .box text')].flatMap(
        (each) => {
          const frame = (
            each.closest('.box')?.querySelector('.box-ground') ?? each.closest('.card')
          )?.getBoundingClientRect()
          const { right, width } = each.getBoundingClientRect()
          return frame && width > 0 && right > frame.right + 1 ? [`${each.className} ${each.textContent}`] : []
        },
      ),
    )

  for (const width of [1366, 1181, 821, 390, 320]) {
    it(`keeps everything in its frame: ${width} pixels`, async () => {
      const { page } = await stage.open({ viewport: { width, height: 800 } })
      const hint = page.locator('.editor-config .cm-placeholder')
      if (await hint.isVisible()) {
        const { width: has = 0 } = (await page.locator('.editor-config .editor-host').boundingBox()) ?? {}
        const { x = 0, width: needs = 0 } = (await hint.boundingBox()) ?? {}
        assert.ok(x + needs <= width && needs < has, 'the hint is not cut off')
      }
      const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
      const long = `[profile long]\nrole_arn = arn:aws:iam::111122223333:role/${LONG}\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/a\n`
      await pasteBoth(page, { config: `${config}\n${long}`, credentials })
      await typeAtEnd(page, 'credentials', '# x')
      await page.getByRole('button', { name: 'Compare ~/.aws/credentials' }).waitFor()
      assert.deepEqual(await outside(page), [], 'the editors')
      await choose(page, 'long')
      await page.locator('.box', { hasText: 'WideRole' }).waitFor()
      assert.deepEqual(await outside(page), [], 'a long name')
      await choose(page, 'deploy')
      for (const text of ['1 h', 'ext id', 'chained'])
        await page.locator('.box', { hasText: 'Deploy' }).locator('.svg-chip', { hasText: text }).waitFor()
      assert.deepEqual(await outside(page), [], 'a box with many chips')
      await choose(page, 'locked')
      await getCredentials(page)
      assert.deepEqual(await outside(page), [], 'a refused call')
      await choose(page, 'readonly')
      await getCredentials(page)
      assert.deepEqual(await outside(page), [], 'the result')
      const { height = 0 } = (await page.locator('.chain-name h2').boundingBox()) ?? {}
      assert.ok(height < 40, 'the name is not broken')
      await toTab(page, 'Files')
    })
  }

  it('has room for the title, the theme and the name of each card on the narrowest phones', async () => {
    const title = 'A title of a deployment that is far longer than the page'
    const { page } = await stage.open({ viewport: { width: 320, height: 640 }, settings: { title } })
    const wrong = (/** @type {string} */ name) => `[profile ${name}]\nregio = a\nrole_arn = arn:aws:iam::1:role/a\n`
    await pasteBoth(page, { config: Array.from({ length: 30 }, (_, at) => wrong(`p${at}`)).join(''), credentials: '' })
    await page.locator('.pill-warning').waitFor()
    const heightOf = async (/** @type {string} */ selector) => (await page.locator(selector).boundingBox())?.height ?? 0
    const { width, height } = (await page.locator('button.round').boundingBox()) ?? {}
    assert.equal(width, height, 'the button is round')
    assert.ok((await heightOf('#problems-title')) < 24, 'its name is not broken')
    assert.ok((await heightOf('h1')) < 50, 'two lines')
    await page.getByRole('button', { name: 'Clear everything' }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320)
  })

  it('keeps the action in the window of a phone while ten profiles have sessions', async () => {
    const { page } = await stage.open({ viewport: { width: 390, height: 844 } })
    const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
    const names = Array.from({ length: 10 }, (_, at) => `reader-${at}`)
    const [, readonly = ''] = /\[profile readonly\]\n([^[]*)/.exec(config) ?? []
    await pasteBoth(page, {
      config: `${config}\n${names.map((name) => `[profile ${name}]\n${readonly}`).join('')}`,
      credentials,
    })
    for (const name of names) {
      await choose(page, name)
      await getCredentials(page)
    }
    const { y = 0, height = 0 } = (await page.locator('.chain-head').boundingBox()) ?? {}
    assert.ok(y + height < 300, `${y + height} pixels from the top`)
    await page.locator('.session[aria-current]', { hasText: 'reader-9' }).waitFor()
    const { x = 0, width = 0 } = (await page.locator('.session[aria-current]').boundingBox()) ?? {}
    assert.ok(x >= 0 && x + width <= 390, 'the current one is in view')
  })

  it('marks the selected profile, severities and accounts in high contrast too', async () => {
    const { page } = await stage.open()
    await page.emulateMedia({ forcedColors: 'active' })
    const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
    await pasteBoth(page, { config: `${config}\n[profile wrong]\nregio = a\n`, credentials })
    await choose(page, 'readonly')
    await page.locator('.finding .dot').waitFor()
    const look = (/** @type {string} */ selector, /** @type {string} */ property, pseudo = '') =>
      page
        .locator(selector)
        .first()
        .evaluate(
          (element, [name = '', part]) => getComputedStyle(element, part).getPropertyValue(name),
          [property, pseudo],
        )
    assert.equal(await look('.row[aria-selected=true]', 'outline-style'), 'solid')
    assert.equal(await look('.row[aria-selected=false]', 'outline-style'), 'none')
    assert.equal(await look('.finding-warning .dot', 'background-color'), 'rgb(154, 91, 0)')
    assert.equal(await look('.row.account-0', 'background-color', '::before'), 'rgb(79, 70, 229)')
    assert.equal(await look('.box-name', 'fill'), await look('body', 'color'))
  })
})
