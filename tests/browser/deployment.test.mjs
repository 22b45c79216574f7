// @ts-check
/** Everything that a team configures and shares: settings, links, memory, sessions, the policy and the sign-in by the relay. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { buildConsole } from '../../examples/web-console/build.mjs'
import { headersFor, policy } from '../../examples/web-console/policy.mjs'
import { startSso } from '../../tools/sso/server.mjs'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { choose, getCredentials, paste, pasteBoth, startStage } from './console-page.mjs'
import { everywhere } from './everywhere.mjs'
import { teamConfig } from './team-config.mjs'

describe('a deployment of the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  const files = () => demoFiles({ endpointUrl: stage.sts.url })
  /** An external ID counts as a secret: in some accounts it is one. */
  const shared = () => files().config.replace(/^external_id.*\n/m, '')

  it('starts with the config that all users share, and refuses one with a secret', async () => {
    const team = await stage.open({ settings: { config: teamConfig(12) } })
    await team.page.locator('.profiles .pill', { hasText: '12' }).waitFor()
    const secret = `[default]\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`
    const { page } = await stage.open({ settings: { config: secret } })
    await page.getByText('The shared config contains what looks like a secret in line 2').waitFor()
    assert.equal(await page.locator('.row').count(), 0)
  })

  it('opens the profile of a link, and makes links without anything else', async () => {
    const { page, url } = await stage.open({ settings: { config: shared() } })
    await choose(page, 'readonly')
    await page.getByRole('button', { name: 'copy a link to this profile' }).click()
    await page.getByText('Link copied').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    assert.equal(link, `${url}#profile=readonly&view=chain`)
    assert.equal(page.url(), url, 'the address does not change')
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
    })
    await page.getByRole('button', { name: 'copy a link to this profile' }).click()
    await page.getByText(`The clipboard is not available. The link is ${link}`).waitFor()
    await page.goto('about:blank')
    await page.goto(link)
    await page.locator('.chain h2', { hasText: 'readonly' }).waitFor()
  })

  it('makes no link to a profile whose name looks like a secret', async () => {
    const { page } = await stage.open()
    await paste(page, 'config', `[profile AKIAIOSFODNN7EXAMPLE]\nregion = eu-west-1\n`)
    await page.locator('#chain-title').waitFor()
    await page.evaluate(() => navigator.clipboard.writeText('before'))
    await page.getByRole('button', { name: 'copy a link to this profile' }).click()
    await page.getByText('looks like a secret, so there is no link to it').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'before')
  })

  it('says that the profile of a link is not in the files, without a word of the link', async () => {
    const { page, url } = await stage.open()
    const notice = page.locator('.notice', { hasText: 'The profile of this link is not in these files.' })
    await page.goto('about:blank')
    await page.goto(`${url}#profile=call+this+number`)
    await paste(page, 'config', shared())
    await notice.waitFor()
    await page.locator('#chain-title').waitFor()
    assert.ok(!(await page.locator('body').textContent())?.includes('this number'))
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await page.goto(`${url}#profile=locked`)
    await page.locator('.chain h2', { hasText: 'locked' }).waitFor()
    assert.equal(await notice.count(), 0)
    await page.goto(`${url}#profile=call+this+number`)
    await notice.waitFor()
  })

  it('remembers the config only if the user wants it, and never a secret', async () => {
    const { page } = await stage.open()
    await pasteBoth(page, { config: shared(), credentials: files().credentials })
    assert.equal(await page.evaluate(() => localStorage.length), 0)
    await page.getByLabel('Remember the config').check()
    await page.waitForFunction(() => localStorage.length === 1)
    const { storage } = await page.evaluate(everywhere)
    assert.ok(storage.includes('role_arn') && !storage.includes(DEMO_KEY.secretAccessKey))
    await page.reload()
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    assert.ok(await page.getByLabel('Remember the config').isChecked())
    await page.getByLabel('Remember the config').uncheck()
    await page.waitForFunction(() => localStorage.length === 0)
    await paste(page, 'config', `[default]\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`)
    await page.getByLabel('Remember the config').click()
    await page.getByText('so it is not remembered').waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0)
  })

  it('follows the changes of a remembered config, until one adds a secret', async () => {
    const { page, url } = await stage.open()
    const stores = (/** @type {string} */ part) =>
      page.waitForFunction((text) => Object.values(localStorage).join('').includes(text), part)
    await pasteBoth(page, { config: shared(), credentials: files().credentials })
    await page.getByLabel('Remember the config').check()
    await stores('[profile deploy]')
    await paste(page, 'config', `${shared()}\n[profile later]\nregion = eu-west-1\n`)
    await stores('[profile later]')
    const next = await page.context().newPage()
    await next.goto(url)
    await next.locator('.row', { hasText: 'later' }).waitFor()
    await next.close()
    await page.getByRole('button', { name: 'Clear everything' }).click()
    await page.waitForFunction(() => localStorage.length === 0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await stores('[profile later]')
    await paste(page, 'config', `[default]\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`)
    await page.getByText('so it is not remembered').waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0)
    assert.equal(await page.getByLabel('Remember the config').isChecked(), false)
    await paste(page, 'config', shared())
    await page.locator('.row', { hasText: 'deploy' }).waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0, 'it stays off')
  })

  it('stops remembering when another tab does', async () => {
    const { page, url } = await stage.open({ settings: { example: { ...files(), note: 'an example' } } })
    await page.getByLabel('Remember the config').click()
    await page.getByText('so it is not remembered').waitFor()
    await paste(page, 'config', shared())
    await page.getByLabel('Remember the config').check()
    await page.waitForFunction(() => localStorage.length === 1)
    const other = await page.context().newPage()
    await other.goto(url)
    await other.locator('.row', { hasText: 'deploy' }).waitFor()
    await other.getByLabel('Remember the config').uncheck()
    await page.waitForFunction(() => !document.querySelector('#remember')?.matches(':checked'))
    await paste(page, 'config', `${shared()}\n[profile later]\nregion = eu-west-1\n`)
    await page.locator('.row', { hasText: 'later' }).waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0)
  })

  it('remembers the config on a phone too', async () => {
    const { page } = await stage.open({ viewport: { width: 390, height: 844 } })
    await pasteBoth(page, { config: shared(), credentials: files().credentials })
    await page.getByLabel('Remember the config').check()
    await page.waitForFunction(() => localStorage.length === 1)
    await page.reload()
    await page.getByRole('button', { name: 'Profiles 5' }).waitFor()
  })

  it('keeps the sessions of several profiles side by side', async () => {
    const { page } = await stage.open()
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    await getCredentials(page)
    await choose(page, 'hub')
    await getCredentials(page, DEMO_MFA.code)
    await page.locator('.chain-head', { hasText: 'left' }).waitFor()
    await choose(page, 'base')
    const strip = page.getByRole('navigation', { name: 'sessions' })
    assert.equal(await strip.getByRole('button').count(), 2)
    await strip.getByRole('button', { name: /readonly/ }).click()
    await page.locator('.result').waitFor()
    await page.getByRole('button', { name: 'Who is this?' }).click()
    await page.getByText(/assumed-role\/ReadOnly\//).waitFor()
    await page.locator('.result').getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Get credentials' }).waitFor()
    assert.equal(await strip.getByRole('button').count(), 1)
  })

  it('exports the roles for AWS Extend Switch Roles', async () => {
    const { page } = await stage.open()
    await pasteBoth(page, files())
    await page.locator('.profiles').getByRole('button', { name: 'Export' }).click()
    await page.clock.install()
    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    await page.locator('.text-dialog').getByRole('button', { name: 'Copy' }).click()
    await page.locator('.text-dialog').getByRole('button', { name: 'Copied' }).waitFor()
    const sections = (await page.evaluate(() => navigator.clipboard.readText())).split('\n\n')
    assert.equal(
      sections[0],
      '[hub]\nrole_arn = arn:aws:iam::111122223333:role/Hub\ncolor = 4f46e5\nregion = eu-central-1',
    )
    assert.equal(sections.length, 4)
  })

  it('signs in to IAM Identity Center with a device code, where the relay allows it', async () => {
    const sso = await startSso()
    try {
      const { page, said } = await stage.open({
        settings: { relay: '/relay', identityCenter: true },
        send: sso.fetch,
      })
      const profile = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\nregion = eu-central-1'
      const session = `sso_start_url = ${sso.startUrl}\nsso_region = eu-central-1\nsso_registration_scopes = sso:account:access`
      await paste(page, 'config', `[profile dev]\n${profile}\n[sso-session corp]\n${session}\n`)
      await choose(page, 'dev')
      assert.equal(await page.locator('.unavailable').count(), 0)
      await page.getByRole('button', { name: 'Get credentials' }).click()
      const code = await page.locator('.user-code').textContent()
      const link = page.getByRole('link', { name: 'Open the sign-in page' })
      assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/device\.sso\..*user_code=/)
      sso.decide(code ?? '')
      await page.locator('.result').waitFor()
      await page.locator('.requests summary').click()
      const text = (await page.locator('.requests').textContent()) ?? ''
      assert.ok(text.includes('/client/register') && text.includes('/federation/credentials'))
      const places = await page.evaluate(everywhere)
      for (const [place, found] of Object.entries(places))
        assert.doesNotMatch(found, /access\/[0-9a-f]{8}-|refresh\/[0-9a-f]{8}-/, place)
      assert.deepEqual(
        said.filter((line) => !line.includes('status of 400')),
        [],
        'a poll before the confirmation is answered with 400',
      )
    } finally {
      await sso.close()
    }
  })

  it('signs in once for all profiles of a session, again after a refusal, and not after “Cancel”', async () => {
    const sso = await startSso()
    try {
      const { page } = await stage.open({ settings: { relay: '/relay', identityCenter: true }, send: sso.fetch })
      const role = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\nregion = eu-central-1'
      const session = `sso_start_url = ${sso.startUrl}\nsso_region = eu-central-1\nsso_registration_scopes = sso:account:access`
      await paste(page, 'config', `[profile one]\n${role}\n[profile two]\n${role}\n[sso-session corp]\n${session}\n`)
      const code = page.locator('.user-code')
      const begin = async () => {
        await page.locator('.start').click()
        await code.waitFor()
        return (await code.textContent()) ?? ''
      }
      await choose(page, 'one')
      await begin()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.waitForFunction(() => document.activeElement?.matches('.start'))
      assert.equal(await code.count(), 0)
      sso.decide(await begin(), 'denied')
      await page.locator('.failed', { hasText: 'denied' }).waitFor()
      sso.decide(await begin())
      await page.locator('.result').waitFor()
      await choose(page, 'two')
      await page.locator('.start').click()
      await page.locator('.result, .user-code').first().waitFor()
      assert.equal(await code.count(), 0, 'the session is signed in')
    } finally {
      await sso.close()
    }
  })
})

