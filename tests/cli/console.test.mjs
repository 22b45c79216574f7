// @ts-check
/** console: the sign-in URL, the link that switches roles, and opening them in a browser. */
import assert from 'node:assert/strict'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertStatus, ended, stage } from './support.mjs'

test('the URL signs in, and is the only output on stdout', async (t) => {
  const user = await stage(t)
  const args = ['console', '--profile', 'readonly', '--endpoint-url', user.sts.url, '--service', 's3']
  const result = await user.run([...args, '--debug'])
  assertStatus(result, 0)
  assert.match(result.stdout, /^http:\/\/127\.0\.0\.1:\d+\/federation\?Action=login&[^\n]*\n$/)
  assert.doesNotMatch(result.stderr, /SigninToken/)
  const page = await (await fetch(result.stdout.trim())).text()
  assert.match(page, /assumed-role\/ReadOnly\//)
  assert.match(page, /https:\/\/console\.aws\.amazon\.com\/s3\/home\?region=eu-central-1/)
  const json = JSON.parse((await user.run([...args, '--output', 'json'])).stdout)
  assert.deepEqual(Object.keys(json), ['Url'])
})

test('a duration needs a role assumed by a user; long-term keys are rejected; arguments are checked first', async (t) => {
  const user = await stage(t)
  const at = ['--endpoint-url', user.sts.url]
  const duration = ['--session-duration', '3600']
  assertStatus(await user.run(['console', '--profile', 'readonly', ...at, ...duration]), 0)
  /** @type {[args: string[], status: number, says: RegExp][]} */
  const cases = [
    [['--profile', 'base', ...at], 254, /error\[console-refused\].*long-term access keys of a user/],
    [['--profile', 'deploy', '--mfa-code', '123456', ...at, ...duration], 254, /chained role/],
    [['--profile', 'readonly', ...at, '--session-duration', 'soon'], 252, /`--session-duration` cannot be `soon`/],
    [['--profile', 'readonly', ...at, '--session-duration', '899'], 252, /duration: 899 seconds/],
    [['--profile', 'readonly', ...at, '--destination', 'https://evil.example'], 252, /is not an AWS console page/],
    [['--profile', 'readonly', '--color', 'red'], 252, /`--color` needs `--switch-role`/],
    [['--profile', 'readonly', '--switch-role', '--service', 's3'], 252, /cannot be combined with/],
    [['--profile', 'base', '--switch-role'], 252, /does not assume a role/],
  ]
  for (const [args, status, says] of cases) {
    const result = await user.run(['console', ...args])
    assertStatus(result, status)
    assert.match(result.stderr, says)
    assert.equal(result.stdout, '')
  }
})

test("the link that switches roles needs no calls, and names the console's requirements", async (t) => {
  const user = await stage(t)
  const result = await user.run(['console', '--switch-role', '--profile', 'deploy', '--color', 'red'])
  assertStatus(result, 0)
  assert.equal(
    result.stdout,
    'https://signin.aws.amazon.com/switchrole?account=444455556666&roleName=Deploy&displayName=deploy&color=F2B0A9\n',
  )
  assert.match(result.stderr, /role\/Hub`: switch to that role/)
  assert.match(result.stderr, /external ID/)
  assert.doesNotMatch(result.stderr, /demo-external-id/)
  assert.deepEqual(user.calls(), [])
})

/** A program called `xdg-open` that records its arguments and the pages they lead to. */
const BROWSER = `#!${process.execPath}
const { writeFileSync } = require('node:fs')
const url = process.argv[2]
const found = async (init) => {
  const { status, headers } = await fetch(url, { redirect: 'manual', ...init })
  return { status, location: headers.get('location') }
}
const main = async () => {
  const wrong = await fetch(url + 'x', { redirect: 'manual' })
  const first = await found()
  const second = await found().catch(() => 'gone')
  writeFileSync(process.env.HOME + '/seen', JSON.stringify({ argv: process.argv.slice(2), wrong: wrong.status, first, second }))
}
main()
`

const onLinux = { skip: process.platform !== 'linux' && 'the browser is started by xdg-open' }

test("the browser's arguments have no secret; a local URL redirects to it once", onLinux, async (t) => {
  const user = await stage(t)
  writeFileSync(`${user.home}/xdg-open`, BROWSER)
  chmodSync(`${user.home}/xdg-open`, 0o700)
  const env = { DISPLAY: ':0', PATH: `${user.home}:${process.env['PATH']}` }
  const result = await ended(
    user.start(['console', '--profile', 'readonly', '--open', '--endpoint-url', user.sts.url], env),
  )
  assertStatus(result, 0)
  assert.equal(result.stdout, '')
  assert.doesNotMatch(result.stderr, /SigninToken|federation/)
  const seen = JSON.parse(await written(`${user.home}/seen`))
  assert.match(seen.argv.join(' '), /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
  assert.equal(seen.wrong, 404)
  assert.equal(seen.first.status, 302)
  assert.match(seen.first.location, /Action=login.*SigninToken=/)
  assert.equal(seen.second, 'gone')
})

/** The text of a file once another process has written it. @param {string} path */
async function written(path) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    try {
      const text = readFileSync(path, 'utf8')
      if (text.endsWith('}')) return text
    } catch {}
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${path} was not written`)
}

test('without a desktop, --open says what to do', onLinux, async (t) => {
  const user = await stage(t)
  const result = await user.run(['console', '--profile', 'readonly', '--open', '--endpoint-url', user.sts.url])
  assertStatus(result, 253)
  assert.match(result.stderr, /error\[not-supported-here\].*no desktop/)
  assert.match(result.stderr, /omit `--open`/)
})
