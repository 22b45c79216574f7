// @ts-check
/** The extension in the web extension host of VS Code 1.91, the oldest that it says it runs in. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { skip } from './install.mjs'
import { beRefused, lookAtHub, MISTAKE, mend, paste, selectHub } from './journeys.mjs'
import { startWebHost } from './web-host.mjs'
import { accept, command, save, tab, write } from './workbench.mjs'

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
    await paste(page, host.sts.url, MISTAKE)
    await mend(page)
    await selectHub(page)
    await lookAtHub(page)
    const actions = host.sts.requests.map(({ action }) => action)
    assert.deepEqual(actions, ['AssumeRole', 'GetCallerIdentity'])
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
    await paste(page, host.sts.url)
    await save(page)
    await beRefused(page)
    assert.equal(host.sts.requests.length, before)
  })
})
