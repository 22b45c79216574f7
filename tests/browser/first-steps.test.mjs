// @ts-check
/** The first seconds with the web console, on a laptop and on a phone. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { codeOf, stepOf } from '../../tools/sts/totp.mjs'
import { skip } from './browser.mjs'
import { choose, getCredentials, paste, pasteBoth, startStage } from './console-page.mjs'

const LAPTOP = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 844 }

describe('the first steps in the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  const files = () => demoFiles({ endpointUrl: stage.sts.url })

  /**
   * Whether an element is completely in the window, without scrolling.
   * @param {import('playwright-core').Locator} locator
   */
  const isInWindow = async (locator) => {
    await locator.waitFor()
    return locator.evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect()
      return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
    })
  }

  /**
   * Presses Tab until an element has the focus.
   * @param {import('playwright-core').Page} page
   * @param {string} selector
   */
  const tabTo = async (page, selector) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
    }
    assert.fail(`Tab does not lead to ${selector}`)
  }

  for (const [name, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
    it(`shows a picture and an example on an empty page, and then the longest chain: ${name}`, async () => {
      const { page, said } = await stage.open({ viewport })
      assert.equal(await isInWindow(page.locator('.welcome svg')), true)
      await page.locator('.welcome').getByRole('button', { name: 'Try with an example' }).click()
      await page.locator('.chain h2', { hasText: 'deploy' }).waitFor()
      assert.equal(await page.locator('svg .box').count(), 3)
      assert.equal(await isInWindow(page.getByRole('button', { name: 'Get credentials' })), true)
      assert.deepEqual(said, [])
    })

    it(`has the action and its result in view without scrolling: ${name}`, async () => {
      const { page } = await stage.open({ viewport })
      await pasteBoth(page, files())
      await choose(page, 'readonly')
      assert.equal(await isInWindow(page.getByRole('button', { name: 'Get credentials' })), true)
      assert.equal(await isInWindow(page.locator('.picture svg')), true)
      await getCredentials(page)
      assert.equal(await isInWindow(page.getByRole('button', { name: 'Copy', exact: true })), true)
      assert.equal(await isInWindow(page.getByText(/ left$/)), true)
      assert.equal(await page.locator('.details[open]').count(), 0, 'details are folded')
    })

    it(`has the prompt, a wrong code and the chain of two hops in view without scrolling: ${name}`, async () => {
      const { page } = await stage.open({ viewport })
      await pasteBoth(page, files())
      await choose(page, 'deploy')
      const all = async (/** @type {string[]} */ ...selectors) => {
        for (const selector of selectors) assert.equal(await isInWindow(page.locator(selector)), true, selector)
      }
      await all('.start', '.picture svg', '.details summary')
      await page.locator('.start').click()
      await all('#mfa-code', '#mfa-note', '.cancel', '.picture svg')
      await page.locator('#mfa-code').fill('000000')
      await page.getByText('Code not accepted').waitFor()
      await all('#mfa-code', '.mfa .problem', '.picture svg')
      await page.locator('#mfa-code').fill(codeOf(DEMO_MFA.secret, stepOf(Date.now()) + (name === 'phone' ? 1 : 0)))
      await page.locator('.result').waitFor()
      await all('.copy', '.renew', '.picture svg')
    })
  }

  it('needs only the keyboard from the paste to the copied credentials', async () => {
    const { page } = await stage.open({ viewport: LAPTOP })
    // The text is on the clipboard of another program; everything else is keys.
    for (const [file, text] of Object.entries(files())) {
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
      await tabTo(page, `.editor-${file} .editor-host`)
      await page.keyboard.press('Control+v')
    }
    await page.locator('.chain h2', { hasText: 'deploy' }).waitFor()
    await tabTo(page, '.start')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'mfa-code')
    await page.keyboard.type(DEMO_MFA.code)
    await page.waitForFunction(() => document.activeElement?.classList.contains('copy'))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^export AWS_ACCESS_KEY_ID=ASIA/)
    assert.equal(await page.getByRole('button', { name: 'Compare' }).count(), 0, 'the files are unchanged')
  })

  it('brings the files back after “Clear everything”, for half a minute', async () => {
    const { page } = await stage.open()
    await page.clock.install()
    const { config, credentials } = files()
    await pasteBoth(page, { config, credentials })
    await page.getByRole('button', { name: 'Clear everything' }).click()
    await page.locator('.row').first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.row').first().waitFor()
    await page.getByRole('button', { name: 'Copy ~/.aws/credentials' }).click()
    await page.waitForFunction(async (text) => (await navigator.clipboard.readText()) === text, credentials)

    await page.getByRole('button', { name: 'Clear everything' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.clock.fastForward('00:31')
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })

    await pasteBoth(page, { config, credentials })
    await page.getByRole('button', { name: 'Clear everything' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await paste(page, 'config', '[profile new]\n')
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
  })

  it('says that it reads the files while the engine loads, and why it could not start', async () => {
    const { page, url } = await stage.open()
    let release = () => {}
    const held = new Promise((resolve) => {
      release = () => resolve(undefined)
    })
    await page.context().route('**/*.wasm', (route) => held.then(() => route.continue()))
    await page.reload()
    await paste(page, 'config', files().config)
    await page.getByText('Reading the files…').waitFor()
    release()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()

    await page.context().route('**/worker*.js', (route) => route.fulfill({ status: 404 }))
    await page.goto('about:blank')
    await page.goto(url)
    await page.getByText('the engine could not be started').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await paste(page, 'config', files().config)
    await page.getByText('the engine could not be started').waitFor()
  })

  it('keeps and reads what is pasted before the settings or the engine have come', async () => {
    const own = '[profile own]\nregion = eu-west-1\n'
    const [example, shared] = [{ example: { ...files(), note: 'an example' } }, { config: '[profile shared]\n' }]
    for (const [late, settings] of /** @type {const} */ ([
      ['**/settings.json', example],
      ['**/settings.json', shared],
      ['**/settings.json', {}],
      ['**/*.wasm', shared],
    ])) {
      const { page } = await stage.open({ settings })
      /** @type {() => void} */
      let release = () => {}
      const held = new Promise((resolve) => {
        release = () => resolve(undefined)
      })
      await page.context().route(late, (route) => held.then(() => route.continue()))
      await page.reload()
      await paste(page, 'config', own)
      release()
      await page.locator('.row', { hasText: 'own' }).waitFor()
      assert.equal(await page.locator('.row').count(), 1, `${late} ${JSON.stringify(settings)}`)
    }
  })

  it('has its defaults, and says so, if settings.json cannot be read', async () => {
    const { page } = await stage.open()
    await page.context().route('**/settings.json', (route) => route.fulfill({ body: '{' }))
    await page.reload()
    await page.getByText('settings.json was not read, so the page has its defaults').waitFor()
  })

  it('asks before it is closed only if changes or credentials would be lost', async () => {
    const { page, said } = await stage.open()
    await pasteBoth(page, files())
    const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
    assert.equal(await asks(), false, 'both texts are as they were pasted')
    await page.locator('.editor-config .cm-content').focus()
    await page.keyboard.type('# mine')
    await page.waitForFunction(() => document.querySelector('[aria-label^="Compare"]') !== null)
    assert.equal(await asks(), true)
    await paste(page, 'config', files().config)
    await page.locator('[aria-label^="Compare"]').waitFor({ state: 'detached' })
    await paste(page, 'config', `${files().config}\n[profile later]\nregion = eu-west-1\n`)
    await page.locator('.row', { hasText: 'later' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Compare' }).count(), 0, 'a paste over all of it is a new file')
    assert.equal(await asks(), false)
    await choose(page, 'readonly')
    await getCredentials(page)
    assert.equal(await asks(), true, 'credentials')
    assert.deepEqual(said, [])
  })
})
