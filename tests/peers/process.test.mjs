// @ts-check
/** `credential_process` between the AWS CLI and rolehop, in both directions and in a cycle. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { DEMO_KEY, demoFiles } from '../../tools/sts/demo.mjs'
import { CLI, stage } from '../cli/support.mjs'
import { aws, needsPeers } from './setup.mjs'

const quoted = (/** @type {readonly string[]} */ argv) => argv.map((word) => `"${word}"`).join(' ')
const awsLine = quoted([aws.program, ...aws.args])
const rolehopLine = quoted([process.execPath, CLI])

/** A program that assumes a role with the AWS CLI, and prints the session as a `credential_process`. */
const BY_AWS = [
  `${awsLine} sts assume-role --profile base --region eu-central-1 --output json`,
  '--role-arn arn:aws:iam::111122223333:role/team/ReadOnly --role-session-name by-aws',
  "--query 'Credentials.{Version: `1`, AccessKeyId: AccessKeyId, SecretAccessKey: SecretAccessKey, SessionToken: SessionToken, Expiration: Expiration}'",
].join(' ')

const CONFIG = `[profile by-aws]
region = eu-central-1
credential_process = ${BY_AWS}
[profile by-rolehop]
region = eu-central-1
credential_process = ${rolehopLine} credentials --profile readonly
[profile circle]
region = eu-central-1
credential_process = ${awsLine} sts get-caller-identity --profile way-back
[profile way-back]
region = eu-central-1
credential_process = ${rolehopLine} credentials --profile circle
`

const files = () => ({ config: demoFiles().config + CONFIG, credentials: demoFiles().credentials })

test('the AWS CLI provides the credentials of a profile of rolehop', needsPeers(), async (t) => {
  const user = await stage(t, { files: files() })
  const { status, stdout, stderr } = await user.run(['whoami', '--profile', 'by-aws', '--query', 'Arn'])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /assumed-role\/ReadOnly\/by-aws/)
})

test('rolehop provides the credentials of a profile of the AWS CLI', needsPeers(), async (t) => {
  const user = await stage(t, { files: files() })
  const args = [...aws.args, 'sts', 'get-caller-identity', '--profile', 'by-rolehop', '--query', 'Arn']
  const { stdout } = await promisify(execFile)(aws.program, args, { env: user.env })
  assert.match(stdout, /assumed-role\/ReadOnly\/rolehop-/)
})

test('a cycle of the two ends with an error', needsPeers(), async (t) => {
  const user = await stage(t, { files: files() })
  const secrets = [DEMO_KEY.secretAccessKey]
  const { status, stderr } = await user.run(['credentials', '--profile', 'circle'], { secrets })
  assert.equal(status, 255)
  assert.match(stderr, /error\[process-failed\]/)
  const args = [...aws.args, 'sts', 'get-caller-identity', '--profile', 'way-back']
  const failure = await promisify(execFile)(aws.program, args, { env: user.env }).catch((error) => error)
  assert.equal(failure.code, 255)
  assert.match(failure.stderr, /custom-process/)
  assert.deepEqual(user.calls(), [], 'no call, since no profile has credentials')
})
