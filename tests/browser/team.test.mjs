// @ts-check
/** The web console with the configs of teams: many profiles, every source, broken chains. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { choose, paste, pasteBoth, startStage } from './console-page.mjs'
import { teamConfig } from './team-config.mjs'

describe('the web console with a team’s config', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())

  it('shows 400 profiles of IAM Identity Center without a red mark', async () => {
    const { page, said } = await stage.open()
    await paste(page, 'config', teamConfig(400))
    await page.locator('.profiles .pill', { hasText: '400' }).waitFor()
    await page.getByText('No errors in these files.').waitFor()
    await choose(page, 'team-0-readonly')
    await page.locator('.box', { hasText: 'ReadOnly' }).waitFor()
    assert.equal(await page.locator('.unavailable').count(), 1)
    for (const mark of ['.row.broken', '.box.broken', '.pill-error', '.finding-error', '.problem']) {
      assert.equal(await page.locator(mark).count(), 0, mark)
    }
    assert.deepEqual(said, [])
  })

  it('shows and finds accounts and roles, grouped and with a colour for each account', async () => {
    const { page } = await stage.open()
    await paste(page, 'config', teamConfig(400))
    const row = page.locator('.row', { hasText: 'team-0-billing' })
    assert.match((await row.textContent()) ?? '', /Billing *1111 1111 0000/)
    await page.locator('.group-name', { hasText: '1111 1111 0000' }).waitFor()
    const colour = (/** @type {string} */ name) =>
      page
        .locator('.row', { hasText: name })
        .evaluate((element) => getComputedStyle(element, '::before').backgroundColor)
    assert.equal(await colour('team-0-admin'), await colour('team-0-support'))
    assert.notEqual(await colour('team-0-admin'), await colour('team-1-admin'))

    const filter = page.getByLabel('filter the profiles')
    for (const [text, count] of [
      ['billing', 100],
      ['1111 1111 0042', 4],
      ['111111110042 admin', 1],
      ['team-7-', 4],
    ]) {
      await filter.fill(String(text))
      await page.locator('.profiles .pill', { hasText: `${count} of 400` }).waitFor()
    }
    await filter.fill('nothing like this')
    await page.getByText('No profile, account or role matches').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.locator('.profiles .pill', { hasText: /^400$/ }).waitFor()
    await page.getByLabel('Group by account').uncheck()
    await page.locator('.group-name').first().waitFor({ state: 'detached' })
  })

  it('opens on the longest chain, wherever it is in a long file', async () => {
    const { page } = await stage.open()
    const { config, credentials } = demoFiles()
    await pasteBoth(page, { config: `${teamConfig(400)}\n${config}`, credentials })
    await page.locator('.chain h2', { hasText: 'deploy' }).waitFor()
    assert.equal(await page.locator('.box').count(), 3)
  })

  it('cuts off no account, only the name of a long role', async () => {
    const { page } = await stage.open({ viewport: { width: 1280, height: 720 } })
    await paste(page, 'config', teamConfig(40).replaceAll('Support', 'AWSAdministratorAccess-Support-EMEA'))
    const row = page.locator('.row', { hasText: 'team-0-support' })
    await row.locator('.row-account', { hasText: '1111 1111 0000' }).waitFor()
    const cut = (/** @type {string} */ part) =>
      row.locator(part).evaluate((element) => {
        const row = element.closest('.row')?.getBoundingClientRect()
        const isOutside = element.getBoundingClientRect().right > (row?.right ?? 0)
        return isOutside || element.scrollWidth > element.clientWidth
      })
    assert.deepEqual([await cut('.row-role'), await cut('.row-what')], [true, false])
    assert.match((await row.getAttribute('title')) ?? '', /AWSAdministratorAccess-Support-EMEA/)
  })

  it('lists errors before warnings and notes, in the order of the files', async () => {
    const { page } = await stage.open()
    const warnings = 'regio = eu-central-1\n'
    const errors = ['first', 'second'].map((name) => `[profile ${name}]\n${warnings}role_arn = arn:aws:iam::1:role/a\n`)
    await paste(page, 'config', `[profile fine]\n${warnings}${errors.join('')}`)
    await page.locator('.problems .finding').nth(3).waitFor()
    const severities = await page.locator('.problems .finding .visually-hidden').allTextContents()
    assert.deepEqual([...severities].sort(), severities, severities.join())
    assert.ok(severities.includes('error: ') && severities.includes('warning: '))
  })

  it('lists an error behind more notes than it shows', async () => {
    const { page } = await stage.open()
    const notes = Array.from({ length: 600 }, (_, index) => `[profile note-${index}]\ncolor = red\n`)
    await paste(page, 'config', `${notes.join('')}[profile wrong]\nrole_arn = arn:aws:iam::1:role/a\n`)
    await page.locator('.problems .pill-info', { hasText: '600 notes' }).waitFor()
    assert.equal(await page.locator('.problems .finding .visually-hidden').first().textContent(), 'error: ')
  })

  it('leads from the filter to its matches with the keyboard', async () => {
    const { page } = await stage.open()
    await paste(page, 'config', teamConfig(400))
    const filter = page.getByLabel('filter the profiles')
    const shows = (/** @type {string} */ name) => page.locator('.chain h2', { hasText: name }).waitFor()
    await filter.fill('0042 billing')
    await page.locator('.profiles .pill', { hasText: '1 of 400' }).waitFor()
    await filter.press('Enter')
    await shows('team-42-billing')
    await filter.fill('team-7-')
    await page.locator('.profiles .pill', { hasText: '4 of 400' }).waitFor()
    await filter.press('ArrowDown')
    await shows('team-7-admin')
    await page.keyboard.press('ArrowDown')
    await shows('team-7-readonly')
    await page.locator('.row[aria-selected=true]', { hasText: 'team-7-readonly' }).waitFor()
  })

  it('groups equal diagnostics', async () => {
    const { page } = await stage.open()
    const wrong = Array.from({ length: 12 }, (_, index) => `[profile p${index}]\nregio = eu-central-1\n`)
    await paste(page, 'config', wrong.join(''))
    await page.getByText('12 warnings', { exact: true }).waitFor()
    assert.equal(await page.locator('.problems .finding').count(), 1)
    await page.locator('.more summary', { hasText: '11 more of' }).click()
    assert.equal(await page.locator('.similar .fix').count(), 11)
  })

  it('lists the worst diagnostic of a broken profile, and draws its chain up to the break', async () => {
    const { page } = await stage.open()
    const role = (/** @type {string} */ name, /** @type {string} */ source) =>
      `[profile ${name}]\nregio = eu-central-1\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = ${source}\n`
    await paste(page, 'config', `${role('top', 'middle')}${role('middle', 'gone')}`)
    await choose(page, 'top')
    await page.locator('.row.broken', { hasText: 'source_profile gone is not' }).first().waitFor()
    const labels = await page.locator('svg .box').evaluateAll((all) => all.map((box) => box.getAttribute('aria-label')))
    assert.deepEqual(
      labels.map((label) => label?.split(',').slice(0, 2).join()),
      ['source, not found', 'hop 1, middle', 'hop 2, top'],
    )
    assert.equal(await page.locator('.box.broken').count(), 2)
    assert.equal(await page.getByRole('button', { name: 'Get credentials' }).count(), 0)
    assert.equal(await page.locator('.chain > .findings .finding-error').count(), 1)
  })

  /** The word in the box of the source, and the settings of a role that has none. */
  const BREAKS = /** @type {const} */ ([
    ['a cycle', 'source_profile = other\n[profile other]\nrole_arn = ROLE\nsource_profile = top'],
    ['no credentials', 'source_profile = other\n[profile other]\nregion = eu-west-1'],
    ['not set', 'external_id = x1'],
    ['two sources', 'source_profile = gone\ncredential_source = Environment'],
    ['not valid', 'credential_source = environment'],
  ])

  for (const [word, settings] of BREAKS) {
    it(`says why a chain breaks: ${word}`, async () => {
      const { page } = await stage.open()
      const config = `[profile top]\nrole_arn = ROLE\n${settings}\n`
      await paste(page, 'config', config.replaceAll('ROLE', 'arn:aws:iam::111122223333:role/Team'))
      await choose(page, 'top')
      const source = page.locator('svg .box-source')
      assert.equal(await source.getAttribute('aria-label'), `source, ${word}, the chain breaks here`)
      await page.locator('svg .box-hop').first().click()
      await page.locator('.details .facts', { hasText: `Source credentials${word}` }).waitFor()
    })
  }
})
