// @ts-check
/** The extension in the web extension host of VS Code 1.91, its minimum version. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DEMO_KEY, DEMO_MFA, DEMO_PROFILES, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './install.mjs'
import {
  applyFix,
  beRefused,
  chooseInTree,
  clickLens,
  copyCredentials,
  forget,
  goToSource,
  listed,
  lookAtHub,
  MISTAKE,
  openedPage,
  openMenu,
  openTree,
  paste,
  rename,
  row,
  selectHub,
  selectReadOnly,
  showReferences,
} from './journeys.mjs'
import { until } from './until.mjs'
import {
  activeExtensions,
  cursor,
  followLink,
  goToSymbol,
  openWalkthrough,
  outline,
  showing,
  widthOfPicture,
} from './views.mjs'
import { redirectSignIn, startWebHost } from './web-host.mjs'
import {
  accept,
  answer,
  choose,
  command,
  item,
  notification,
  persistently,
  picture,
  save,
  statusItem,
  TRY,
  tab,
  write,
} from './workbench.mjs'

const EXTENSION = fileURLToPath(new URL('../../examples/vscode-extension', import.meta.url))
const workspace = mkdtempSync(join(tmpdir(), 'rolehop-workspace-'))
writeFileSync(join(workspace, 'readme.txt'), 'a workspace\n')

describe('the extension in the web', { skip: skip('web') }, () => {
  /** @type {Awaited<ReturnType<typeof startWebHost>>} */
  let host
  before(async () => {
    host = await startWebHost(workspace)
  })
  after(async () => {
    await host?.close()
    rmSync(workspace, { recursive: true, force: true })
  })
  afterEach(async () => assert.deepEqual(await host.marks(), [], 'notifications, lists and dialogs show plain text'))

  it('fixes a config, prompts for a code, and shows the role', async () => {
    const { page, asked } = await host.open()
    await paste(page, host.sts.url, MISTAKE)
    await applyFix(page)
    await selectHub(page)
    await lookAtHub(page)
    const actions = host.sts.requests.map(({ action }) => action)
    assert.deepEqual(actions, ['AssumeRole', 'GetCallerIdentity'])
    assert.deepEqual([...asked], [], 'no request left this computer')
  })

  it('completes, and shows hovers', async () => {
    const { page } = await host.open()
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    await write(page, '[profile base]\nregion = eu-central-1\n[profile next]\n')
    await page.keyboard.type('source_p')
    await accept(page, 'source_profile')
    await accept(page, 'base')
    await page.locator('.view-line', { hasText: /source_profile\s=\sbase/ }).waitFor()
    await persistently(async () => {
      await page.locator('.statusbar').hover(TRY)
      await page.locator('.view-line span', { hasText: 'source_profile' }).last().hover(TRY)
      await page.locator('.monaco-hover', { hasText: 'profile whose credentials assume the role' }).waitFor(TRY)
    })
  })

  it('copies the credentials, and forgets the session', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await selectReadOnly(page)
    await copyCredentials(page, host.sts.url)
    const calls = () => host.sts.requests.filter(({ action }) => action === 'AssumeRole').length
    const before = calls()
    await selectReadOnly(page)
    assert.equal(calls(), before, 'the session is in the secret storage')
    await forget(page)
    await selectReadOnly(page)
    assert.equal(calls(), before + 1)
  })

  it('does not reuse a session of other access keys', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await selectReadOnly(page)
    const { credentials } = demoFiles({ profiles: [] })
    await command(page, 'Rolehop: Open Credentials File')
    await tab(page, 'credentials').waitFor()
    await write(page, credentials.replace(DEMO_KEY.accessKeyId, 'AKIADEMONOBODYATALLX'))
    await save(page)
    await statusItem(page)
      .filter({ hasText: /^\s*readonly\s*$/ })
      .waitFor()
    await command(page, 'Rolehop: Who Am I')
    await notification(page, 'readonly').waitFor()
    const { action, params, code } = host.sts.requests.at(-1) ?? {}
    assert.deepEqual(
      [action, params?.['RoleArn'], code],
      ['AssumeRole', DEMO_PROFILES['readonly']?.['role_arn'], 'InvalidClientTokenId'],
    )
  })

  it('goes to a profile, saves a document, and updates the chain after a change', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await goToSource(page)
    await command(page, 'Rolehop: Explain the Chain')
    await choose(page, 'readonly')
    await tab(page, 'readonly').waitFor()
    await followLink(page, 'readonly', 'config:20', cursor(page, 20))
    await followLink(page, 'readonly', 'credentials:2', tab(page, 'credentials'))
    await cursor(page, 2).waitFor()
    const chain = page.locator('.tabs-container .tab', { hasText: 'readonly' })
    await chain.click()
    const line = (/** @type {string | RegExp} */ hasText) => page.locator('.view-line', { hasText }).first()
    await line(/cache\s+the\seditor's\ssecret\sstorage/).waitFor()
    await command(page, 'File: New Untitled Text File')
    await tab(page, 'Untitled').waitFor()
    await write(page, demoFiles({ profiles: ['base', 'readonly'] }).config.replaceAll('eu-central-1', 'eu-north-1'))
    await command(page, 'Change Language Mode')
    await choose(page, 'AWS config')
    await page.locator('.statusbar-item', { hasText: 'AWS config' }).waitFor()
    await command(page, 'Rolehop: Keep This Document as My Config')
    await chain.click()
    await line(/region\s+eu-north-1/).waitFor()
  })

  it('shows commands above headers, until the setting turns them off', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    const lenses = page.locator('.codelens-decoration')
    await clickLens(page, 'readonly', 'Explain the Chain', tab(page, 'readonly'))
    await command(page, 'View: Close Editor')
    await clickLens(page, 'readonly', 'Who Am I', notification(page, ':assumed-role/ReadOnly/'))
    await statusItem(page)
      .filter({ hasText: /^\s*Rolehop\s*$/ })
      .waitFor()
    await clickLens(page, 'readonly', 'Sign In', statusItem(page).filter({ hasText: /readonly · ReadOnly · \d+ min/ }))
    await page.evaluate(() => navigator.clipboard.writeText(''))
    await clickLens(page, 'readonly', 'Copy Credentials As', page.locator('.quick-input-list').getByText('JSON'))
    await choose(page, 'JSON')
    await until(async () => /ASIA/.test(await page.evaluate(() => navigator.clipboard.readText())))
    await command(page, 'Preferences: Open User Settings (JSON)')
    await tab(page, 'settings.json').waitFor()
    await write(page, '{ "rolehop.codeLens": false }')
    await save(page)
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    await lenses.first().waitFor({ state: 'detached' })
    await page.locator('.view-line', { hasText: 'profile' }).first().waitFor()
    assert.equal(await lenses.count(), 0)
  })

  it('lists the profiles by account, with commands for each', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await openTree(page)
    await row(page, /no account in the files/).waitFor()
    const { config } = demoFiles({ endpointUrl: host.sts.url, profiles: ['base', 'hub', 'deploy', 'readonly'] })
    const line = config.slice(0, config.indexOf('[profile readonly]')).split('\n').length
    const header = page.locator('.statusbar-item', { hasText: new RegExp(`^Ln ${line}, .* selected`) })
    await persistently(async () => {
      await row(page, /^\s*readonly/).click(TRY)
      await header.waitFor(TRY)
    })
    await chooseInTree(page, /^\s*readonly/, 'Explain the Chain', tab(page, 'readonly'))
    await chooseInTree(page, /^\s*readonly/, 'Select Profile', row(page, /^\s*readonly\s*ReadOnly · selected/))
    await picture(page, 'profiles')
    await persistently(async () => void (await openMenu(page, /^\s*hub/, 'Who Am I')))
  })

  it('shows the sections in the outline, and goes to them', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await command(page, 'Explorer: Focus on Outline View')
    await outline(page).nth(5).waitFor()
    const names = ['profile base', 'region', 'endpoint_url', 'profile hub', 'role_arn', 'source_profile']
    assert.deepEqual((await outline(page).allTextContents()).slice(0, 6), names)
    await goToSymbol(page, 'profile readonly', 19)
    await goToSymbol(page, 'external_id', 15)
  })

  it('folds the sections, and the settings of several lines', async () => {
    const { page } = await host.open()
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    // Typing keeps the indentation of the line before, so only the last line has one.
    const lines = ['[profile base]', 'region = eu-west-1', '[profile other]', 's3 =', '  max_queue_size = 9']
    await write(page, lines.join('\n'))
    await showing(page, 'Fold All', ['[profile base]', '[profile other]'])
    await showing(page, 'Unfold All', lines)
    await showing(
      page,
      'Fold Level 2',
      lines.filter((line) => !line.startsWith(' ')),
    )
  })

  it('shows messages as plain text', async () => {
    const { page } = await host.open()
    const endpoint = `endpoint_url = ${host.sts.url}\n`
    const locked = `\n[profile locked]\nrole_arn = arn:aws:iam::444455556666:role/Locked\nsource_profile = base\n${endpoint}`
    const broken =
      '\n[profile broken]\nrole_arn = arn:aws:iam::111122223333:role/X\nsource_profile = [ghost](command:x)\n'
    await paste(page, host.sts.url, locked + broken)
    await save(page)
    await command(page, 'Rolehop: Select Profile')
    // Not a link, which could run a command.
    const problem = 'source_profile [ghost] (command:x) is not in the config or credentials file'
    await item(page, 'broken').filter({ hasText: problem }).waitFor()
    await choose(page, 'broken')
    await notification(page, `${problem}; use a profile from the config or credentials file`).waitFor()
    await command(page, 'Rolehop: Select Profile')
    await choose(page, 'locked')
    await notification(page, 'role/Locked').getByText('Why Not?').click()
    await page.locator('.monaco-dialog-box', { hasText: 'Sent: ' }).waitFor()
    await page.keyboard.press('Escape')
    await goToSource(page)
    await rename(page, 'readonly', notification(page, /^readonly already exists; choose another name/))
    await command(page, 'Rolehop: Select Profile')
    await choose(page, 'hub')
    await page.locator('.quick-input-widget', { hasText: `Code of ${DEMO_MFA.serial}` }).waitFor()
  })

  it('finds the references to a profile, and renames it wherever it is used', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await goToSource(page)
    await showReferences(page, 2)
    await page.keyboard.press('Escape')
    await page.locator('.peekview-title').waitFor({ state: 'detached' })
    const line = (/** @type {RegExp} */ hasText) => page.locator('.view-line', { hasText }).first()
    await rename(page, 'center', line(/profile\scenter/))
    await line(/source_profile\s=\scenter/).waitFor()
    await goToSymbol(page, 'profile base', 1)
    await rename(page, 'keys of alice', line(/\[profile\s'keys\sof\salice'\]/))
    await line(/source_profile\s=\skeys\sof\salice/).waitFor()
    await command(page, 'Rolehop: Open Credentials File')
    await tab(page, 'credentials').waitFor()
    await line(/^\[keys\sof\salice\]$/).waitFor()
  })

  it('lists profiles with their account and chain, and finds them by the account', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await command(page, 'Rolehop: Select Profile')
    await item(page, 'base')
      .filter({ hasText: /^\s*base\s*static/ })
      .waitFor()
    await item(page, 'readonly').filter({ hasText: '111122223333 · static → ReadOnly' }).waitFor()
    await item(page, 'hub').filter({ hasText: '111122223333 · static → Hub · MFA' }).waitFor()
    await page.keyboard.type('444455556666')
    await item(page, 'deploy').filter({ hasText: '444455556666 · static → Hub → Deploy · MFA' }).waitFor()
    await item(page, 'hub').waitFor({ state: 'hidden' })
    await page.keyboard.press('Escape')
    assert.deepEqual(await listed(page), ['base', 'hub', 'deploy', 'readonly'])
    await selectReadOnly(page)
    assert.deepEqual(await listed(page), ['readonly', 'base', 'hub', 'deploy'], 'the last one is first')
    await command(page, 'Rolehop: Select Profile')
    await choose(page, 'base')
    await statusItem(page)
      .filter({ hasText: /^\s*base\s*$/ })
      .waitFor()
    assert.deepEqual(await listed(page), ['base', 'readonly', 'hub', 'deploy'])
  })

  it('asks again after a rejected MFA code', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await command(page, 'Rolehop: Select Profile')
    await choose(page, 'hub')
    await answer(page, DEMO_MFA.serial, '999999')
    await notification(page, 'The MFA code was rejected').waitFor()
    await answer(page, DEMO_MFA.serial, DEMO_MFA.code)
    await statusItem(page)
      .filter({ hasText: /hub · Hub · \d+ min/ })
      .waitFor()
  })

  it('opens the console if the sign-in service responds, and otherwise shows the next step', async () => {
    const { page } = await host.open()
    await paste(page, host.sts.url)
    await save(page)
    await selectReadOnly(page)
    await redirectSignIn(page, host.sts.url)
    await command(page, 'Rolehop: Open Console')
    const why = notification(page, "the console's sign-in did not respond")
    await why.getByText('Switch Role in the Console').click()
    const link = new URL((await openedPage(page)).url)
    assert.deepEqual(
      [link.pathname, link.searchParams.get('account'), link.searchParams.get('roleName')],
      ['/switchrole', '111122223333', 'team/ReadOnly'],
    )
    await redirectSignIn(page, host.sts.url, { cors: true })
    await command(page, 'Rolehop: Open Console')
    const { text } = await openedPage(page)
    assert.match(text, /Signed in as arn:aws:sts::111122223333:assumed-role\/ReadOnly\//)
    assert.ok(text.includes('https://console.aws.amazon.com/console/home?region=eu-central-1'), text)
  })

  it('is inactive until it is needed, and its walkthrough has a picture for each step', async () => {
    const keepsIn = mkdtempSync(join(tmpdir(), 'rolehop-browser-'))
    const { page } = await host.open({ keepsIn })
    const { publisher, name, contributes } = JSON.parse(readFileSync(join(EXTENSION, 'package.json'), 'utf8'))
    const [{ title, steps }] = contributes.walkthroughs
    const id = `${publisher}.${name}`
    // This one becomes active when the start has finished.
    assert.ok(!(await activeExtensions(page, 'Merge Conflict')).includes(id))
    await openWalkthrough(page, title)
    for (const step of steps) {
      const [, picture = ''] = /\((.+[.]png)\)/.exec(readFileSync(join(EXTENSION, step.media.markdown), 'utf8')) ?? []
      assert.equal(await widthOfPicture(page, step.title, `/${picture}`), 1200)
    }
    await page.locator('.getting-started-step', { hasText: steps[0].title }).click()
    await page.locator('.getting-started-step').getByText('Open Config File').click()
    await tab(page, 'config').waitFor()
    await activeExtensions(page, id)
    await page.context().close()
    rmSync(keepsIn, { recursive: true, force: true })
  })

  it('does not prompt in an untrusted workspace', async () => {
    const { page } = await host.open({ restricted: true })
    const before = host.sts.requests.length
    await paste(page, host.sts.url)
    await save(page)
    await beRefused(page)
    assert.equal(host.sts.requests.length, before)
  })
})
