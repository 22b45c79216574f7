// @ts-check
/** The packed extension in both extension hosts of a full VS Code: `npm run test:vscode`. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { buildExtension } from '../../../examples/vscode-extension/build.mjs'
import { DEMO_PORTAL } from '../../../tools/sso/demo.mjs'
import { startSso } from '../../../tools/sso/server.mjs'
import { DEMO_KEY, DEMO_MFA, demoFiles, writeDemoHome, writeHome } from '../../../tools/sts/demo.mjs'
import { startSts } from '../../../tools/sts/server.mjs'
import { launch } from '../../browser/browser.mjs'
import { skip } from '../install.mjs'
import {
  applyFix,
  arnOf,
  beRefused,
  chooseInTree,
  clickLens,
  copyCredentials,
  forget,
  goToSource,
  lookAtHub,
  MISTAKE,
  openDialog,
  openedPage,
  openTree,
  paste,
  row,
  selectHub,
  selectReadOnly,
} from '../journeys.mjs'
import { until } from '../until.mjs'
import {
  answer,
  choose,
  command,
  focusEditor,
  isOffered,
  item,
  notification,
  persistently,
  save,
  statusItem,
  TRY,
  tab,
} from '../workbench.mjs'
import { pack, startServerHost } from './server-host.mjs'

/** Two profiles of one portal. */
const PORTAL = `${DEMO_PORTAL}[profile test]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
`

