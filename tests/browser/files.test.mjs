// @ts-check
/** Files in the web console: keys in every form, both files at once, and the way back to the disk. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DEMO_KEY, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { closeDialog, copied, drop, paste, pasteBoth, startStage } from './console-page.mjs'
import { everywhere } from './everywhere.mjs'

const ID = 'ASIAEXAMPLEEXAMPLE11'
const LONG_TERM = 'AKIAEXAMPLEEXAMPLE11'
const SECRET = 'Ab1/canary+Ab1/canary+Ab1/canary+Ab1/can'
const TOKEN = 'canary-token'

/** Every form of keys that users have, with what the page calls it. */
const SHAPES = {
  'shell variables': `export AWS_ACCESS_KEY_ID="${ID}"\nexport AWS_SECRET_ACCESS_KEY="${SECRET}"\nexport AWS_SESSION_TOKEN="${TOKEN}"\n`,
  'PowerShell variables': `$Env:AWS_ACCESS_KEY_ID="${ID}"\r\n$Env:AWS_SECRET_ACCESS_KEY = '${SECRET}'\r\n$Env:AWS_SESSION_TOKEN="${TOKEN}"`,
  'Windows variables': `SET AWS_ACCESS_KEY_ID=${ID}\r\nset "AWS_REGION=eu-central-1"\r\nSET AWS_SECRET_ACCESS_KEY=${SECRET}\r\nSET AWS_SESSION_TOKEN=${TOKEN}`,
  'fish variables': `set -gx AWS_ACCESS_KEY_ID ${ID}\nset -gx AWS_SECRET_ACCESS_KEY ${SECRET}\nset -gx AWS_SESSION_TOKEN ${TOKEN}`,
  'environment variables': `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${SECRET}\nAWS_SESSION_TOKEN=${TOKEN}\n`,
  'a response of STS': JSON.stringify({
    Credentials: { AccessKeyId: ID, SecretAccessKey: SECRET, SessionToken: TOKEN, Expiration: '2030-01-01T00:00:00Z' },
  }),
  'credentials of the access portal': JSON.stringify({
    roleCredentials: { accessKeyId: ID, secretAccessKey: SECRET, sessionToken: TOKEN, expiration: 1 },
  }),
  'JSON of a credential process': JSON.stringify({
    Version: 1,
    AccessKeyId: ID,
    SecretAccessKey: SECRET,
    SessionToken: TOKEN,
  }),
  'a CSV file of access keys': `\uFEFFAccess key ID,Secret access key\r\n${LONG_TERM},${SECRET}\r\n`,
}

/** Other ways to write them, by what the page calls them. */
const VARIANTS = /** @type {const} */ ([
  ['shell variables', `export AWS_ACCESS_KEY_ID=${ID} AWS_SECRET_ACCESS_KEY=${SECRET} AWS_SESSION_TOKEN=${TOKEN}`],
  ['shell variables', `$ export AWS_ACCESS_KEY_ID=${ID}; export AWS_SECRET_ACCESS_KEY='${SECRET}'`],
  ['shell variables', `declare -x AWS_ACCESS_KEY_ID="${ID}"\ndeclare -x AWS_SECRET_ACCESS_KEY="${SECRET}"`],
  ['shell variables', `export AWS_ACCESS_KEY_ID=${ID}\nexport AWS_SECRET_ACCESS_KEY=${SECRET}\nexport OTHER="a b"\n`],
  [
    'environment variables',
    `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${SECRET}\nexport AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`,
  ],
  ['PowerShell variables', `$env:AWS_ACCESS_KEY_ID='${ID}'; $env:AWS_SECRET_ACCESS_KEY='${SECRET}'`],
  ['fish variables', `set -Ux AWS_ACCESS_KEY_ID ${ID}; set --export AWS_SECRET_ACCESS_KEY ${SECRET}`],
  ['Windows variables', `set AWS_ACCESS_KEY_ID=${ID}& set AWS_SECRET_ACCESS_KEY=${SECRET}`],
  ['Windows variables', `setx AWS_ACCESS_KEY_ID "${ID}"\r\nsetx AWS_SECRET_ACCESS_KEY "${SECRET}"`],
  ['a CSV file of access keys', `"User name","Access key ID","Secret access key"\n"a","${ID}","${SECRET}"\n`],
  ['JSON of a credential process', JSON.stringify({ AccessKeyId: ID, SecretAccessKey: SECRET, Token: TOKEN })],
])

