// @ts-check
/** The time to read 10,000 profiles. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader'
import { SharedConfig } from 'rolehop'
import { needsPeers, python } from '../tests/peers/setup.mjs'
import { compare, report } from './measure.mjs'

const PROFILES = 10_000

/** Groups of four profiles: a base and a chain of three roles, as in generated configs. */
function config() {
  let text = ''
  for (let index = 0; index < PROFILES; index++) {
    text += `[profile team-${index}]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Team${index}\nsource_profile = team-${index - (index % 4)}\n\n`
  }
  return text
}

const folder = mkdtempSync(join(tmpdir(), 'rolehop-bench-'))
const configFile = join(folder, 'config')
const credentialsFile = join(folder, 'credentials')
writeFileSync(configFile, config())
writeFileSync(credentialsFile, '')

const candidates = [
  {
    name: 'rolehop',
    run: async () => {
      const shared = await SharedConfig.load({
        env: { HOME: folder, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile },
      })
      if (shared.profiles.length !== PROFILES) throw new Error(`${shared.profiles.length} profiles`)
    },
  },
  {
    name: '@smithy/shared-ini-file-loader',
    run: async () => {
      const files = await loadSharedConfigFiles({
        filepath: credentialsFile,
        configFilepath: configFile,
        ignoreCache: true,
      })
      if (Object.keys(files.configFile).length !== PROFILES) throw new Error('profiles are missing')
    },
  },
]

/** @type {import('node:child_process').ChildProcess | undefined} */
let worker
if (needsPeers().skip) {
  console.error('botocore is left out: it is not installed')
} else {
  const program = `
import sys
from botocore.configloader import load_config
for line in sys.stdin:
    print(len(load_config(line.strip())["profiles"]), flush=True)
`
  worker = spawn(python.program, [...python.flags, '-c', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { stdin, stdout } = worker
  if (stdin === null || stdout === null) throw new Error('no pipe to Python')
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]()
  candidates.push({
    name: 'botocore',
    run: async () => {
      stdin.write(`${configFile}\n`)
      const { value } = await answers.next()
      if (Number(value) !== PROFILES) throw new Error(`botocore: ${value}`)
    },
  })
}

try {
  report(`Reading ${PROFILES.toLocaleString('en')} profiles`, await compare(candidates, { rounds: 9, calls: 1 }), 'ms')
} finally {
  worker?.kill()
  rmSync(folder, { recursive: true })
}
