// @ts-check
/** The time of a new process to get credentials that are already in the shared cache. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SharedConfig } from 'rolehop'
import { aws, needsPeers } from '../tests/peers/setup.mjs'
import { demoFiles, demoWorld } from '../tools/sts/demo.mjs'
import { startSts } from '../tools/sts/server.mjs'
import { compare, report } from './measure.mjs'

const { config, credentials } = demoFiles({ profiles: ['base', 'readonly'] })

const home = mkdtempSync(join(tmpdir(), 'rolehop-bench-'))
mkdirSync(join(home, '.aws', 'cli', 'cache'), { recursive: true })
writeFileSync(join(home, '.aws', 'config'), config)
writeFileSync(join(home, '.aws', 'credentials'), credentials)
const hop = SharedConfig.parse({ config, credentials }).plan('readonly').hops[0]
if (hop === undefined) throw new Error('no hop')
const entry = {
  Credentials: {
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'benchmark/secret+benchmark/secret+benchma',
    SessionToken: 'FwoGZXIvYXdzE'.repeat(22),
    Expiration: new Date(Date.now() + 43_200_000).toISOString().replace(/\.\d+Z/, '+00:00'),
  },
  AssumedRoleUser: { AssumedRoleId: 'AROAEXAMPLE:bench', Arn: 'arn:aws:sts::111122223333:assumed-role/ReadOnly/bench' },
}
writeFileSync(join(home, '.aws', 'cli', 'cache', `${hop.cacheKey}.json`), JSON.stringify(entry))

const env = { PATH: process.env['PATH'] ?? '', HOME: home, AWS_EC2_METADATA_DISABLED: 'true' }

/** @param {string} name @param {string} program @param {string[]} args @param {Record<string, string>} [more] */
function processCandidate(name, program, args, more = {}) {
  return {
    name,
    run: () => promisify(execFile)(program, args, { env: { ...env, ...more } }),
  }
}

/** @param {string} source */
const script = (source) => ['--input-type=module', '-e', source]

const candidates = [
  processCandidate(
    'rolehop, `import`',
    process.execPath,
    script(`import { fromProfile } from 'rolehop'; await fromProfile({ profile: 'readonly' })()`),
  ),
  processCandidate('rolehop, `rolehop credentials`', process.execPath, [
    'dist/cli.js',
    'credentials',
    '--profile',
    'readonly',
  ]),
  processCandidate('an empty Node process', process.execPath, script('')),
]
// This version of the AWS CLI has no command that prints credentials; `configure list` resolves them.
if (needsPeers().skip) console.error('the AWS CLI is left out: it is not installed')
else
  candidates.push(
    processCandidate('`aws configure list`', aws.program, [...aws.args, 'configure', 'list', '--profile', 'readonly']),
  )

// The SDK reads no cache: it calls STS each time, here one on loopback that responds at once.
const sts = await startSts({ world: demoWorld() })
candidates.push(
  processCandidate(
    '`fromIni` of the AWS SDK (calls STS)',
    process.execPath,
    script(`import { fromIni } from '@aws-sdk/credential-providers'; await fromIni({ profile: 'readonly' })()`),
    { AWS_ENDPOINT_URL_STS: sts.url },
  ),
)
try {
  report('Credentials from the cache in a fresh process', await compare(candidates, { rounds: 11, calls: 1 }), 'ms')
} finally {
  await sts.close()
  rmSync(home, { recursive: true })
}