describe('the files of a deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-deployed-'))
  after(() => rmSync(folder, { recursive: true }))

  it('may call the hosts of STS by name, and no other host of AWS', () => {
    const [, sources = ''] = /connect-src ([^;]+)/.exec(policy({ connect: ['https://relay.example'] })) ?? []
    assert.ok(!sources.includes('*'))
    const others = sources.split(' ').filter((each) => !/^https:\/\/sts(-fips)?\.[a-z0-9.-]+$/.test(each))
    assert.deepEqual(others, ["'self'", 'https://relay.example'])
    for (const host of ['sts.amazonaws.com', 'sts.eu-central-1.amazonaws.com', 'sts.cn-north-1.amazonaws.com.cn'])
      assert.ok(sources.includes(`https://${host}`), host)
    assert.match(
      policy({ regions: ['eu-west-1'] }),
      /connect-src 'self' https:\/\/sts\.amazonaws\.com https:\/\/sts\.eu-west-1\.amazonaws\.com;/,
    )
    assert.throws(() => policy({ regions: ['eu-nowhere-1'] }), /unknown region: eu-nowhere-1/)
  })

  it('are kept by browsers if their names contain a hash, and checked otherwise', async () => {
    const out = await buildConsole({ out: join(folder, 'site') })
    const rules = readFileSync(join(out, '_headers'), 'utf8')
    const html = readFileSync(join(out, 'index.html'), 'utf8')
    const assets = [...html.matchAll(/"(assets\/[\w.-]+)"/g)].map(([, name = '']) => name)
    assert.equal(assets.length, 3)
    for (const name of assets) {
      assert.match(name, /-[A-Z0-9]{8}\.(js|css)$/)
      assert.match(headersFor(rules, `/${name}`)['Cache-Control'] ?? '', /immutable/)
    }
    for (const path of ['/', '/index.html', '/settings.json'])
      assert.equal(headersFor(rules, path)['Cache-Control'], 'no-cache', path)
    // Cloudflare Pages ignores longer lines.
    assert.ok(rules.split('\n').every((line) => line.length <= 2000))
    assert.match(headersFor(rules, `/${assets[0]}`)['Content-Security-Policy'] ?? '', /default-src 'none'/)
  })

  it('contain a shared config only if it has no secret', () => {
    const path = join(folder, 'team.ini')
    const script = new URL('../../examples/web-console/build.mjs', import.meta.url).pathname
    const build = () => spawnSync(process.execPath, [script, '--config', path], { encoding: 'utf8' })
    writeFileSync(path, `[default]\nregion = eu-central-1\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`)
    const { status, stderr } = build()
    assert.equal(status, 1)
    assert.match(stderr, /team\.ini:3: the config contains what looks like a secret/)
    assert.ok(!stderr.includes(DEMO_KEY.secretAccessKey))
  })

  it('include a relay that says where it listens and answers a health check', async () => {
    const script = new URL('../../examples/web-console/relay.mjs', import.meta.url).pathname
    assert.throws(() => execFileSync(process.execPath, [script], { stdio: 'pipe' }), /usage: node relay\.mjs/)
    const { spawn } = await import('node:child_process')
    const child = spawn(process.execPath, [script, '--origin', 'https://console.example', '--port', '0'])
    try {
      const [line] = await new Promise((resolve) =>
        child.stdout.once('data', (text) => resolve(String(text).split('\n'))),
      )
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line ?? '') ?? []
      assert.match(line ?? '', /for pages of https:\/\/console\.example/)
      for (const path of ['/health', '/relay/health']) assert.equal(await (await fetch(`${url}${path}`)).text(), 'ok')
    } finally {
      child.kill()
    }
  })
})
