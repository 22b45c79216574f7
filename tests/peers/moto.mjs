// @ts-check
/** Moto's STS with its checks of signatures, session tokens and policies enabled. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { python } from './setup.mjs'

/** The account of {@link startMoto}. */
export const ACCOUNT = '123456789012'

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

/** @typedef {{ AccessKeyId: string, SecretAccessKey: string }} Key */

/** The credentials file. @param {Key} key */
const credentials = ({ AccessKeyId: id, SecretAccessKey: secret }) => `[base]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[wrong]
aws_access_key_id = ${id}
aws_secret_access_key = not/the/secret
`

/** The config file. @param {string} endpoint */
const config = (endpoint) => `[profile hub]
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

/**
 * Starts moto with alice, who can assume Hub, which can assume Leaf. `home` has a config with the profiles
 * `base`, `hub` and `leaf` of that chain, `tagged`, and `mistaken`, whose secret access key is wrong.
 * @returns {Promise<{ url: string, key: Key, home: string, stop: () => void }>}
 */
export async function startMoto() {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const moto = spawn(python.program, [...python.flags, '-m', 'moto.server', '--port', String(port)], {
    stdio: 'ignore',
  })
  await untilUp(`${url}/moto-api/`)
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', WORLD, url, ACCOUNT])
  const response = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  assert.equal(response.status, 200)
  const key = JSON.parse(stdout)
  const home = writeFiles(url, key)
  const stop = () => {
    moto.kill()
    rmSync(home, { recursive: true })
  }
  return { url, key, home, stop }
}

/** Writes the files and returns the home directory. @param {string} url @param {Key} key */
function writeFiles(url, key) {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-moto-'))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'credentials'), credentials(key))
  writeFileSync(join(home, '.aws', 'config'), config(url))
  return home
}

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
