// @ts-check
/** The extension in the web extension host of VS Code 1.91, the oldest that it says it runs in. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './install.mjs'
import { startWebHost } from './web-host.mjs'
import {
  accept,
  answer,
  choose,
  command,
  notification,
  picture,
  quickFix,
  save,
  shown,
  statusItem,
  tab,
  write,
} from './workbench.mjs'

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

  it('mends a config, asks for a code, and shows the role', async () => {
    const { page, asked } = await host.open()
    const { config, credentials } = demoFiles({ endpointUrl: host.sts.url, profiles: ['base', 'hub', 'deploy'] })
    await command(page, 'AWS: Open Credentials File')
    await tab(page, 'credentials').waitFor()
    await write(page, credentials)
    await save(page)

    await command(page, 'AWS: Open Config File')
    await tab(page, 'config').waitFor()
    await write(page, `${config}\n[profile extra]\nregoin = eu-west-1`)
    await page.locator('.squiggly-warning').first().waitFor()
    await quickFix(page, 'region')
    await page.locator('.view-line', { hasText: /region\s=\seu-west-1/ }).waitFor()
    await save(page)

    await command(page, 'AWS: Select Profile')
    await choose(page, 'hub')
    await answer(page, DEMO_MFA.serial, DEMO_MFA.code)
    await statusItem(page)
      .filter({ hasText: /hub · Hub · \d+ min/ })
      .waitFor()

    await command(page, 'AWS: Who Am I')
    await notification(page, 'arn:aws:sts::111122223333:assumed-role/Hub/').waitFor()

    await command(page, 'AWS: Explain the Chain')
    await tab(page, 'hub').waitFor()
    await page.locator('.view-line', { hasText: 'static' }).first().waitFor()
    await picture(page, 'chain')
    assert.match(await shown(page), /arn:aws:iam::111122223333:role\/Hub/)
    assert.deepEqual(
      host.sts.requests.map(({ action }) => action),
      ['AssumeRole', 'GetCallerIdentity'],
    )
    assert.deepEqual([...asked], [], 'nothing outside of this machine was asked')
  })

  it('completes, and explains what is under the pointer', async () => {
    const { page } = await host.open()
    await command(page, 'AWS: Open Config File')
    await tab(page, 'config').waitFor()
    await write(page, '[profile base]\nregion = eu-central-1\n[profile next]\n')
    await page.keyboard.type('source_p')
    await accept(page, 'source_profile')
    await accept(page, 'base')
    await page.locator('.view-line', { hasText: /source_profile\s=\sbase/ }).waitFor()
    await page.locator('.view-line span', { hasText: 'source_profile' }).last().hover()
    await page.locator('.monaco-hover', { hasText: 'the profile whose credentials assume the role' }).waitFor()
  })

  it('asks nobody for an untrusted workspace', async () => {
    const { page } = await host.open({ restricted: true })
    const before = host.sts.requests.length
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
    const { config, credentials } = demoFiles({ endpointUrl: host.sts.url, profiles: ['base', 'readonly'] })
    for (const [file, text] of /** @type {const} */ ([
      ['Credentials', credentials],
      ['Config', config],
    ])) {
      await command(page, `AWS: Open ${file} File`)
      await tab(page, file.toLowerCase()).waitFor()
      await write(page, text)
      await save(page)
    }
    for (const title of ['Select Profile', 'Who Am I', 'Copy Credentials As', 'Open Console']) {
      await command(page, `AWS: ${title}`)
      const refusal = notification(page, 'this workspace is not trusted')
      await refusal.waitFor()
      await refusal.hover()
      await refusal.locator('.codicon-notifications-clear').click()
      await refusal.waitFor({ state: 'detached' })
    }
    assert.equal(host.sts.requests.length, before)
  })
})
