// @ts-check
/** Moto's STS with its checks of signatures, session tokens and policies enabled. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
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

/**
 * Starts moto with alice, who can assume Hub, which can assume Leaf.
 * @returns {Promise<{ url: string, key: { AccessKeyId: string, SecretAccessKey: string }, stop: () => void }>}
 */
export async function startMoto() {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const moto = spawn(python.program, [...python.flags, '-m', 'moto.server', '--port', String(port)], {
    stdio: 'ignore',
  })
  await untilUp(`${url}/moto-api/`)
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', WORLD, url, ACCOUNT])
  const answer = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  assert.equal(answer.status, 200)
  return { url, key: JSON.parse(stdout), stop: () => moto.kill() }
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
