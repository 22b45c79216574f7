// @ts-check
/** Sessions of `aws login`: the AWS CLI's file, a key created by OpenSSL, and a service that verifies DPoP proofs. */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { fromProfile, SharedConfig } from 'rolehop'
import { LOGIN_CONFIG as CONFIG, signedIn, URL_OF_TOKENS } from './sign-ins.mjs'
import { homeWith } from './support.mjs'

test('a valid session is used, and one that expires soon is renewed once for all waiting calls', async (t) => {
  const lasting = signedIn(t, 800)
  const { accessKeyId, accountId } = await fromProfile({
    profile: 'dev',
    env: lasting.env,
    fetch: lasting.service.send,
  })()
  assert.deepEqual([accessKeyId, accountId, lasting.service.requests], ['ASIASIGNEDIN', '111122223333', []])

  const { env, path, entry, service } = signedIn(t, 100)
  const providers = Array.from({ length: 5 }, () => fromProfile({ profile: 'dev', env, fetch: service.send }))
  const all = await Promise.all(providers.map((provider) => provider()))
  assert.deepEqual(new Set(all.map((credentials) => credentials.accessKeyId)), new Set(['ASIARENEWED1']))
  assert.deepEqual(service.requests, [URL_OF_TOKENS])
  const kept = JSON.parse(readFileSync(path, 'utf8'))
  const { accessToken, refreshToken, ...others } = kept
  const { accessToken: _, refreshToken: __, ...before } = entry
  assert.deepEqual(others, before, 'unknown fields are kept')
  assert.equal(refreshToken, 'refresh-2')
  assert.deepEqual([accessToken.accessKeyId, accessToken.accountId], ['ASIARENEWED1', '111122223333'])
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('a missing or expired session is an error whose help is the command', async (t) => {
  const { env, service } = signedIn(t, -10)
  await fromProfile({ profile: 'dev', env, fetch: service.send })()
  const { env: empty } = homeWith(t, { config: CONFIG })
  await assert.rejects(
    fromProfile({ profile: 'dev', env: empty, fetch: service.send })(),
    (/** @type {any} */ error) => {
      const help = 'run `rolehop login --profile dev` or `aws login --profile dev`'
      assert.deepEqual([error.code, error.help], ['login-required', help])
      return true
    },
  )
  const other = signedIn(t, -10)
  const refused = fromProfile({ profile: 'dev', env: other.env, fetch: service.send })()
  await assert.rejects(refused, { code: 'login-required', message: /has expired/ })
})

test('a custom endpoint never gets the refresh token of a session', async (t) => {
  const { env, service } = signedIn(t, -10)
  const elsewhere = { ...env, AWS_ENDPOINT_URL: 'https://localhost:1', AWS_ENDPOINT_URL_SIGNIN: 'https://localhost:2' }
  await fromProfile({ profile: 'dev', env: elsewhere, fetch: service.send })()
  assert.deepEqual(service.requests, [URL_OF_TOKENS])
})

test("the plan names the session's file and the URL of its renewal; pasted text has no sessions", () => {
  const config = SharedConfig.parse({ config: CONFIG })
  const { source } = config.plan('dev', { trust: 'trusted' })
  assert.equal(source.kind === 'login' && source.endpoint, URL_OF_TOKENS)
  const text = config.plan('dev', { trust: 'trusted' }).toString()
  assert.match(text, /reads +~\/\.aws\/login\/cache\/[0-9a-f]{64}\.json/)
  assert.throws(() => config.plan('dev', { trust: 'untrusted' }), { code: 'untrusted' })
})
