// @ts-check
/** Opening and saving files by the File System Access API in the web console. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { copied, drop, editorText, paste, startStage, typeAtEnd } from './console-page.mjs'

describe('saving files in the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  const files = () => demoFiles({ endpointUrl: stage.sts.url })

  /**
   * Makes files, and lets the next “Open” pick them: Chromium's dialog cannot be operated. The handles are real, of
   * the browser's own file system.
   * @param {import('playwright-core').Page} page
   * @param {Record<string, string>} texts
   */
  const pickFiles = (page, texts) =>
    page.evaluate(async (given) => {
      const folder = await navigator.storage.getDirectory()
      const handles = await Promise.all(
        Object.entries(given).map(async ([name, text]) => {
          const handle = await folder.getFileHandle(name, { create: true })
          const stream = await handle.createWritable()
          await stream.write(text)
          await stream.close()
          return handle
        }),
      )
      Object.assign(globalThis, { showOpenFilePicker: async () => handles })
    }, texts)

  /** The text of such a file. @param {import('playwright-core').Page} page @param {string} name */
  const onDisk = (page, name) =>
    page.evaluate(async (wanted) => {
      const folder = await navigator.storage.getDirectory()
      return (await (await folder.getFileHandle(wanted)).getFile()).text()
    }, name)

  it('opens both files and saves a change into the file that was opened', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await pickFiles(page, { config, credentials })
    await page.getByRole('button', { name: 'Open ~/.aws/config' }).click()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    await typeAtEnd(page, 'config', '# mine')
    // The check after the change has its own announcement.
    await page.getByRole('button', { name: 'Compare ~/.aws/config' }).waitFor()
    await page.getByRole('button', { name: 'Save ~/.aws/config' }).click()
    await page.locator('[role=status]', { hasText: 'config saved' }).waitFor({ state: 'attached' })
    assert.equal(await onDisk(page, 'config'), `${config}# mine`)
    assert.match(await editorText(page, 'config'), /# mine$/)
  })

  it('saves no other text into a file that was opened', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    const open = async () => {
      await pickFiles(page, { config, credentials })
      await page.getByRole('button', { name: 'Open ~/.aws/config' }).click()
      await page.getByRole('button', { name: 'Save ~/.aws/config' }).waitFor()
      await page.locator('.row', { hasText: 'deploy' }).waitFor()
    }
    const other = '[profile other]\nregion = eu-west-1\n'
    const others = {
      'a file that is dropped': () => drop(page, { config: other }),
      'a paste after everything was cleared': async () => {
        await page.getByRole('button', { name: 'Clear everything' }).click()
        await page.locator('.row').first().waitFor({ state: 'detached' })
        await paste(page, 'config', other)
      },
    }
    for (const [what, replace] of Object.entries(others)) {
      await open()
      await replace()
      await page.locator('.row', { hasText: 'other' }).waitFor()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /(Download|Save) ~\/.aws\/config/ }).click(),
      ])
      assert.equal(readFileSync(await download.path(), 'utf8'), other, what)
      assert.equal(await onDisk(page, 'config'), config, what)
    }
  })

  it('does not overwrite what another program has written into the file meanwhile', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await pickFiles(page, { config, credentials })
    const openIt = page.getByRole('button', { name: 'Open ~/.aws/config' })
    await openIt.click()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    const change = async (/** @type {string} */ typed) => {
      await typeAtEnd(page, 'config', typed)
      await page.getByRole('button', { name: 'Compare ~/.aws/config' }).waitFor()
      await page.getByRole('button', { name: 'Save ~/.aws/config' }).click()
    }
    /** A saved file has no changes; the announcement of a save before may still be there. */
    const saved = () => page.getByRole('button', { name: 'Compare ~/.aws/config' }).waitFor({ state: 'detached' })
    const asks = page.locator('.notice', { hasText: 'was changed by another program' })
    await change('# one')
    await saved()
    assert.equal(await onDisk(page, 'config'), `${config}# one`, 'its own changes do not count')

    const others = `${config}[profile others]\nregion = eu-west-1\n`
    await pickFiles(page, { config: others })
    await change('# two')
    await asks.waitFor()
    assert.equal(await onDisk(page, 'config'), others)
    await asks.getByRole('button', { name: 'Replace it' }).click()
    await asks.waitFor({ state: 'detached' })
    await saved()
    assert.equal(await onDisk(page, 'config'), `${config}# one# two`)

    await pickFiles(page, { config: others })
    await change('# three')
    await asks.getByRole('button', { name: 'Open it again' }).click()
    await page.locator('.row', { hasText: 'others' }).waitFor()
    assert.equal(await asks.count(), 0)
    assert.equal(await copied(page, 'config'), others)

    await page.evaluate(() => {
      const gone = () => Promise.reject(new DOMException('it is gone', 'NotFoundError'))
      Object.assign(globalThis, { showOpenFilePicker: async () => [{ name: 'config', getFile: gone }] })
    })
    await openIt.click()
    await page.getByText('config was not opened: NotFoundError: it is gone').waitFor()
  })

  it('counts a paste over a file that was opened as a change of it', async () => {
    const { page } = await stage.open()
    await pickFiles(page, files())
    await page.getByRole('button', { name: 'Open ~/.aws/config' }).click()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    await paste(page, 'config', '[profile other]\nregion = eu-west-1\n')
    await page.getByRole('button', { name: 'Compare ~/.aws/config' }).click()
    await page.locator('.text-dialog .line-old', { hasText: '[profile deploy]' }).waitFor()
  })

  it('saves a file into the one that it was opened from, also after both were swapped', async () => {
    const { page } = await stage.open()
    const { credentials } = files()
    await pickFiles(page, { credentials })
    await page.getByRole('button', { name: 'Open ~/.aws/config' }).click()
    await page.getByRole('button', { name: 'Swap them' }).click()
    await page.getByText('These two files look swapped.').waitFor({ state: 'detached' })
    await typeAtEnd(page, 'credentials', '# mine')
    await page.getByRole('button', { name: 'Save ~/.aws/credentials' }).click()
    await page.locator('[role=status]', { hasText: 'credentials saved' }).waitFor({ state: 'attached' })
    assert.equal(await onDisk(page, 'credentials'), `${credentials}# mine`)
  })

  it('says that a file could not be saved, and keeps its changes', async () => {
    const { page } = await stage.open()
    await page.evaluate((text) => {
      const handle = {
        getFile: async () => new File([text], 'config'),
        createWritable: async () => {
          throw new DOMException('no permission', 'NotAllowedError')
        },
      }
      Object.assign(globalThis, { showOpenFilePicker: async () => [handle] })
    }, files().config)
    await page.getByRole('button', { name: 'Open ~/.aws/config' }).click()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    await typeAtEnd(page, 'config', '# mine')
    await page.getByRole('button', { name: 'Save ~/.aws/config' }).click()
    await page.getByText('~/.aws/config was not saved: NotAllowedError: no permission').waitFor()
    await page.getByRole('button', { name: 'Compare ~/.aws/config' }).waitFor()
  })
})
