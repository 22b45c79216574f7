// @ts-check
/** The packed extension in both extension hosts of a whole VS Code: `npm run test:vscode`. */
import assert from 'node:assert/strict'
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
import { buildExtension } from '../../../examples/vscode-extension/build.mjs'
import { writeDemoHome } from '../../../tools/sts/demo.mjs'
import { startSts } from '../../../tools/sts/server.mjs'
import { launch } from '../../browser/browser.mjs'
import { skip } from '../install.mjs'
import { beRefused, lookAtHub, MISTAKE, mend, paste, selectHub } from '../journeys.mjs'
import { command, focusEditor, save, tab } from '../workbench.mjs'
import { pack, startServerHost } from './server-host.mjs'

describe('the packed extension', { skip: skip('server') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-vscode-'))
  const vsix = join(folder, 'rolehop-profiles.vsix')
  const workspace = join(folder, 'workspace')
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {import('../../../tools/sts/server.mjs').Sts} */
  let sts
  before(async () => {
    mkdirSync(join(workspace, '.vscode'), { recursive: true })
    // What a repository may try: to choose the file that a program is named in.
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
  async function start(/** @type {{ web: boolean }} */ { web }) {
    const data = mkdtempSync(join(folder, 'data-'))
    const home = mkdtempSync(join(folder, 'home-'))
    const env = { AWS_ENDPOINT_URL_STS: sts.url }
    const host = await startServerHost({ data, home, workspace, vsix, web, env, browser })
    return { home, host }
  }

  it('Node host: mends the config on disk, shares its session, hands it to terminals', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    const { config } = writeDemoHome(home)
    appendFileSync(config, MISTAKE)
    const page = await host.open({ trusted: true })
    await command(page, 'AWS: Open Config File')
    await tab(page, 'config').waitFor()
    await focusEditor(page)
    await page.keyboard.press('Control+End')
    await mend(page)
    // Where files save themselves after a while, a tab does not say when they have.
    while (!/\n\[profile extra\]\nregion = eu-west-1$/.test(readFileSync(config, 'utf8')))
      await page.waitForTimeout(100)
    await selectHub(page)
    await lookAtHub(page)
    assert.equal(readdirSync(join(home, '.aws/rolehop/cache')).length, 1, 'the session is where the CLI finds it')
    await command(page, 'Terminal: Create New Terminal')
    await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus()
    const told = join(home, 'told')
    await page.keyboard.type(`printenv AWS_ACCESS_KEY_ID > ${told}.part && mv ${told}.part ${told}\n`)
    while (!existsSync(told)) await page.waitForTimeout(100)
    assert.match(readFileSync(told, 'utf8'), /^ASIA/)
    assert.equal(existsSync(join(folder, 'ran')), false, "the workspace's settings chose nothing")
  })

  it('Node host: asks nobody for an untrusted workspace', async (t) => {
    const { home, host } = await start({ web: false })
    t.after(() => host.close())
    writeDemoHome(home)
    const before = sts.requests.length
    await beRefused(await host.open({ trusted: false }))
    assert.equal(sts.requests.length, before)
  })

  it('web host: mends a config that is kept as a secret, asks for a code, shows the role', async (t) => {
    const { host } = await start({ web: true })
    t.after(() => host.close())
    const page = await host.open({ trusted: true })
    await paste(page, sts.url, MISTAKE)
    await mend(page)
    await selectHub(page)
    await lookAtHub(page)
  })

  it('web host: asks nobody for an untrusted workspace', async (t) => {
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
