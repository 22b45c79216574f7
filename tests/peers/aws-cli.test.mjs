// @ts-check
/**
 * The AWS CLI and rolehop with the same home folder: each uses the session that the other has cached,
 * without a call, and both read the settings that rolehop has written.
 *
 * Sessions from a custom endpoint are not in the shared cache, so the endpoint is that of AWS and the
 * requests are redirected: rolehop gets a `fetch`, and the AWS CLI the URL.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { fromProfile, SharedConfig } from 'rolehop'
import { demoWorld, writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { identityProvider } from '../node/identity-provider.mjs'
import { fetchVia } from './redirect-fetch.mjs'
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

/** The output of `aws configure list-profiles`, from botocore: version 1 of the AWS CLI lacks the command. */
async function listProfiles() {
  const program = "import botocore.session; print('\\n'.join(botocore.session.Session().available_profiles))"
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', program], {
    env: { HOME: home },
  })
  return stdout.trimEnd().split('\n')
}

/** Rolehop's credentials for the profile, requested from AWS's endpoint and redirected. */
const rolehopCredentials = () => fromProfile({ profile: PROFILE, env: { HOME: home }, fetch: fetchVia(sts.url) })()

test('the AWS CLI uses a session that rolehop has cached', { skip }, async () => {
  const { accessKeyId } = await rolehopCredentials()
  assert.deepEqual(calls(), ['AssumeRole'])
  const identity = JSON.parse(await runAws('sts', 'get-caller-identity', '--profile', PROFILE))
  assert.match(identity.Arn, /:assumed-role\/ReadOnly\/rolehop-\d+$/)
  assert.deepEqual(calls(), ['AssumeRole', 'GetCallerIdentity'])
  assert.equal(sts.requests.at(-1)?.accessKeyId, accessKeyId)
})

test('rolehop uses a session that the AWS CLI has cached', { skip }, async () => {
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
  assert.deepEqual(calls(), ['AssumeRole', 'GetCallerIdentity'])
  const { accessKeyId, accountId } = await rolehopCredentials()
  assert.equal(accessKeyId, sts.requests.at(-1)?.accessKeyId)
  assert.equal(accountId, '111122223333')
  assert.equal(calls().length, 2)
})

test('both use the same file name', { skip }, async () => {
  await rolehopCredentials()
  const names = readdirSync(cache())
  assert.equal(names.length, 1)
  rmSync(cache(), { recursive: true })
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
  assert.deepEqual(readdirSync(cache()), names)
})

test('rolehop replaces an entry on which the AWS CLI fails', { skip }, async () => {
  await rolehopCredentials()
  const [name = ''] = readdirSync(cache())
  const entry = join(cache(), name)
  writeFileSync(entry, readFileSync(entry, 'utf8').slice(0, 100))
  await assert.rejects(runAws('sts', 'get-caller-identity', '--profile', PROFILE))
  await rolehopCredentials()
  await runAws('sts', 'get-caller-identity', '--profile', PROFILE)
})

test('both read settings written by rolehop', { skip }, async () => {
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

test('both share the session of a web identity', { skip }, async (t) => {
  const { sts: webIdentitySts, env, home: itsHome, config, file } = await identityProvider(t)
  const { AWS_ENDPOINT_URL_STS: _, ...plain } = env
  const role = 'role_arn = arn:aws:iam::111122223333:role/Ci'
  writeFileSync(config, `[profile ci]\n${role}\nregion = eu-west-1\nweb_identity_token_file = ${file}\n`)
  // The AWS CLI also sends the newline after the token, which this STS rejects.
  writeFileSync(file, readFileSync(file, 'utf8').trim())
  const awsCli = async () => {
    const around = { PATH: process.env['PATH'], ...plain, AWS_ENDPOINT_URL_STS: webIdentitySts.url }
    const args = [...aws.args, 'sts', 'get-caller-identity', '--profile', 'ci']
    return JSON.parse((await promisify(execFile)(aws.program, args, { env: around })).stdout)
  }
  const rolehopKey = async () =>
    (await fromProfile({ profile: 'ci', env: plain, fetch: fetchVia(webIdentitySts.url) })()).accessKeyId
  const seen = () => webIdentitySts.requests.splice(0).map(({ action }) => action)
  const folder = join(itsHome, '.aws', 'cli', 'cache')

  await rolehopKey()
  const names = readdirSync(folder)
  assert.match((await awsCli()).Arn, /:assumed-role\/Ci\/rolehop-\d+$/)
  assert.deepEqual(seen(), ['AssumeRoleWithWebIdentity', 'GetCallerIdentity'])
  rmSync(folder, { recursive: true })
  await awsCli()
  assert.deepEqual(readdirSync(folder), names, 'both use the same file name')
  assert.match(await rolehopKey(), /^ASIA/)
  assert.deepEqual(seen(), ['AssumeRoleWithWebIdentity', 'GetCallerIdentity'])
})
