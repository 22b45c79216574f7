// @ts-check
/** The web console in a real Chromium, under its strict policy, against the loopback STS. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { codeOf, stepOf } from '../../tools/sts/totp.mjs'
import { skip } from './browser.mjs'
import { choose, editorText, getCredentials, isHeld, paste, pasteBoth, release, startStage } from './console-page.mjs'
import { everywhere } from './everywhere.mjs'
import { largeFiles } from './large-files.mjs'

describe('the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  /** @type {string[]} The messages of the pages of the test. */
  let said = []
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())
  afterEach(async () => {
    const all = said
    said = []
    await Promise.all(stage.browser.contexts().map((context) => context.close()))
    // Policy violations, errors and dialogs are all recorded here.
    assert.deepEqual(all, [], 'the developer console is empty')
  })

  /** @param {Parameters<typeof stage.open>[0]} [options] */
  const open = async (options) => {
    const opened = await stage.open(options)
    said = opened.said
    return opened.page
  }
  const files = (/** @type {string} */ more = '') => {
    const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
    return { config: `${config}\n${more}`, credentials }
  }

  it('pastes files, applies fixes, shows the chain and gets credentials', async () => {
    const page = await open()
    const mistakes =
      '[profile audit]\nrole_arn = arn:aws:sts::111122223333:assumed-role/Hub/alice\nsource_profil = base\n'
    await pasteBoth(page, files(mistakes))
    await page.getByText('2 errors', { exact: true }).waitFor()
    await choose(page, 'audit')
    await page.locator('.chain .finding-error').first().waitFor()

    const findings = page.locator('.problems')
    await findings.getByRole('button', { name: 'use the role' }).click()
    await findings.getByRole('button', { name: 'change it to' }).click()
    await page.locator('.problems .pill-error').waitFor({ state: 'detached' })
    const text = await editorText(page, 'config')
    assert.match(text, /role_arn = arn:aws:iam::111122223333:role\/Hub\n/)
    assert.match(text, /source_profile = base/)
    await page.getByRole('button', { name: 'hop 1, Hub, 1111 2222 3333' }).waitFor()

    await choose(page, 'deploy')
    const boxes = page.locator('svg .box')
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-label'))), [
      'source, base, keys in credentials',
      'hop 1, Hub, 1111 2222 3333, MFA, 1 h',
      'hop 2, Deploy, 4444 5555 6666, 1 h, ext id, chained',
    ])
    await getCredentials(page, DEMO_MFA.code)
    await page.getByText(/59 min \d+ s left/).waitFor()
    await page.getByRole('button', { name: 'Who is this?' }).click()
    await page.getByText(/You are arn:aws:sts::444455556666:assumed-role\/Deploy\//).waitFor()
    assert.equal(await page.locator('.box.done').count(), 2)
  })

  it('applies the fix of the diagnostic under the pointer', async () => {
    const page = await open()
    await paste(page, 'config', '[profile a]\nregio = eu-central-1\n')
    await page.locator('.cm-lintRange-warning').hover()
    const tooltip = page.locator('.cm-tooltip-lint, .cm-tooltip-hover')
    await tooltip.getByText('did you mean').waitFor()
    await tooltip.getByRole('button').click()
    await page.getByText('No errors in these files.').waitFor()
    assert.match(await editorText(page, 'config'), /\nregion = eu-central-1/)
  })

  it('completes keys and profile names', async () => {
    const page = await open()
    await paste(page, 'config', '[profile the-base]\nregion = eu-central-1\n[profile b]\n')
    await page.locator('.row').nth(1).waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('source_p')
    // A click: keys pressed right after the list opens count as typing.
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'source_profile' }).first().click()
    await page.keyboard.type('the')
    await page.locator('.cm-tooltip-autocomplete', { hasText: 'the-base' }).waitFor()
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'the-base' }).click()
    await page.keyboard.type('\n[')
    await page.locator('.cm-tooltip-autocomplete li', { hasText: '[profile NAME]' }).click()
    await page.keyboard.type('typed')
    assert.match(await editorText(page, 'config'), /\nsource_profile = the-base\n\[profile typed\]$/)
  })

  it('replaces the placeholder of a completion while the engine still searches for secrets', async () => {
    const page = await open({ held: 'secrets' })
    await paste(page, 'config', '[profile b]\nregion = eu-central-1\n')
    await page.locator('.row').first().waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('[')
    await page.locator('.cm-tooltip-autocomplete li', { hasText: '[profile NAME]' }).click()
    await page.keyboard.type('typed')
    assert.match(await editorText(page, 'config'), /\n\[profile typed\]$/)
  })

  it('shows a pasted text as soon as it was searched for secrets, although the user has typed meanwhile', async () => {
    const page = await open({ held: 'secrets' })
    const pasted = (/** @type {string} */ secret) =>
      `[a]\naws_secret_access_key = ${secret}\n[b]\nregion = eu-central-1\n`
    await paste(page, 'credentials', pasted(DEMO_KEY.secretAccessKey))
    await isHeld(page)
    assert.doesNotMatch(await editorText(page, 'credentials'), /region/)
    await page.keyboard.press('Control+End')
    await page.keyboard.type('output')
    await release(page)
    // Only the line that was typed is searched again.
    await isHeld(page)
    const hidden = `${pasted('••••••••••••')}output`
    assert.equal(await editorText(page, 'credentials'), hidden)
    await release(page)
    assert.equal(await editorText(page, 'credentials'), hidden)
  })

  it('keeps the cursor where the user types in front of a header, and hides a secret when it is left', async () => {
    const page = await open()
    await paste(page, 'config', '[profile base]\nregion = eu-central-1\n')
    await page.locator('.row').first().waitFor()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('r')
    // Until the engine has checked the line, which now looks like a secret.
    await page.getByText('1 error', { exact: true }).waitFor()
    await page.keyboard.type('[')
    await page.keyboard.press('Enter')
    assert.equal(await editorText(page, 'config'), 'r[\n[profile base]\nregion = eu-central-1\n')
    await page.keyboard.press('Backspace')
    assert.equal(await page.locator('.cm-secret').count(), 0)
    await page.keyboard.press('Control+End')
    await page.locator('.cm-secret').waitFor()
  })

  it('keeps the field after a code that was not accepted, and sends the next one on its sixth digit', async () => {
    const page = await open()
    await pasteBoth(page, files())
    await choose(page, 'hub')
    await page.getByRole('button', { name: 'Get credentials' }).click()
    await page.locator('#mfa-code').waitFor()
    await page.keyboard.type('000000')
    await page.getByText('Code not accepted').waitFor()
    const sent = stage.sts.requests.length
    // The keyboard is still in the field: what is typed replaces the old code.
    await page.keyboard.type(codeOf(DEMO_MFA.secret, stepOf(Date.now())))
    await page.locator('.result').waitFor()
    assert.equal(stage.sts.requests.length, sent + 1, 'one call with the next code')
    await page.waitForFunction(() => document.activeElement?.classList.contains('copy'))
  })

  it('makes no call after the prompt was canceled, and returns the focus to the button', async () => {
    const page = await open()
    await pasteBoth(page, files())
    await choose(page, 'hub')
    const before = stage.sts.requests.length
    await page.getByRole('button', { name: 'Get credentials' }).click()
    await page.locator('#mfa-code').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Get credentials'))
    assert.equal(stage.sts.requests.length, before, 'no call without a code')
  })

  it('renews credentials that have expired, which cannot be used any more', async () => {
    const page = await open({ settings: { relay: '/relay', signIn: stage.sts.url } })
    await page.clock.install()
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    await getCredentials(page)
    await page.getByText(/ left$/).waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const signsIn = page.getByRole('button', { name: 'Sign in to the console' })
    await signsIn.waitFor()
    const done = page.locator('.box.done, .arrow.done, .mark-done')
    assert.equal(await done.count(), 3)
    await page.clock.fastForward('02:00:00')
    await page.getByText('expired', { exact: true }).waitFor()
    assert.equal(await page.locator('.time-left.expired').count(), 1)
    assert.equal(await page.getByRole('button', { name: 'Copy', exact: true }).isDisabled(), true)
    await done.first().waitFor({ state: 'detached' })
    await signsIn.waitFor({ state: 'detached' })
    const before = stage.sts.requests.length
    await page.getByRole('button', { name: 'Renew' }).click()
    await page.waitForFunction(() => !document.querySelector('.running'))
    await page.locator('.result').waitFor()
    assert.equal(stage.sts.requests.length, before + 1, 'not from the cache')
  })

  it('creates no element from hostile names', async () => {
    const page = await open()
    const names = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      '__proto__',
      'constructor',
      'javascript:alert(1)',
      '{{7*7}}',
      'a\u202egnp.exe',
      'a\u0000b',
    ]
    const config = names.map(
      (name) => `[profile '${name}']\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = ${name}\n`,
    )
    await paste(page, 'config', config.join('\n'))
    await page
      .locator('.row')
      .nth(names.length - 2)
      .waitFor()
    const rows = page.locator('.row')
    for (let index = 0; index < (await rows.count()); index += 1) {
      await rows.nth(index).click()
      await page.locator('.chain h2').waitFor()
      const unseen = await page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent ?? ''))
      assert.equal(unseen, false, 'characters that change the direction are shown')
    }
    const strange = await page.evaluate(() => {
      const found = (/** @type {Document | ShadowRoot} */ root) => [
        ...root.querySelectorAll(
          'img:not(.cm-widgetBuffer), script:not([src]), svg[onload], [onerror], iframe, a[href^="javascript"]',
        ),
      ]
      const roots = [...document.querySelectorAll('.editor-host')].flatMap((host) =>
        host.shadowRoot ? [host.shadowRoot] : [],
      )
      return [document, ...roots].flatMap(found).length
    })
    assert.equal(strange, 0)
    assert.match((await page.locator('.profiles').textContent()) ?? '', /a⟨U\+202E⟩gnp\.exe/)
  })

  it('shows no secret in any part of the page', async () => {
    const page = await open()
    const { config, credentials } = files()
    await pasteBoth(page, {
      config,
      credentials: `${credentials}# a comment\naws_session_token =\n  CANARY/continued/in/a/block\n`,
    })
    await paste(page, 'credentials', credentials)
    await choose(page, 'readonly')
    await getCredentials(page)
    await page.locator('.requests summary').click()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const session = Object.fromEntries(
      (await page.evaluate(() => navigator.clipboard.readText()))
        .split('\n')
        .map((line) => line.replace(/^export /, '').split(/=(.*)/s)),
    )
    const held = [DEMO_KEY.secretAccessKey, session.AWS_SECRET_ACCESS_KEY, session.AWS_SESSION_TOKEN]
    assert.ok(held.every((secret) => secret.length > 20))
    const places = await page.evaluate(everywhere)
    for (const secret of held) {
      for (const [place, text] of Object.entries(places))
        assert.ok(!text.includes(secret), `${place} contains a secret`)
    }
    // The same search finds them once the user reveals them, so it would have found them before.
    await page.locator('.editor-credentials').getByRole('button', { name: 'Show secrets' }).click()
    const hidden = page.locator('.keys', { hasText: 'key and token hidden' })
    await hidden.waitFor()
    await page.locator('.result').getByRole('button', { name: 'Show' }).click()
    await page.locator('.secret-text').waitFor()
    assert.equal(await hidden.count(), 0)
    const { elements } = await page.evaluate(everywhere)
    for (const secret of held) assert.ok(elements.includes(secret))
    await page.locator('.result').getByRole('button', { name: 'Clear' }).click()
    await page.locator('.editor-credentials').getByRole('button', { name: 'Hide secrets' }).click()
    const left = await page.evaluate(everywhere)
    for (const secret of held) assert.ok(!left.elements.includes(secret), 'no secret is left after clearing')
  })

  it('signs in to the AWS console with a link that is only in the tab that it opens', async () => {
    const page = await open({ settings: { relay: '/relay', signIn: stage.sts.url } })
    await pasteBoth(page, files())
    await choose(page, 'hub')
    // A code is valid once: not the fixed one nor the current one, which other tests have used, but the next one.
    await getCredentials(page, codeOf(DEMO_MFA.secret, stepOf(Date.now()) + 1))
    const card = page.locator('.console')
    await card.getByRole('button', { name: 'Sign in to the console' }).click()
    await card.getByRole('button', { name: 'Copy link' }).click()
    await card.getByRole('button', { name: 'Link copied' }).waitFor()
    const url = new URL(await page.evaluate(() => navigator.clipboard.readText()))
    assert.equal(`${url.origin}${url.pathname}`, `${stage.sts.url}/federation`)
    const token = url.searchParams.get('SigninToken') ?? ''
    assert.ok(token.length > 20)

    await page.locator('.requests summary').click()
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      card.getByRole('button', { name: 'Open the console' }).click(),
    ])
    await tab.getByText('Signed in as arn:aws:sts::111122223333:assumed-role/Hub/').waitFor()
    assert.match(tab.url(), /Action=login/, 'the search below would find it')
    assert.equal(await tab.evaluate(() => document.referrer), '')
    assert.equal(await tab.evaluate(() => globalThis.opener), null)

    // The page shows neither the session that was sent nor the link that was returned.
    const sent = await page.locator('.request', { hasText: 'getSigninToken' }).textContent()
    assert.match(sent ?? '', /\nSession=•+$/)
    const call = stage.sts.requests.find(({ action }) => action === 'getSigninToken')
    const { sessionKey, sessionToken } = JSON.parse(call?.secret('Session') ?? '')
    const places = { ...(await page.evaluate(everywhere)), console: said.join('\n') }
    for (const secret of [token, sessionKey, sessionToken]) {
      for (const [place, text] of Object.entries(places))
        assert.ok(!text.includes(secret), `${place} contains a secret`)
    }
    await page.locator('.result').getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Get credentials' }).waitFor()
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      '',
      'clearing removed the link from the clipboard',
    )
    assert.equal(await card.getByRole('button').count(), 0)
  })

  it('does not offer the AWS console for a profile without a role', async () => {
    const page = await open({ settings: { relay: '/relay', signIn: stage.sts.url } })
    await pasteBoth(page, files())
    await choose(page, 'base')
    await getCredentials(page)
    assert.equal(await page.locator('.console').count(), 0)
  })

  it('shows that sign-in needs a relay, and always has the link that switches roles', async () => {
    const page = await open()
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    const card = page.locator('.console')
    await card.getByText('no relay is configured').waitFor()
    assert.equal(await card.getByRole('button').count(), 0)
    const link = card.getByRole('link', { name: 'Switch to ReadOnly in the console' })
    assert.equal(await link.getAttribute('rel'), 'noreferrer')
    assert.equal(
      await link.getAttribute('href'),
      'https://signin.aws.amazon.com/switchrole?account=111122223333&roleName=team%2FReadOnly&displayName=readonly',
    )
    await choose(page, 'deploy')
    await card.getByText('The console cannot send the external ID').waitFor()
  })

  it('shows why the sign-in was rejected, and allows a retry', async () => {
    const page = await open({ settings: { relay: '/relay', signIn: stage.sts.url } })
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    await getCredentials(page)
    stage.sts.faults.push({ action: 'getSigninToken', status: 400 })
    const card = page.locator('.console')
    await card.getByRole('button', { name: 'Sign in to the console' }).click()
    await card.getByText('returned status 400 and no token').waitFor()
    await card.getByRole('button', { name: 'Try again' }).click()
    await card.getByRole('button', { name: 'Open the console' }).waitFor()
    // Chromium logs each response with an error status.
    said.splice(0, said.length, ...said.filter((line) => !line.includes('status of 400')))
  })

  it('copies in the selected format, and empties the clipboard on clearing', async () => {
    const page = await open()
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    await getCredentials(page)
    await page.locator('#format').selectOption('process')
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    assert.equal(copied.Version, 1)
    assert.match(copied.AccessKeyId, /^ASIA/)
    await page.locator('.result').getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Get credentials' }).waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '')
  })

  it('hides secrets in all notations', async () => {
    const page = await open()
    const canary = 'Ab1/canary+Ab1/canary+Ab1/canary+Ab1/can'
    const lines = [
      `export AWS_SECRET_ACCESS_KEY=${canary}`,
      `$Env:AWS_SECRET_ACCESS_KEY="canary-1"`,
      `set AWS_SESSION_TOKEN=canary-2`,
      `{"Credentials":{"SecretAccessKey":"canary-3","SessionToken":"canary-4"}}`,
      `{"roleCredentials":{"secretAccessKey":"canary-5"}}`,
      `AKIAIOSFODNN7EXAMPLE,${canary}`,
      '[a]',
      'aws_secret_acess_key = canary-6',
      'endpoint_url = https://me:canary-7@sts.test',
      '# region, in clear',
    ]
    await paste(page, 'credentials', lines.join('\n'))
    await page.locator('.editor-credentials .cm-line', { hasText: '# region, in clear' }).waitFor()
    const seen = Object.values(await page.evaluate(everywhere))
    assert.ok(!seen.some((text) => text.includes('canary')))
    await page.locator('.editor-credentials').getByRole('button', { name: 'Show secrets' }).click()
    assert.match(await editorText(page, 'credentials'), /canary-7/)
    await page.locator('.editor-credentials').getByRole('button', { name: 'Hide secrets' }).click()
    await page.locator('.editor-credentials .cm-line', { hasText: '# region, in clear' }).waitFor()
    assert.doesNotMatch(await editorText(page, 'credentials'), /canary/)
  })

  it('copies and cuts the original text from an editor with hidden secrets', async () => {
    const page = await open()
    const { credentials } = files()
    await paste(page, 'credentials', credentials)
    await page.locator('.editor-credentials .cm-secret').first().waitFor()
    for (const key of ['c', 'x']) {
      await page.keyboard.press('Control+a')
      await page.keyboard.press(`Control+${key}`)
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), credentials)
    }
    await page.keyboard.press('Control+v')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+c')
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), credentials)
    assert.doesNotMatch(await editorText(page, 'credentials'), new RegExp(DEMO_KEY.secretAccessKey.slice(0, 8)))
  })

  it('rejects a paste of 10 MB at once', async (t) => {
    const page = await open()
    await paste(page, 'config', '[profile kept]\n')
    const ms = await paste(page, 'config', 'x'.repeat(10 * 1024 * 1024))
    await page.getByText('The text is larger than 1 MiB').waitFor()
    assert.equal((await editorText(page, 'config')).trim(), '[profile kept]')
    t.diagnostic(`refused in ${ms.toFixed(0)} ms`)
  })

  it('checks 1 MiB while the user types', async () => {
    const page = await open()
    await pasteBoth(page, largeFiles())
    await page.locator('.editor-config .cm-content').focus()
    await page.keyboard.press('Control+Home')
    // Enter would accept an open completion, so only the last character is typed.
    await page.keyboard.insertText('[profile typed]\nregio = eu-central-')
    await page.keyboard.type('1')
    await page.getByText('1 warning', { exact: true }).waitFor()
    await page.getByText('did you mean').first().waitFor()
  })

  it('is empty after the user navigates back, and has no worker left', async () => {
    const page = await open()
    await pasteBoth(page, files())
    assert.equal(page.workers().length, 1)
    await page.goto('about:blank')
    assert.equal(page.workers().length, 0)
    await page.goBack()
    await page.locator('.cm-content').first().waitFor()
    assert.equal(await page.locator('.row').count(), 0)
    assert.ok(!(await page.evaluate(everywhere)).elements.includes('AKIA'))
  })

  it('can be used with the keyboard only', async () => {
    const page = await open()
    await pasteBoth(page, files())
    await page.locator('.row', { hasText: 'locked' }).waitFor()
    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await page.locator('.chain h2', { hasText: 'locked' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.locator('.chain h2', { hasText: 'readonly' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.locator('.result').waitFor()
    await page.locator('svg .box').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.details[open] h3', { hasText: 'Source' }).waitFor()
    const unnamed = await page
      .locator('button, input, select, [role=button], [role=option]')
      .evaluateAll(
        (all) =>
          all.filter(
            (element) => !/\S/.test(`${element.textContent}${element.getAttribute('aria-label') ?? ''}`) && !element.id,
          ).length,
      )
    assert.equal(unnamed, 0, 'every control has a name')
  })

  it('sends nothing to an endpoint of the config unless the deployment allows it', async () => {
    const page = await open({ settings: { allowEndpoints: false } })
    const before = stage.sts.requests.length
    await pasteBoth(page, files())
    await choose(page, 'readonly')
    await page.locator('.unavailable', { hasText: 'not available here' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Get credentials' }).count(), 0)
    assert.equal(stage.sts.requests.length, before)
  })

  it('says that the policy of the deployment blocks an endpoint, which is not a matter of the network', async () => {
    const page = await open()
    const failed = page.locator('.run.failed')
    await pasteBoth(page, demoFiles({ endpointUrl: 'https://sts.example' }))
    await choose(page, 'readonly')
    await getCredentials(page)
    await failed.getByText('the policy of this page does not permit calls to https://sts.example').waitFor()
    await pasteBoth(page, demoFiles({ endpointUrl: 'http://127.0.0.1:9' }))
    await page.locator('.chain-name', { hasText: '127.0.0.1:9' }).waitFor()
    await getCredentials(page)
    await failed.getByText('http://127.0.0.1:9 could not be reached').waitFor()
    assert.equal(await failed.getByText('policy').count(), 0)
    // Chromium logs each call that failed.
    said.splice(0, said.length, ...said.filter((line) => !/Refused to connect|violates|net::ERR/.test(line)))
  })

  it('draws the chain of each source that is not available in a page, with one quiet note', async () => {
    const page = await open()
    /** @type {Record<string, string>} */
    const sources = {
      process: 'credential_process = /bin/true',
      metadata: 'role_arn = arn:aws:iam::111122223333:role/A\ncredential_source = Ec2InstanceMetadata',
      container: 'role_arn = arn:aws:iam::111122223333:role/A\ncredential_source = EcsContainer',
      variables: 'role_arn = arn:aws:iam::111122223333:role/A\ncredential_source = Environment',
      login: 'login_session = arn:aws:iam::111122223333:user/a',
      token: 'role_arn = arn:aws:iam::111122223333:role/A\nweb_identity_token_file = /token',
      portal: `sso_account_id = 111122223333\nsso_role_name = A\nsso_region = eu-central-1\nsso_start_url = https://a.test`,
    }
    await paste(
      page,
      'config',
      Object.entries(sources)
        .map(([name, text]) => `[profile ${name}]\n${text}\n`)
        .join('\n'),
    )
    for (const name of Object.keys(sources)) {
      await choose(page, name)
      await page.locator('.unavailable', { hasText: `rolehop exec --profile ${name} -- aws` }).waitFor()
      const hops = sources[name]?.includes('credential_source') ? 1 : 0
      assert.equal(await page.locator('.box').count(), 1 + hops, name)
      assert.equal(await page.getByRole('button', { name: 'Get credentials' }).count(), 0)
    }
    assert.equal(await page.locator('.finding-error, .row.broken, .box.broken, .pill-error').count(), 0)
  })

  it('follows the system’s theme until one is chosen', async () => {
    const page = await open({ colorScheme: 'dark' })
    const shows = (/** @type {string} */ theme) =>
      page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme)
    await shows('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await shows('light')
    await page.getByRole('button', { name: 'use the dark theme' }).click()
    await shows('dark')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('button', { name: 'use the light theme' }).waitFor()
  })
})
