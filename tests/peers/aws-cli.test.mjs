// @ts-check
/**
 * The real AWS CLI and rolehop on the same home folder: each uses the session that the other has
 * kept, without a call, and both read the settings that rolehop has written.
 *
 * Sessions from an overridden endpoint stay out of the shared cache, so here the endpoint is AWS's
 * own and the way to it is bent: rolehop is given a `fetch`, and the AWS CLI the URL.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { fromProfile, SharedConfig } from 'rolehop'
import { demoWorld, writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { aws, needsPeers, python } from './setup.mjs'

const { skip } = needsPeers()
const PROFILE = 'readonly'

/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts
let home = ''

beforeEach(async () => {
  sts = await startSts({ world: demoWorld() })
  home = mkdtempSync(join(tmpdir(), 'rolehop-aws-'))
  writeDemoHome(home)
})

afterEach(async () => {
  await sts.close()
  rmSync(home, { recursive: true })
})

const calls = () => sts.requests.map(({ action }) => action)
const cache = () => join(home, '.aws', 'cli', 'cache')

/** Runs the AWS CLI in the home folder; STS is the one of this test. */
async function runAws(/** @type {string[]} */ ...args) {
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const { stdout } = await promisify(execFile)(aws.program, [...aws.args, ...args], { env })
  return stdout
}

/** What `aws configure list-profiles` prints; version 1 of the command lacks it, botocore does not. */
async function listProfiles() {
  const program = "import botocore.session; print('\\n'.join(botocore.session.Session().available_profiles))"
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', program], {
    env: { HOME: home },
  })
  return stdout.trimEnd().split('\n')
}

/** Sends what is meant for AWS to the STS of this test; the host, which is signed, stays AWS's. */
async function bent(/** @type {unknown} */ url, /** @type {RequestInit=} */ init) {
  const { host } = new URL(String(url))
  const headers = { .../** @type {Record<string, string>} */ (init?.headers), host }
  const request = httpRequest(sts.url, { method: 'POST', headers })
  request.end(init?.body)
  const [answer] = await once(request, 'response')
  return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode })
}

/** Rolehop's credentials for the profile, from AWS's own endpoint as it believes. */
const ours = () => fromProfile({ profile: PROFILE, env: { HOME: home }, fetch: /** @type {typeof fetch} */ (bent) })()

test('the AWS CLI uses a session that rolehop has kept', { skip }, async () => {
  const { accessKeyId } = await ours()
  assert.deepEqual(calls(), ['AssumeRole'])
  const identity = JSON.parse(await runAws('sts', 'get-caller-identity', '--profile', PROFILE))
  assert.match(identity.Arn, /:assumed-role\/ReadOnly\/rolehop-\d+$/)
  assert.deepEqual(calls(), ['AssumeRole', 'GetCallerIdentity'])
  assert.equal(sts.requests.at(-1)?.accessKeyId, accessKeyId)
})

test('rolehop uses a session that the AWS CLI has kept', { skip }, async () => {
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
  assert.deepEqual(calls(), ['AssumeRole', 'GetCallerIdentity'])
  const { accessKeyId, accountId } = await ours()
  assert.equal(accessKeyId, sts.requests.at(-1)?.accessKeyId)
  assert.equal(accountId, '111122223333')
  assert.equal(calls().length, 2)
})

test('both name the entry alike', { skip }, async () => {
  await ours()
  const names = readdirSync(cache())
  assert.equal(names.length, 1)
  rmSync(cache(), { recursive: true })
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
  assert.deepEqual(readdirSync(cache()), names)
})

test('rolehop mends an entry that the AWS CLI fails on', { skip }, async () => {
  await ours()
  const [name = ''] = readdirSync(cache())
  const entry = join(cache(), name)
  writeFileSync(entry, readFileSync(entry, 'utf8').slice(0, 100))
  await assert.rejects(runAws('sts', 'get-caller-identity', '--profile', PROFILE))
  await ours()
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
})

test('both read what rolehop has set', { skip }, async () => {
  const config = await SharedConfig.load({ env: { HOME: home } })
  const settings = [
    ['fresh', 'role_arn', 'arn:aws:iam::111122223333:role/team/ReadOnly'],
    ['fresh', 'source_profile', 'base'],
    ['my team', 'region', 'eu-north-1'],
    [PROFILE, 'duration_seconds', '1800'],
    ['base', 'aws_session_token', 'not/a/real/token=='],
  ]
  for (const [profile = '', key = '', value = ''] of settings) config.set(profile, key, value)
  await config.save()
  assert.deepEqual(await listProfiles(), config.profiles)
  for (const [profile = '', key = '', value = ''] of settings) {
    assert.equal((await runAws('configure', 'get', key, '--profile', profile)).trimEnd(), value, `${profile} ${key}`)
    assert.equal(config.get(profile, key), value)
  }
})
