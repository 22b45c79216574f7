// @ts-check
/**
 * Moto's STS, with its checks of signatures, session tokens and policies enabled: an independent
 * implementation accepts rolehop's requests.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { fromProfile, getCallerIdentity, isRolehopError } from 'rolehop'
import { root } from '../../tools/run.mjs'
import { needsPeers, python } from './setup.mjs'

const { skip } = needsPeers()
const ACCOUNT = '123456789012'

/** Creates the user alice, who can assume Hub, which can assume Leaf, and prints her access key. */
const WORLD = `
import json, sys
import botocore.session
url, account = sys.argv[1:]
session = botocore.session.Session()
session.set_credentials('x', 'x')
iam = session.create_client('iam', region_name='us-east-1', endpoint_url=url)
def document(**statement):
    return json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', **statement}]})
def role(name, principal, policy):
    trust = document(Principal={'AWS': principal}, Action='sts:AssumeRole')
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    iam.put_role_policy(RoleName=name, PolicyName='p', PolicyDocument=policy)
may = document(Action=['sts:AssumeRole', 'sts:GetCallerIdentity'], Resource='*')
iam.create_user(UserName='alice')
iam.put_user_policy(UserName='alice', PolicyName='p', PolicyDocument=may)
role('Hub', f'arn:aws:iam::{account}:user/alice', may)
# Moto compares a trusted principal with the caller's own ARN, which is that of the session.
role('Leaf', f'arn:aws:sts::{account}:assumed-role/Hub/alice-hub', may)
print(json.dumps(iam.create_access_key(UserName='alice')['AccessKey'], default=str))
`

/** @type {import('node:child_process').ChildProcess} */
let moto
let home = ''
let url = ''

before(async () => {
  if (skip) return
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  moto = spawn(python.program, [...python.flags, '-m', 'moto.server', '--port', String(port)], { stdio: 'ignore' })
  await untilUp(`${url}/moto-api/`)
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', WORLD, url, ACCOUNT])
  const answer = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  assert.equal(answer.status, 200)
  const key = JSON.parse(stdout)
  home = mkdtempSync(join(tmpdir(), 'rolehop-moto-'))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'credentials'), credentials(key.AccessKeyId, key.SecretAccessKey))
  writeFileSync(join(home, '.aws', 'config'), config(url))
})

after(() => {
  moto?.kill()
  if (home) rmSync(home, { recursive: true })
})

const credentials = (/** @type {string} */ id, /** @type {string} */ secret) => `[base]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[wrong]
aws_access_key_id = ${id}
aws_secret_access_key = not/the/secret
`

const config = (/** @type {string} */ endpoint) => `[profile hub]
role_arn = arn:aws:iam::${ACCOUNT}:role/Hub
source_profile = base
mfa_serial = arn:aws:iam::${ACCOUNT}:mfa/alice
role_session_name = alice-hub
[profile leaf]
region = us-east-1
endpoint_url = ${endpoint}
role_arn = arn:aws:iam::${ACCOUNT}:role/Leaf
source_profile = hub
role_session_name = alice@example.com
external_id = tenant/7=a+b
[profile mistaken]
region = us-east-1
endpoint_url = ${endpoint}
role_arn = arn:aws:iam::${ACCOUNT}:role/Hub
source_profile = wrong
[profile tagged]
region = us-east-1
endpoint_url = ${endpoint}
role_arn = arn:aws:iam::${ACCOUNT}:role/Hub
source_profile = base
session_tags = team=core, cost=7
transitive_session_tags = team
source_identity = alice
`

test('GetCallerIdentity returns the identity of a chain of two roles with MFA and an external ID', {
  skip,
}, async () => {
  const provider = fromProfile({ profile: 'leaf', env: { HOME: home }, mfaCodeProvider: async () => '123456' })
  const identity = await getCallerIdentity(provider)
  assert.equal(identity.account, ACCOUNT)
  assert.match(identity.arn, /:assumed-role\/Leaf\/alice@example\.com$/)
})

test('the command prints the same identity, from the session cached by the script', { skip }, async () => {
  const args = [join(root, 'dist', 'cli.js'), 'whoami', '--profile', 'leaf', '--query', 'Arn', '--output', 'text']
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

/** @returns {Promise<number>} a free port */
function freePort() {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Waits until a server responds, at most half a minute. */
async function untilUp(/** @type {string} */ address) {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${address} did not come up`)
}
