// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { credentialsOf, sdk, serve, stoppedClock } from './testing.mjs'

/** A session of ReadOnly, and functions that call the sign-in endpoint with it. @param {import('node:test').TestContext} t */
async function signIn(t) {
  const clock = stoppedClock(Date.now())
  const sts = await serve(t, { now: clock.now, cors: true })
  const role = 'arn:aws:iam::111122223333:role/team/ReadOnly'
  const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'console' })
  const { accessKeyId, secretAccessKey, sessionToken } = credentialsOf(await sdk(sts.url).send(command))
  const session = JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken })
  const post = (/** @type {Record<string, string>} */ extra = {}, /** @type {RequestInit} */ init = {}, query = '') =>
    fetch(`${sts.url}/federation${query}`, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'getSigninToken', Session: session, ...extra }),
      ...init,
    })
  return { sts, clock, session, post }
}

test('a session is exchanged for a token, which signs in for 15 minutes', async (t) => {
  const { sts, clock, post } = await signIn(t)
  const answer = await post({ SessionDuration: '900' })
  assert.equal(answer.headers.get('access-control-allow-origin'), null)
  const { SigninToken } = /** @type {{ SigninToken: string }} */ (await answer.json())
  const login = () => fetch(`${sts.url}/federation?Action=login&Destination=<x>&SigninToken=${SigninToken}`)
  const page = await (await login()).text()
  assert.match(page, /assumed-role\/ReadOnly\/console/)
  assert.doesNotMatch(page, /<x>/)
  clock.time += 15 * 60 * 1000
  assert.equal((await login()).status, 400)
  assert.ok(!JSON.stringify(sts.requests).includes(SigninToken))
})

test('requests that the sign-in endpoint rejects', async (t) => {
  const { sts, clock, session, post } = await signIn(t)
  const query = `?${new URLSearchParams({ Action: 'getSigninToken', Session: session })}`
  const cases = {
    KeysInUrl: () => fetch(`${sts.url}/federation${query}`),
    UnknownAction: () => post({ Action: 'getsignintoken' }),
    InvalidDuration: () => post({ SessionDuration: '899' }),
    InvalidSession: () => post({ Session: '{' }),
  }
  for (const [code, ask] of Object.entries(cases)) {
    assert.equal((await ask()).status, 400, code)
    assert.equal(sts.requests.at(-1)?.code, code)
  }
  assert.equal((await post({}, {}, query)).status, 400)
  clock.time += 3600 * 1000
  assert.equal((await post()).status, 400)
})
