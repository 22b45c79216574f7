// @ts-check
/**
 * The hosts that the program of `exec` calls: the AWS CLI and the AWS SDK for JavaScript, with the
 * settings of the profile and not with those of `default`. No request leaves this computer: a proxy
 * records the host names, and a server the calls to local endpoints.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { aws, needsPeers } from './setup.mjs'

const { skip } = needsPeers()
const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KEYS = 'aws_access_key_id = AKIAEXECEXECEXECEXEC\naws_secret_access_key = not/a/real/secret\n'

/** The calls: `HOST` through the proxy, `local /PATH` or `other /PATH` on loopback. @type {string[]} */
const called = []
const proxy = createServer().on('connect', ({ url = '' }, socket) => {
  called.push(url.replace(/:443$/, ''))
  socket.on('error', () => {})
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
})
const server = (/** @type {string} */ name) =>
  createServer((_request, response) => {
    called.push(name)
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"__type": "Rejected", "message": "rejected"}')
  })
const local = server('local')
const other = server('other')

/** @param {import('node:http').Server} listening */
const urlOf = (listening) => `http://127.0.0.1:${/** @type {any} */ (listening.address()).port}`

before(async () => {
  for (const listening of [proxy, local, other])
    await new Promise((resolve) => listening.listen(0, '127.0.0.1', () => resolve(undefined)))
})

after(() => {
  for (const listening of [proxy, local, other]) listening.close().closeAllConnections()
})

/** The AWS CLI with a call to one service. @param {...string} call */
const awsCli = (...call) => [aws.program, ...aws.args, ...call]
const TABLES = awsCli('dynamodb', 'list-tables')
const BUCKETS = awsCli('s3api', 'list-buckets')
const OBJECTS = awsCli('s3api', 'list-objects-v2', '--bucket', 'a-bucket')
const CALLER = awsCli('sts', 'get-caller-identity')

/** The AWS SDK for JavaScript, which prints the endpoint of a call. */
const SDK = [
  process.execPath,
  '--input-type=module',
  '-e',
  `import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
const requestHandler = {
  handle: async ({ hostname, port }) => {
    console.log(port ? 'http://' + hostname + ':' + port : hostname)
    throw new Error('not sent')
  },
}
await new STSClient({ requestHandler, maxAttempts: 1 }).send(new GetCallerIdentityCommand()).catch(() => {})`,
]

/**
 * Runs a program below `exec` and returns the calls and stderr.
 * @param {{ config: string, credentials?: string, env?: Record<string, string>, args?: string[], program: string[] }} run
 */
async function where({ config, credentials = `[base]\n${KEYS}`, env = {}, args = [], program }) {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-exec-'))
  const put = (/** @type {string} */ text) => text.replaceAll('LOCAL', urlOf(local)).replaceAll('OTHER', urlOf(other))
  try {
    mkdirSync(join(home, '.aws'))
    writeFileSync(join(home, '.aws', 'config'), put(config))
    writeFileSync(join(home, '.aws', 'credentials'), put(credentials))
    called.length = 0
    const profile = args.includes('--profiles') ? [] : ['--profile', 'p']
    const options = {
      cwd: ROOT,
      env: {
        HOME: home,
        PATH: process.env['PATH'],
        HTTPS_PROXY: urlOf(proxy),
        NO_PROXY: '127.0.0.1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, put(value)])),
      },
    }
    const command = [CLI, 'exec', ...profile, ...args.map(put), '--', ...program]
    const ran = await promisify(execFile)(process.execPath, command, options).catch((error) => error)
    const printed = program === SDK ? ran.stdout.trim().split('\n') : []
    const local_ = printed.map((/** @type {string} */ line) => (line === urlOf(local) ? 'local' : line))
    return { hosts: [...new Set([...called, ...local_])], stderr: String(ran.stderr) }
  } finally {
    rmSync(home, { recursive: true })
  }
}

const P = `[profile p]\n${KEYS}region = eu-west-1\n`
const SERVICES = '[services mine]\ndynamodb =\n  endpoint_url = LOCAL\ns3_control =\n  endpoint_url = OTHER\n'

