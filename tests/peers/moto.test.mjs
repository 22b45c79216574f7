// @ts-check
/**
 * Moto's STS, with its checks of signatures, session tokens and policies enabled: an independent
 * implementation accepts rolehop's requests.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { fromProfile, getCallerIdentity, isRolehopError } from 'rolehop'
import { root } from '../../tools/run.mjs'
import { ACCOUNT, startMoto } from './moto.mjs'
import { needsPeers } from './setup.mjs'

const { skip } = needsPeers()
/** @type {Awaited<ReturnType<typeof startMoto>>} */
let moto
let home = ''

before(async () => {
  if (skip) return
  moto = await startMoto()
  home = moto.home
})

after(() => moto?.stop())

test('GetCallerIdentity returns the identity of a chain of two roles with MFA and an external ID', {
  skip,
}, async () => {
  const provider = fromProfile({ profile: 'leaf', env: { HOME: home }, mfaCodeProvider: async () => '123456' })
  const identity = await getCallerIdentity(provider)
  assert.equal(identity.account, ACCOUNT)
  assert.match(identity.arn, /:assumed-role\/Leaf\/alice@example\.com$/)
})

test('the command says the same, from the session that the script left', { skip }, async () => {
  const args = [join(root, 'dist', 'cli.cjs'), 'whoami', '--profile', 'leaf', '--query', 'Arn', '--output', 'text']
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { HOME: home, PATH: process.env['PATH'] },
  })
  assert.match(stdout, /:assumed-role\/Leaf\/alice@example\.com\n$/)
})

test('a session with tags, a source identity and a policy is created', { skip }, async () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] }
  const provider = fromProfile({ profile: 'tagged', env: { HOME: home }, policy, sessionName: '{profile}@moto' })
  assert.match((await getCallerIdentity(provider)).arn, /:assumed-role\/Hub\/tagged@moto$/)
})

test('a wrong secret key is rejected and reported', { skip }, async () => {
  const provider = fromProfile({ profile: 'mistaken', env: { HOME: home } })
  await assert.rejects(provider(), (error) => {
    assert.ok(isRolehopError(error))
    assert.equal(error.code, 'credentials-rejected')
    assert.equal(error.diagnostics[0]?.line, 16)
    assert.doesNotMatch(`${error.message}${JSON.stringify(error)}`, /not\/the\/secret/)
    return true
  })
})