describe('files in the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  const files = () => demoFiles({ endpointUrl: stage.sts.url })

  for (const [what, text] of Object.entries(SHAPES)) {
    it(`recognizes, masks and offers as a profile: ${what}`, async () => {
      const { page, said } = await stage.open()
      await paste(page, 'config', text)
      const id = text.includes(ID) ? ID : LONG_TERM
      await page.locator('.offer', { hasText: `Keys from ${what}: ${id.slice(0, 4)}••••LE11` }).waitFor()
      for (const [place, found] of Object.entries(await page.evaluate(everywhere)))
        assert.ok(!found.includes('canary'), `${place} contains a secret`)
      await page.getByRole('button', { name: 'Make this [default]' }).click()
      await page.locator('.row', { hasText: 'default' }).waitFor()
      await page.getByText('No errors in these files.').waitFor()
      const token = id === LONG_TERM ? '' : `aws_session_token = ${TOKEN}\n`
      assert.equal(
        await copied(page, 'credentials'),
        `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${SECRET}\n${token}`,
      )
      assert.deepEqual(said, [])
    })
  }

  it('recognizes the same keys in other notations', async () => {
    const { page } = await stage.open()
    for (const [what, text] of VARIANTS) {
      await paste(page, 'credentials', text)
      const offer = page.locator('.offer', { hasText: `Keys from ${what}: ASIA••••LE11` })
      await offer.waitFor()
      const hasToken = ((await offer.textContent()) ?? '').includes('with a session token')
      assert.equal(hasToken, text.includes(TOKEN), text)
      assert.ok(!(await page.evaluate(everywhere)).elements.includes('canary'))
      await offer.getByRole('button', { name: 'Discard' }).click()
      await offer.waitFor({ state: 'detached' })
    }
    // Names without values set nothing, and an assignment of something else is not a key.
    for (const text of ['export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY', `aws_access_key_id ${ID}`]) {
      await paste(page, 'config', text)
      await page.locator('.problems .finding').first().waitFor()
      assert.equal(await page.locator('.offer').count(), 0, text)
    }
  })

  it('sorts two files that are dropped anywhere by their content, not their order', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await drop(page, { a: credentials, b: config })
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    assert.equal(await copied(page, 'config'), config)
    assert.equal(await copied(page, 'credentials'), credentials)
  })

  it('takes files that are dropped on an editor, which would insert their text', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await paste(page, 'config', '[profile before]\n')
    await drop(page, { config, credentials }, '.editor-credentials .cm-content')
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    assert.equal(await copied(page, 'config'), config)
    assert.equal(await copied(page, 'credentials'), credentials)
  })

  it('opens both files of a folder that is dropped, and names a file that is not text', async () => {
    const { page, said } = await stage.open()
    const folder = mkdtempSync(join(tmpdir(), 'rolehop-dropped-'))
    // The browser's own drop: a page cannot make a folder.
    const devtools = await page.context().newCDPSession(page)
    const dropPath = async (/** @type {string} */ path) => {
      const data = { items: [], files: [path], dragOperationsMask: 1 }
      for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop']))
        await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data })
    }
    try {
      await dropPath(folder)
      await page.getByText('This folder contains no file named config or credentials.').waitFor()
      writeFileSync(join(folder, 'config'), Buffer.from('\ufeff[default]\n', 'utf16le'))
      await dropPath(folder)
      await page.getByText('config was not opened: it is not UTF-8').waitFor()
      const { config, credentials } = files()
      writeFileSync(join(folder, 'config'), config)
      writeFileSync(join(folder, 'credentials'), credentials)
      await dropPath(folder)
      await page.locator('.row', { hasText: 'deploy' }).waitFor()
      assert.equal(await copied(page, 'credentials'), credentials)
      assert.deepEqual(said, [])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keeps the line breaks of a file that was opened', async () => {
    const { page } = await stage.open()
    const text = '[default]\r\nregio = eu-central-1\r\n'
    await drop(page, { config: text })
    await page.locator('.problems').getByRole('button', { name: 'change it to' }).click()
    await page.getByRole('button', { name: 'Compare ~/.aws/config' }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download ~/.aws/config' }).click(),
    ])
    assert.equal(readFileSync(await download.path(), 'utf8'), text.replace('regio ', 'region '))
  })

  it('suggests to swap files that are in each other’s place', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await pasteBoth(page, { config: credentials, credentials: config })
    await page.getByText('These two files look swapped.').waitFor()
    await page.getByRole('button', { name: 'Swap them' }).click()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    await page.getByText('These two files look swapped.').waitFor({ state: 'detached' })
    assert.equal(await copied(page, 'config'), config)
  })

  it('shows the suggestion to swap beside another notice, until the user dismisses it', async () => {
    const { page } = await stage.open()
    const { config, credentials } = files()
    await pasteBoth(page, { config: `${config}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`, credentials })
    await page.getByLabel('Remember the config').click()
    await page.getByText('so it is not remembered').waitFor()
    await pasteBoth(page, { config: credentials, credentials: config })
    const suggestion = page.locator('.notice', { hasText: 'These two files look swapped.' })
    await suggestion.waitFor()
    assert.ok(await page.getByText('so it is not remembered').isVisible())
    await suggestion.getByRole('button', { name: 'Dismiss' }).click()
    await paste(page, 'credentials', `${config}\n[profile another]\nregio = eu-central-1\n`)
    await page.locator('.problems', { hasText: 'regio' }).waitFor()
    assert.equal(await suggestion.count(), 0)
  })

  it('downloads and compares the changed file, with its real text in the file and masked on the page', async () => {
    const { page } = await stage.open()
    const { config } = files()
    const credentials = `[base]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_acces_key = ${DEMO_KEY.secretAccessKey}\n`
    await pasteBoth(page, { config, credentials })
    assert.equal(await page.getByRole('button', { name: 'Compare' }).count(), 0)
    await page.locator('.problems').getByRole('button', { name: 'change it to' }).click()
    await page.getByRole('button', { name: 'Compare ~/.aws/credentials' }).click()
    const dialog = page.locator('.text-dialog')
    await dialog.locator('.line-old', { hasText: '- aws_secret_acces_key = ••••' }).waitFor()
    await dialog.locator('.line-new', { hasText: '+ aws_secret_access_key = ••••' }).waitFor()
    assert.ok(!(await page.evaluate(everywhere)).elements.includes(DEMO_KEY.secretAccessKey))
    await closeDialog(page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /(Download|Save) ~\/.aws\/credentials/ }).click(),
    ])
    assert.equal(download.suggestedFilename(), 'credentials')
    assert.equal(
      readFileSync(await download.path(), 'utf8'),
      credentials.replace('aws_secret_acces_key', 'aws_secret_access_key'),
    )
    await page.getByRole('button', { name: 'Compare ~/.aws/credentials' }).waitFor({ state: 'detached' })
  })

  it('shows on the button that a file or an export was copied, and says it if it was not', async () => {
    const { page } = await stage.open()
    await page.clock.install()
    await pasteBoth(page, files())
    // Not before the check of both texts: its timer would wait for this clock too.
    await page.getByText('No errors in these files.').waitFor()
    await page.locator('.chain h2', { hasText: 'deploy' }).waitFor()
    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    const button = page.getByRole('button', { name: 'Copy ~/.aws/config' })
    const confirmed = page.locator('button.confirmed[aria-label="Copy ~/.aws/config"]')
    assert.equal(await confirmed.count(), 0)
    await button.click()
    await confirmed.waitFor()
    await page.clock.runFor('00:03')
    await confirmed.waitFor({ state: 'detached' })

    await page.evaluate(() => {
      const denied = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
      Object.assign(navigator.clipboard, { write: denied, writeText: denied })
    })
    await button.click()
    await page.getByText('The clipboard is not available: download ~/.aws/config instead.').waitFor()
    assert.equal(await confirmed.count(), 0)
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.locator('.text-dialog')
    await page.clock.runFor('00:01')
    await dialog.getByRole('button', { name: 'Copy' }).click()
    await dialog.getByRole('alert').waitFor()
    assert.equal(await dialog.getByRole('button', { name: 'Copied' }).count(), 0)
  })
})