describe('the packed extension', { skip: skip('server') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-vscode-'))
  const vsix = join(folder, 'rolehop-profiles.vsix')
  const workspace = join(folder, 'workspace')
  const cli = fileURLToPath(new URL('../../../dist/cli.cjs', import.meta.url))
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {import('../../../tools/sts/server.mjs').Sts} */
  let sts
  before(async () => {
    mkdirSync(join(workspace, '.vscode'), { recursive: true })
    // An attack by a repository: to choose a config file that names a program.
    const hostile = { 'rolehop.configFile': join(workspace, 'hostile'), 'rolehop.terminals': false }
    writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(hostile))
    writeFileSync(join(workspace, 'hostile'), `[profile hostile]\ncredential_process = touch ${folder}/ran\n`)
    pack(await buildExtension({ minify: true }), vsix)
    browser = await launch()
    sts = await startSts({ cors: true })
  })
  after(async () => {
    await browser?.close()
    await sts?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A home folder and a server. */
  async function start(/** @type {{ web: boolean, inherited?: Record<string, string> }} */ { web, inherited }) {
    const data = mkdtempSync(join(folder, 'data-'))
    const home = mkdtempSync(join(folder, 'home-'))
    const env = { AWS_ENDPOINT_URL_STS: sts.url, ...inherited }
    const host = await startServerHost({ data, home, workspace, vsix, web, env, browser })
    return { home, host, settings: join(data, 'user/Machine/settings.json') }
  }

  /**
   * A variable in the environment of a new terminal; empty if it is not set.
   * @param {import('playwright-core').Page} page
   * @param {string} variable
   */
  async function inTerminal(page, variable) {
    await command(page, 'Terminal: Create New Terminal')
    await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus()
    const value = await inFocusedTerminal(page, variable)
    await command(page, 'Terminal: Kill the Active Terminal Instance')
    return value
  }

  /**
   * Variables in the environment of the terminal with the focus, a line for each that is set.
   * @param {import('playwright-core').Page} page
   * @param {string[]} variables
   */
  async function inFocusedTerminal(page, ...variables) {
    const told = join(mkdtempSync(join(folder, 'told-')), 'told')
    await page.keyboard.type(`printenv ${variables.join(' ')} > ${told}.part; mv ${told}.part ${told}\n`)
    await until(() => existsSync(told))
    return readFileSync(told, 'utf8').trim()
  }

  /**
   * Waits until the active terminal is one whose programs have this identity.
   * @param {import('playwright-core').Page} page
   * @param {RegExp} arn
   */
  async function activeTerminalIs(page, arn) {
    await until(async () => {
      await command(page, 'Terminal: Focus Terminal')
      const printed = await inFocusedTerminal(page, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')
      const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = printed.split('\n')
      return arn.test(await arnOf({ accessKeyId, secretAccessKey, sessionToken }, sts.url))
    })
  }

  /** The open terminals in their list, which VS Code shows for two and more. */
  const terminals = (/** @type {import('playwright-core').Page} */ page) => page.locator('.tabs-list .monaco-list-row')

  /** A line of the active editor. */
  const line = (/** @type {import('playwright-core').Page} */ page, /** @type {RegExp} */ hasText) =>
    page.locator('.view-line', { hasText }).first()

  it('Node host: fixes the config on disk, shares its session with the CLI and terminals', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    const { config } = writeDemoHome(home)
    appendFileSync(config, MISTAKE)
    const page = await host.open({ trusted: true })
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    await focusEditor(page)
    await page.keyboard.press('Control+End')
    await applyFix(page)
    // With auto save, a tab does not show when its file is saved.
    await until(() => /\n\[profile extra\]\nregion = eu-west-1$/.test(readFileSync(config, 'utf8')))
    await selectHub(page)
    await lookAtHub(page)
    assert.equal(readdirSync(join(home, '.aws/rolehop/cache')).length, 1, 'the session is in the cache of the CLI')
    assert.match(await inTerminal(page, 'AWS_ACCESS_KEY_ID'), /^ASIA/)
    assert.equal(existsSync(join(folder, 'ran')), false, "the workspace's settings have no effect")
  })

  it('Node host: copies credentials, goes to a profile, removes a forgotten session from terminals', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    writeDemoHome(home, { endpointUrl: sts.url })
    const page = await host.open({ trusted: true })
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    await goToSource(page)
    await selectReadOnly(page)
    await copyCredentials(page, sts.url)
    await forget(page)
    assert.equal(await inTerminal(page, 'AWS_ACCESS_KEY_ID'), '')
  })

  it('Node host: notices external changes to the files, from the first file on', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    const page = await host.open({ trusted: true })
    // The folder is created only now.
    const { config, credentials } = writeDemoHome(home, { profiles: ['base', 'readonly'] })
    const set = (/** @type {string[]} */ ...args) =>
      execFileSync(process.execPath, [cli, 'set', ...args], { env: { ...process.env, HOME: home } })
    await selectReadOnly(page)
    await command(page, 'Rolehop: Explain the Chain')
    await tab(page, 'readonly').waitFor()
    // A new folder is polled for every few seconds.
    const regions = ['eu-north-1', 'eu-south-1']
    await persistently(async () => {
      regions.reverse()
      set('region', `${regions[0]}`, '--profile', 'readonly')
      await line(page, new RegExp(`region\\s+${regions[0]}`)).waitFor(TRY)
    })
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('role/team/ReadOnly', 'role/team/Other'))
    await line(page, /role\/team\/Other/).waitFor()
    const unknown = statusItem(page).filter({ hasText: /^\s*readonly\s*$/ })
    await unknown.waitFor()
    assert.equal(await inTerminal(page, 'AWS_ACCESS_KEY_ID'), '', 'the credentials of the previous role are removed')
    await command(page, 'View: Keep Editor')
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    writeFileSync(config, text + MISTAKE)
    await page.locator('.squiggly-warning').first().waitFor()
    writeFileSync(config, text)
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' })
    writeFileSync(credentials, '')
    await page.locator('.squiggly-error').first().waitFor()
    set('aws_access_key_id', DEMO_KEY.accessKeyId, '--profile', 'base')
    set('aws_secret_access_key', DEMO_KEY.secretAccessKey, '--profile', 'base')
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' })
    await selectReadOnly(page)
    await focusEditor(page)
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText('duration_seconds = 900')
    await save(page)
    await page.locator('.tabs-container .tab', { hasText: 'readonly' }).click()
    await line(page, /duration\s+900\sseconds/).waitFor()
    await unknown.waitFor()
  })

  it('Node host: reads the files of its settings', async (t) => {
    const { home, host, settings } = await start({ web: false })
    t.after(() => host.close())
    writeDemoHome(home)
    const page = await host.open({ trusted: true })
    await selectReadOnly(page)
    await command(page, 'Rolehop: Explain the Chain')
    await tab(page, 'readonly').waitFor()
    const chosen = join(home, 'chosen')
    const { config } = demoFiles({ profiles: ['base', 'readonly'] })
    writeFileSync(chosen, config.replaceAll('eu-central-1', 'eu-north-1'))
    mkdirSync(join(settings, '..'), { recursive: true })
    writeFileSync(settings, JSON.stringify({ 'rolehop.configFile': chosen }))
    await line(page, /region\s+eu-north-1/).waitFor()
    writeFileSync(chosen, config.replaceAll('eu-central-1', 'eu-south-1'))
    await line(page, /region\s+eu-south-1/).waitFor()
    writeFileSync(settings, JSON.stringify({ 'rolehop.terminals': false }))
    await line(page, /region\s+eu-central-1/).waitFor()
    await selectReadOnly(page)
    assert.equal(await inTerminal(page, 'AWS_ACCESS_KEY_ID'), '')
    await command(page, 'Rolehop: Open Terminal')
    await notification(page, 'the setting rolehop.terminals is off').waitFor()
    await until(async () => (await page.locator('.terminal-wrapper').count()) === 0)
    writeFileSync(settings, '{}')
    await until(async () => (await inTerminal(page, 'AWS_ACCESS_KEY_ID')) !== '')
  })

  it('Node host: lists ten thousand profiles in one chain', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    const account = (/** @type {number} */ n) => 111_122_223_333 + n
    const chain = Array.from({ length: 10_000 }, (_, n) => [
      `[profile p${n}]`,
      `role_arn = arn:aws:iam::${account(n)}:role/R${n}`,
      `source_profile = ${n === 0 ? 'base' : `p${n - 1}`}\n`,
    ])
    writeHome(home, { config: chain.flat().join('\n'), credentials: demoFiles().credentials })
    const page = await host.open({ trusted: true })
    await openTree(page)
    await row(page, /^\s*p0\s*R0/).waitFor()
    await command(page, 'Rolehop: Select Profile')
    await item(page, 'p0')
      .filter({ hasText: `${account(0)} · static → R0` })
      .waitFor()
    await page.keyboard.type(`${account(9999)}`)
    await item(page, 'p9999')
      .filter({ hasText: `${account(9999)} · R9999` })
      .waitFor()
    await page.keyboard.press('Escape')
    await command(page, 'Rolehop: Open Config File')
    await page.locator('.codelens-decoration').first().waitFor()
  })

  it('Node host: opens terminals with the credentials of several profiles, which they keep', async (t) => {
    const { home, host } = await start({ web: false, inherited: { AWS_PROFILE: 'base' } })
    t.after(() => host.close())
    writeDemoHome(home, { endpointUrl: sts.url })
    const page = await host.open({ trusted: true })
    await selectReadOnly(page)
    await command(page, 'Rolehop: Open Terminal')
    await page.locator('.terminal-wrapper.active').waitFor()
    await activeTerminalIs(page, /:assumed-role\/ReadOnly\//)
    assert.equal(await inFocusedTerminal(page, 'AWS_PROFILE'), '', 'no other profile is selected in it')
    await openTree(page)
    const question = page.locator('.quick-input-widget', { hasText: DEMO_MFA.serial })
    await chooseInTree(page, /^\s*hub/, 'Open Terminal', question)
    await answer(page, DEMO_MFA.serial, DEMO_MFA.code)
    await terminals(page).filter({ hasText: 'hub' }).waitFor()
    await activeTerminalIs(page, /:assumed-role\/Hub\//)
    // The middle of the row has buttons.
    await terminals(page)
      .filter({ hasText: 'readonly' })
      .click({ position: { x: 12, y: 8 } })
    await activeTerminalIs(page, /:assumed-role\/ReadOnly\//)
    await chooseInTree(page, /^\s*locked/, 'Open Terminal', notification(page, 'role/Locked'))
    assert.equal(await terminals(page).count(), 2, 'there is no terminal without credentials')
  })

  it('Node host: signs in to a portal with the browser, by a command above a header and after an error', async (t) => {
    const sso = await startSso({ interval: 0 })
    t.after(() => sso.close())
    const inherited = { AWS_ENDPOINT_URL_SSO: sso.url, AWS_ENDPOINT_URL_SSO_OIDC: sso.url }
    const { home, host } = await start({ web: false, inherited })
    t.after(() => host.close())
    writeHome(home, { config: PORTAL, credentials: '' })
    const page = await host.open({ trusted: true })
    const device = 'https://device.sso.eu-central-1.amazonaws.com/**'
    await page.context().route(device, (route) => route.fulfill({ contentType: 'text/html', body: 'the code' }))
    const approve = async () => {
      const [, code = ''] = /user_code=(.+)/.exec((await openedPage(page)).url) ?? []
      await notification(page, `confirm the code ${code} on the page`).waitFor()
      sso.decide(code)
    }
    await command(page, 'Rolehop: Open Config File')
    await tab(page, 'config').waitFor()
    await clickLens(page, 'dev', 'Sign In', openDialog(page))
    await approve()
    await statusItem(page)
      .filter({ hasText: /dev · \d+ (min|h)/ })
      .waitFor()
    rmSync(join(home, '.aws/rolehop'), { recursive: true })
    await command(page, 'Rolehop: Select Profile')
    await choose(page, 'test')
    await notification(page, 'no SSO token found').getByText('Sign In', { exact: true }).click()
    await approve()
    await statusItem(page)
      .filter({ hasText: /test · \d+ (min|h)/ })
      .waitFor()
  })

  // The rest of this sign-in calls AWS: the tests of the command redirect that, in a process of their own.
  it('Node host: opens the page of `aws login`, and stops waiting for it when the user cancels', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    const config = '[profile login]\nlogin_session = arn:aws:iam::111122223333:user/alice\nregion = eu-west-1\n'
    writeHome(home, { config, credentials: '' })
    const page = await host.open({ trusted: true })
    const signIn = 'https://eu-west-1.signin.aws.amazon.com/'
    await page.context().route(`${signIn}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'sign in' }))
    await command(page, 'Rolehop: Sign In')
    await choose(page, 'login')
    const url = new URL((await openedPage(page)).url)
    assert.equal(url.origin + url.pathname, `${signIn}v1/authorize`)
    const back = url.searchParams.get('redirect_uri') ?? ''
    assert.match(back, /^http:\/\/127[.]0[.]0[.]1:/)
    const waiting = notification(page, 'continue on the page')
    await waiting.getByText('Cancel', { exact: true }).click()
    await waiting.waitFor({ state: 'detached' })
    await until(() =>
      fetch(back)
        .then(() => false)
        .catch(() => true),
    )
  })

  it('Node host: does not prompt in an untrusted workspace', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    writeDemoHome(home)
    const before = sts.requests.length
    await beRefused(await host.open({ trusted: false }), ['Open Terminal'])
    assert.equal(sts.requests.length, before)
  })

  it('web host: fixes a config in the secret storage, prompts for a code, shows the role', async (t) => {
    const { host } = await start({ web: true })
    t.after(() => host.close())
    const page = await host.open({ trusted: true })
    await paste(page, sts.url, MISTAKE)
    await applyFix(page)
    await selectHub(page)
    await lookAtHub(page)
    assert.equal(await isOffered(page, 'Rolehop: Open Terminal'), false)
  })

  it('web host: does not prompt in an untrusted workspace', async (t) => {
    const { host } = await start({ web: true })
    t.after(() => host.close())
    const page = await host.open({ trusted: false })
    const before = sts.requests.length
    await paste(page, sts.url)
    await save(page)
    await beRefused(page)
    assert.equal(sts.requests.length, before)
  })
})
