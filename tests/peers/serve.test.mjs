// @ts-check
/**
 * Other clients of the endpoint of `exec --serve`: the AWS CLI, boto3 and the AWS SDK for JavaScript.
 * GetCallerIdentity shows whose credentials they got.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { aws, needsPeers, python } from './setup.mjs'

const { skip } = needsPeers()
const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts
let home = ''

beforeEach(async () => {
  sts = await startSts()
  home = mkdtempSync(join(tmpdir(), 'rolehop-serve-'))
})

afterEach(async () => {
  await sts.close()
  rmSync(home, { recursive: true })
})

/** Runs a client below `exec --serve`. */
async function served(/** @type {string} */ profile, /** @type {string[]} */ ...program) {
  const args = [CLI, 'exec', '--serve', '--profile', profile, '--', ...program]
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: ROOT })
  return stdout
}

const BOTO3 = `
import boto3
session = boto3.Session()
print(session.get_credentials().method)
print(session.client('sts').get_caller_identity()['Arn'])
`

const SDK = `
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { fromContainerMetadata, fromHttp, fromNodeProviderChain } from '@aws-sdk/credential-providers'
const endpoint = process.env.AWS_ENDPOINT_URL_STS
const ways = { chain: fromNodeProviderChain(), http: fromHttp(), metadata: fromContainerMetadata() }
for (const [way, credentials] of Object.entries(ways)) {
  const { Arn } = await new STSClient({ endpoint, credentials }).send(new GetCallerIdentityCommand())
  const { accountId, expiration } = await credentials()
  console.log(way, Arn, accountId, expiration > new Date())
}
console.log('default', (await new STSClient({ endpoint }).send(new GetCallerIdentityCommand())).Arn)
`

/** A client and the program that prints its caller identity. @type {[string, () => string[]][]} */
const CLIENTS = [
  ['the AWS CLI', () => [aws.program, ...aws.args, 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']],
  ['boto3', () => [python.program, ...python.flags, '-c', BOTO3]],
  ['the AWS SDK for JavaScript', () => [process.execPath, '--input-type=module', '-e', SDK]],
]

const READONLY = /arn:aws:sts::111122223333:assumed-role\/ReadOnly\/rolehop-\d+/

for (const [name, program] of CLIENTS) {
  test(`${name} gets the role's credentials`, { skip }, async () => {
    writeDemoHome(home)
    const text = await served('readonly', ...program())
    for (const line of text
      .trim()
      .split('\n')
      .filter((line) => line !== 'container-role'))
      assert.match(line, READONLY)
    assert.equal(sts.requests.filter(({ action }) => action === 'AssumeRole').length, 1)
  })

  test(`${name} gets them even if the files have a default profile`, { skip }, async () => {
    const { credentials } = writeDemoHome(home)
    const other = '[default]\naws_access_key_id = AKIAOTHEROTHEROTHER2\naws_secret_access_key = other\n'
    writeFileSync(credentials, other, { flag: 'a' })
    assert.match(await served('readonly', ...program()), READONLY)
  })
}

test('long-term keys are served too, with an expiration at which clients refresh', { skip }, async () => {
  writeDemoHome(home)
  for (const [, program] of CLIENTS) assert.match(await served('base', ...program()), /:user\/alice/)
})
