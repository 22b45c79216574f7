// @ts-check
/** Measures many providers in one process: the memory of 1,000, and 200 roles that one hub role assumes. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DEMO_KEY } from '../tools/sts/demo.mjs'
import { startSts } from '../tools/sts/server.mjs'
import { compare, quantile, report } from './measure.mjs'

const ROLES = 200
const PROVIDERS = 1000
const ROUNDS = 5

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const HUB = 'arn:aws:iam::111122223333:role/Hub'
const roleArn = (/** @type {number} */ index) => `arn:aws:iam::444455556666:role/Role${index}`
const names = Array.from({ length: ROLES }, (_, index) => `role-${index}`)

const sts = await startSts({
  world: {
    users: [{ arn: ALICE, accessKeys: [{ ...DEMO_KEY }] }],
    roles: [
      { arn: HUB, trust: [{ principals: [ALICE] }] },
      ...names.map((_, index) => ({ arn: roleArn(index), trust: [{ principals: [HUB] }] })),
    ],
  },
})

const home = mkdtempSync(join(tmpdir(), 'rolehop-bench-'))
mkdirSync(join(home, '.aws'))
const profile = (/** @type {string} */ name, /** @type {string} */ arn, /** @type {string} */ source) =>
  `[profile ${name}]\nregion = eu-central-1\nrole_arn = ${arn}\nsource_profile = ${source}\n`
writeFileSync(
  join(home, '.aws/config'),
  profile('hub', HUB, 'base') + names.map((name, index) => profile(name, roleArn(index), 'hub')).join(''),
)
writeFileSync(
  join(home, '.aws/credentials'),
  `[base]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`,
)

/** Runs a program as a module; returns what it prints. */
async function output(/** @type {string} */ source) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const args = ['--expose-gc', '--no-warnings', '--input-type=module', '-e', source]
  return (await promisify(execFile)(process.execPath, args, { env })).stdout
}

const OURS = `import { fromProfile as from } from 'rolehop'`
const SDK = `import { fromIni as from } from '@aws-sdk/credential-providers'`

/** The memory that providers keep which have credentials of a role: JavaScript's and the engine's. */
const keeping = (/** @type {string} */ load) => `
  ${load}
  const collect = async () => {
    for (let time = 0; time < 4; time++) {
      globalThis.gc()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const provider = () => from({ profile: 'hub' })
  await provider()()
  const before = await collect()
  const providers = Array.from({ length: ${PROVIDERS} }, provider)
  for (const get of providers) await get()
  console.log(((await collect()) - before) / providers.length)`

async function memory() {
  console.log(
    `\n### Memory of ${PROVIDERS} providers with a role's credentials\n\n| | bytes each, median | ratio |\n|---|---:|---:|`,
  )
  /** @type {Record<string, number[]>} */
  const bytes = { '`fromIni` of the AWS SDK': [], 'rolehop, `fromProfile`': [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, of] of Object.values(bytes).entries()) of.push(Number(await output(keeping(at === 0 ? SDK : OURS))))
  }
  const medians = Object.values(bytes).map((of) => quantile(of, 0.5))
  for (const [at, name] of Object.keys(bytes).entries())
    console.log(`| ${name} | ${medians[at]?.toFixed(0)} | ${((medians[at] ?? 0) / (medians[0] ?? 1)).toFixed(2)} |`)
}

/** A fresh process that gets credentials of all roles. */
const ALL = {
  '`fromIni` of the AWS SDK, all at once': `${SDK}
    await Promise.all(${JSON.stringify(names)}.map((profile) => from({ profile })()))`,
  'rolehop, `fromProfiles`': `import { fromProfiles } from 'rolehop'
    const all = await fromProfiles(${JSON.stringify(names)}, { cache: 'memory' })
    if (all.some(({ error }) => error)) throw all.find(({ error }) => error).error`,
}

/** @type {Map<string, number>} */
const hubCalls = new Map()
const candidates = Object.entries(ALL).map(([name, source]) => ({
  name,
  run: async () => {
    const before = sts.requests.length
    await output(source)
    const calls = sts.requests
      .slice(before)
      .filter(({ action, params }) => action === 'AssumeRole' && params.RoleArn === HUB)
    hubCalls.set(name, calls.length)
  },
}))

try {
  await memory()
  report(`${ROLES} roles over one hub role`, await compare(candidates, { rounds: ROUNDS, calls: 1 }), 'ms')
  for (const [name, calls] of hubCalls) console.log(`\n${name}: ${calls} calls for the hub role`)
} finally {
  await sts.close()
  rmSync(home, { recursive: true })
}
