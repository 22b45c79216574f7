// @ts-check
/** Measures a new process that gets credentials from the shared cache. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SharedConfig } from 'rolehop'
import { aws, needsPeers } from '../tests/peers/setup.mjs'
import { capture } from '../tools/run.mjs'
import { demoFiles, demoWorld } from '../tools/sts/demo.mjs'
import { startSts } from '../tools/sts/server.mjs'
import { childrenCpu, compare, hasChildrenCpu, report } from './measure.mjs'

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

// The SDK reads no cache: it calls STS each time, here a local one that responds immediately.
const sts = await startSts({ world: demoWorld() })

const bare = processCandidate('an empty Node process', process.execPath, ['-e', ''])
const sdk = processCandidate(
  '`fromIni` of the AWS SDK (calls STS)',
  process.execPath,
  script(`import { fromIni } from '@aws-sdk/credential-providers'; await fromIni({ profile: 'readonly' })()`),
  { AWS_ENDPOINT_URL_STS: sts.url },
)
const imported = processCandidate(
  'rolehop, `import`',
  process.execPath,
  script(`import { fromProfile } from 'rolehop'; await fromProfile({ profile: 'readonly' })()`),
)
const required = processCandidate('rolehop, `require`', process.execPath, [
  '-e',
  `require('rolehop').fromProfile({ profile: 'readonly' })()`,
])
const command = processCandidate('rolehop, `rolehop credentials`', process.execPath, [
  'dist/cli.cjs',
  'credentials',
  '--profile',
  'readonly',
])

try {
  if (hasChildrenCpu) {
    const rows = await compare([sdk, imported, required, command], {
      rounds: 9,
      calls: 10,
      clock: childrenCpu,
      over: bare,
    })
    report('Credentials from the cache: processor time above that of an empty Node process', rows, 'ms')
  } else console.error('processor time is left out: only Linux reports it for programs that have ended')
  const waiting = [command, imported, sdk, bare]
  if (needsPeers().skip) console.error('the AWS CLI is left out: it is not installed')
  else waiting.unshift(awsCommand())
  report(
    'Credentials from the cache: time until they are there',
    await compare(waiting, { rounds: 11, calls: 1 }),
    'ms',
  )
} finally {
  await sts.close()
  rmSync(home, { recursive: true })
}

/** Version 1 of the AWS CLI has no `export-credentials`; `configure list` resolves the same credentials. */
function awsCommand() {
  const version = capture(aws.program, [...aws.args, '--version'])?.split(' ')[0] ?? 'the AWS CLI'
  const args = [...aws.args, 'configure', 'list', '--profile', 'readonly']
  return processCandidate(`\`aws configure list\` (${version})`, aws.program, args)
}
