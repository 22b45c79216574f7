// @ts-check
/** The component and boto3 against moto, which checks the signatures of both. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assertStatus } from '../cli/support.mjs'
import { ACCOUNT, startMoto } from '../peers/moto.mjs'
import { Hosts } from './support.mjs'

/** @type {Awaited<ReturnType<typeof startMoto>>} */
let moto
let home = ''

before(async () => {
  moto = await startMoto()
  home = mkdtempSync(join(tmpdir(), 'rolehop-component-'))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'config'), config(moto.url, moto.key))
})

after(() => {
  moto?.stop()
  if (home) rmSync(home, { recursive: true })
})

const config = (
  /** @type {string} */ url,
  /** @type {{ AccessKeyId: string, SecretAccessKey: string }} */ key,
) => `[profile base]
aws_access_key_id = ${key.AccessKeyId}
aws_secret_access_key = ${key.SecretAccessKey}
[profile hub]
role_arn = arn:aws:iam::${ACCOUNT}:role/Hub
source_profile = base
mfa_serial = arn:aws:iam::${ACCOUNT}:mfa/alice
role_session_name = alice-hub
[profile leaf]
region = us-east-1
endpoint_url = ${url}
role_arn = arn:aws:iam::${ACCOUNT}:role/Leaf
source_profile = hub
role_session_name = alice@example.com
external_id = tenant/7=a+b
[profile wrong]
aws_access_key_id = ${key.AccessKeyId}
aws_secret_access_key = not/the/secret
[profile mistaken]
region = us-east-1
endpoint_url = ${url}
role_arn = arn:aws:iam::${ACCOUNT}:role/Hub
source_profile = wrong
`

const hosts = () => new Hosts({ HOME: home, PATH: process.env['PATH'] ?? '' }, () => [moto.key.SecretAccessKey])
const LEAF = /:assumed-role\/Leaf\/alice@example\.com\n$/

test('a chain of two roles with MFA, by Python; its session signs for boto3 and Node', async () => {
  const first = await hosts().python(['whoami', 'leaf'], '123456\n')
  assertStatus(first, 0)
  assert.match(first.stdout, LEAF)
  const boto3 = await hosts().python(['boto3', 'leaf'])
  assertStatus(boto3, 0)
  assert.match(boto3.stdout, LEAF)
  assert.match((await hosts().node('leaf')).stdout, LEAF)
})

test('a wrong secret is refused, and said to be one', async () => {
  const result = await hosts().python(['whoami', 'mistaken'])
  assertStatus(result, 254)
  assert.match(result.stderr, /^error\[credentials-rejected\]/)
})