/** @type {[shows: string, run: Parameters<typeof where>[0], hosts: string[]][]} */
const CASES = [
  ["the profile's region", { config: P, program: TABLES }, ['dynamodb.eu-west-1.amazonaws.com']],
  ['--region', { config: P, args: ['--region', 'us-west-2'], program: TABLES }, ['dynamodb.us-west-2.amazonaws.com']],
  ['endpoint_url', { config: `${P}endpoint_url = LOCAL\n`, program: TABLES }, ['local']],
  ['endpoint_url, for the SDK', { config: `${P}endpoint_url = LOCAL\n`, program: SDK }, ['local']],
  [
    'endpoint_url, with --profiles',
    { config: `${P}endpoint_url = LOCAL\n`, args: ['--profiles', 'p'], program: TABLES },
    ['local'],
  ],
  [
    'endpoint_url, with --serve',
    { config: `${P}endpoint_url = LOCAL\n`, args: ['--serve'], program: TABLES },
    ['local'],
  ],
  ['a services section', { config: `${P}services = mine\n${SERVICES}`, program: TABLES }, ['local']],
  [
    'a services section does not affect other services',
    { config: `${P}services = mine\n${SERVICES}`, program: CALLER },
    ['sts.eu-west-1.amazonaws.com'],
  ],
  [
    'a services section overrides endpoint_url',
    { config: `${P}services = mine\nendpoint_url = OTHER\n${SERVICES}`, program: TABLES },
    ['local'],
  ],
  [
    'AWS_ENDPOINT_URL overrides a services section and endpoint_url',
    {
      config: `${P}services = mine\nendpoint_url = OTHER\n${SERVICES.replaceAll('LOCAL', 'OTHER')}`,
      env: { AWS_ENDPOINT_URL: 'LOCAL' },
      program: TABLES,
    },
    ['local'],
  ],
  [
    "a service's variable beats a services section",
    {
      config: `${P}services = mine\n${SERVICES.replaceAll('LOCAL', 'OTHER')}`,
      env: { AWS_ENDPOINT_URL_DYNAMODB: 'LOCAL' },
      program: TABLES,
    },
    ['local'],
  ],
  [
    'ignore_configured_endpoint_urls',
    {
      config: `${P}endpoint_url = OTHER\nignore_configured_endpoint_urls = true\n`,
      env: { AWS_ENDPOINT_URL_DYNAMODB: 'OTHER' },
      program: TABLES,
    },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    '--endpoint-url overrides all of them',
    {
      config: `${P}endpoint_url = OTHER\nignore_configured_endpoint_urls = true\n`,
      env: { AWS_ENDPOINT_URL_DYNAMODB: 'OTHER' },
      args: ['--endpoint-url', 'LOCAL'],
      program: TABLES,
    },
    ['local'],
  ],
  [
    'use_fips_endpoint',
    { config: `${P.replace('eu-west-1', 'us-west-2')}use_fips_endpoint = true\n`, program: TABLES },
    ['dynamodb-fips.us-west-2.amazonaws.com'],
  ],
  [
    'AWS_USE_FIPS_ENDPOINT overrides use_fips_endpoint',
    { config: `${P}use_fips_endpoint = true\n`, env: { AWS_USE_FIPS_ENDPOINT: 'false' }, program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'use_dualstack_endpoint',
    { config: `${P}use_dualstack_endpoint = true\n`, program: OBJECTS },
    ['a-bucket.s3.dualstack.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: endpoint_url',
    { config: `[default]\nendpoint_url = OTHER\n${P}`, program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: endpoint_url, for the SDK',
    { config: `[default]\nendpoint_url = LOCAL\n${P}`, program: SDK },
    ['sts.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: endpoint_url in the credentials file',
    { config: P, credentials: `[default]\nendpoint_url = OTHER\n`, program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: endpoint_url while the profile has a services section',
    { config: `[default]\nendpoint_url = OTHER\n${P}services = mine\n${SERVICES}`, program: BUCKETS },
    ['s3.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: a services section',
    { config: `[default]\nservices = mine\n${SERVICES.replaceAll('LOCAL', 'OTHER')}${P}`, program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: switches',
    {
      config: `[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n${P}`,
      program: OBJECTS,
    },
    ['a-bucket.s3.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: ignore_configured_endpoint_urls',
    { config: `[default]\nignore_configured_endpoint_urls = true\n${P}endpoint_url = LOCAL\n`, program: TABLES },
    ['local'],
  ],
  [
    'not from default: the s3 block',
    { config: `[default]\ns3 =\n  use_accelerate_endpoint = true\n${P}`, program: OBJECTS },
    ['a-bucket.s3.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default: the region',
    { config: `[default]\nregion = us-west-2\n${P.replace('region = eu-west-1\n', '')}`, program: TABLES },
    [],
  ],
  [
    'not from default: [DEFAULT]',
    { config: `[DEFAULT]\nregion = us-west-2\n[default]\nendpoint_url = OTHER\n${P}`, program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'not from default, with --serve',
    { config: `[default]\nendpoint_url = OTHER\n${P}`, args: ['--serve'], program: TABLES },
    ['dynamodb.eu-west-1.amazonaws.com'],
  ],
  [
    'other profiles can still be read',
    {
      config: `[default]\nregion = us-west-2\n[profile p]\nsource_profile = base\nrole_arn = x\n[profile q]\nregion = eu-north-1\ncredential_process = /bin/false\n${P.replace('region = eu-west-1\n', '').replace('[profile p]', '[profile r]')}`,
      args: ['--profile', 'base'],
      program: awsCli('configure', 'get', 'region', '--profile', 'q'),
    },
    [],
  ],
]

for (const [shows, run, hosts] of CASES) {
  test(`the program's calls: ${shows}`, { skip }, async () => {
    const { hosts: got, stderr } = await where(run)
    assert.deepEqual(got, hosts, stderr)
  })
}

test('settings without a variable are reported', { skip }, async () => {
  const config = `${P}s3 =\n  addressing_style = path\n  us_east_1_regional_endpoint = legacy\n`
  const { hosts, stderr } = await where({ config: config.replace('eu-west-1', 'us-east-1'), program: OBJECTS })
  assert.match(stderr, /rolehop: warning: .*`s3\.addressing_style`/)
  assert.doesNotMatch(stderr, /s3\.us_east_1/)
  assert.deepEqual(hosts, ['a-bucket.s3.amazonaws.com'])
})
