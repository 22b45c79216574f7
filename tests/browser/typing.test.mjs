// @ts-check
/** Typing in a large config: the section that is typed is checked first, and then everything. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { SharedConfig } from '../../dist/browser.js'
import { internal } from '../node/internal.mjs'
import { skip } from './browser.mjs'
import { isHeld, paste, release, startStage } from './console-page.mjs'

/** Profiles without diagnostics, which make a config large. */
const MANY = Array.from({ length: 3000 }, (_, index) => `[profile p${index}]\nregion = eu-central-1\n\n`).join('')

const ROLE = 'role_arn = arn:aws:iam::111122223333:role/Deploy'

/** A large config with diagnostics at both ends; the last profile uses the first one. */
const CONFIG = `[profile base]
sso_start_url = https://example.awsapps.com/start
regio = eu-central-1

${MANY}[profile deploy]
${ROLE}
source_profile = base

[profile last]
role_arn = arn:aws:iam::1:role/Deploy
source_profile = deploy
`

const CREDENTIALS = '[keys]\n\n\naws_access_key_id = AKIADEMOALICEEXAMPLE\n'

const SEVERITIES = ['error', 'warning', 'info']

/** All diagnostics. @param {string} config */
const checked = (config) =>
  SharedConfig.parse({ config, credentials: CREDENTIALS }).check(undefined, { target: 'terminal' })

/** Runs in the page: notes in `hasFix` whether it offers a fix from now on. */
function noteFixes() {
  const problems = document.querySelector('.problems')
  const note = () => {
    if (document.querySelector('.problems .fix:enabled')) Object.assign(globalThis, { hasFix: true })
  }
  Object.assign(globalThis, { hasFix: false })
  if (problems) new MutationObserver(note).observe(problems, { subtree: true, childList: true, attributes: true })
}

describe('typing in a large config', { skip, timeout: 120_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  afterEach(() => Promise.all(stage.browser.contexts().map((context) => context.close())))

  /** Opens the config; from then on, checks of everything are held. */
  async function open() {
    const { page } = await stage.open({ held: 'check' })
    await paste(page, 'credentials', CREDENTIALS)
    await paste(page, 'config', CONFIG)
    // The credentials alone have an error, too.
    await page.locator('.problems').getByText('has no 12-digit account ID').waitFor()
    await page.keyboard.press('Control+Home')
    return page
  }

  /** The diagnostics that the page lists. @param {import('playwright-core').Page} page */
  const listed = (page) =>
    page.locator('.problems .finding').evaluateAll((all) =>
      all.map((each) => {
        const text = (/** @type {string} */ of) => each.querySelector(of)?.textContent ?? ''
        return `${text('.place')} ${text('p')}`
      }),
    )

  /** The same diagnostics as the engine finds them in a config. @param {string} config */
  function expected(config) {
    const all = checked(config)
    const worstFirst = SEVERITIES.flatMap((severity) => all.filter((each) => each.severity === severity))
    return worstFirst.map(
      ({ file, line, severity, message }) => `${file}:${line} ${severity}: ${message.replaceAll('`', '')}`,
    )
  }

  it('shows the diagnostics of the section first, with the others at their new lines, and no fix yet', async () => {
    const page = await open()
    assert.deepEqual(await listed(page), expected(CONFIG))
    const typed = '[profile typed]\nouput = json\n\n'
    await page.keyboard.insertText(typed)
    await isHeld(page)
    assert.deepEqual(await listed(page), expected(typed + CONFIG))
    const fixes = page.locator('.problems .fix')
    assert.equal(await fixes.and(page.locator(':enabled')).count(), 0)
    await release(page)
    await fixes.and(page.locator(':enabled')).first().waitFor()
    assert.deepEqual(await listed(page), expected(typed + CONFIG))
  })

  it('shows then what the change means for other sections', async () => {
    const page = await open()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.insertText('2')
    await isHeld(page)
    assert.deepEqual(await listed(page), expected(CONFIG))
    await release(page)
    await page.getByText('is not in the config or credentials file').waitFor()
    assert.deepEqual(await listed(page), expected(CONFIG.replace('base', 'base2')))
  })

  it('checks a small config as a whole', async () => {
    const { page } = await stage.open({ held: 'check' })
    await paste(page, 'config', '[profile a]\nregio = eu-central-1\n')
    await page.getByRole('button', { name: 'config:2' }).waitFor()
    await page.keyboard.press('Control+Home')
    await page.keyboard.insertText('# comment\n')
    await page.getByRole('button', { name: 'config:3' }).waitFor()
    assert.equal(await page.locator('.problems .fix:enabled').count(), 1)
  })

  it('leaves nothing of a text that was changed while everything was checked', async () => {
    const page = await open()
    await page.keyboard.insertText('[profile typed]\nouput = json\n')
    await isHeld(page)
    await page.keyboard.press('Control+z')
    await page.evaluate(noteFixes)
    await page.keyboard.insertText('[profile typed]\noutput = jsn\n')
    await release(page)
    await isHeld(page)
    const now = expected(`[profile typed]\noutput = jsn\n${CONFIG}`)
    assert.deepEqual(await listed(page), now)
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).hasFix), false)
    await release(page)
    await page.locator('.problems .fix:enabled').first().waitFor()
    assert.deepEqual(await listed(page), now)
  })
})

describe('the check of what has changed', () => {
  const LINES = [
    '',
    '# comment',
    '[profile base]',
    '[profile deploy]',
    '[profile other]',
    '[sso-session corp]',
    '[default]',
    '[broken',
    'regio = eu-central-1',
    'region = eu-central-1',
    ROLE,
    'role_arn = arn:aws:iam::1:role/a',
    'source_profile = base',
    'source_profile = deploy',
    'source_profile = missing',
    'duration_seconds = 99999',
    '  continued',
    'no value',
  ]
  const lines = (/** @type {number} */ maxLength) => fc.array(fc.constantFrom(...LINES), { maxLength })
  const textOf = (/** @type {string[]} */ all) => `${all.join('\n')}\n# ${'x'.repeat(100_000)}\n`
  const place = (/** @type {any} */ { code, file, line, column }) => [code, file, line, column].join()
  const content = (/** @type {any} */ { code, message, profile }) => [code, message, profile].join()

  it('has nothing of the changed lines but what a check of everything finds, and nothing twice', async () => {
    const { checkChanged } = await internal('../examples/web-console/src/engine/check')
    const property = fc.property(lines(12), fc.nat(12), fc.nat(3), lines(4), (old, start, removed, added) => {
      const from = Math.min(start, old.length)
      const now = [...old.slice(0, from), ...added, ...old.slice(from + removed)]
      const [config, next] = [textOf(old), textOf(now)]
      const before = { texts: { config, credentials: CREDENTIALS }, found: checked(config) }
      const texts = { config: next, credentials: CREDENTIALS }
      const found = checkChanged(before, texts, SharedConfig.parse(texts))
      if (!found) return
      const all = checked(next)
      const first = 1 + now.findIndex((line, at) => line !== old[at])
      const last = now.length - now.toReversed().findIndex((line, at) => line !== old.at(-1 - at))
      const places = new Map(all.map((each) => [place(each), each]))
      const known = new Set([...before.found, ...all].map(content))
      for (const each of found) {
        const isChanged = each.file === 'config' && first <= each.line && each.line <= last
        assert.ok(known.has(content(each)), JSON.stringify(each))
        if (isChanged) assert.equal(content(each), content(places.get(place(each)) ?? {}))
      }
      assert.equal(new Set(found.map((/** @type {any} */ each) => place(each) + content(each))).size, found.length)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
