// @ts-check
/** How long does it take to read 10,000 profiles, and 100,000: to their names and one plan? */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader'
import { SharedConfig } from 'rolehop'
import { needsPeers, python } from '../tests/peers/setup.mjs'
import { compare, report } from './measure.mjs'
import { manyProfiles } from './profiles.mjs'

/**
 * @typedef {object} Stage two files with this many profiles
 * @property {number} count
 * @property {string} folder
 * @property {string} configFile
 * @property {string} credentialsFile
 */

/** @param {number} count @returns {Stage} */
function stage(count) {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-bench-'))
  const configFile = join(folder, 'config')
  const credentialsFile = join(folder, 'credentials')
  writeFileSync(configFile, manyProfiles(count))
  writeFileSync(credentialsFile, '')
  return { count, folder, configFile, credentialsFile }
}

/** @param {Stage} stage @param {number} found */
function check({ count }, found) {
  if (found !== count) throw new Error(`${found} profiles instead of ${count}`)
}

/** @param {Stage} stage */
const rolehop = (stage) => ({
  name: 'rolehop',
  run: async () => {
    const { folder, configFile, credentialsFile } = stage
    const env = { HOME: folder, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile }
    const config = await SharedConfig.load({ env })
    check(stage, config.profiles.length)
    config.plan('team-5', { env })
  },
})

/** @param {Stage} stage */
const smithy = (stage) => ({
  name: '@smithy/shared-ini-file-loader',
  run: async () => {
    const { configFile: configFilepath, credentialsFile: filepath } = stage
    const files = await loadSharedConfigFiles({ filepath, configFilepath, ignoreCache: true })
    check(stage, Object.keys(files.configFile).length)
  },
})

const PROGRAM = `
import sys
from botocore.configloader import load_config
for line in sys.stdin:
    print(len(load_config(line.strip())["profiles"]), flush=True)
`

/** botocore in a process that is running already. */
function botocore() {
  const worker = spawn(python.program, [...python.flags, '-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: worker.stdout })[Symbol.asyncIterator]()
  const candidate = (/** @type {Stage} */ stage) => ({
    name: 'botocore',
    run: async () => {
      worker.stdin.write(`${stage.configFile}\n`)
      check(stage, Number((await answers.next()).value))
    },
  })
  return { candidate, close: () => void worker.kill() }
}

const peer = needsPeers().skip ? undefined : botocore()
if (!peer) console.error('botocore is left out: it is not installed')
try {
  for (const [count, rounds] of /** @type {const} */ ([
    [10_000, 15],
    [100_000, 5],
  ])) {
    const files = stage(count)
    const candidates = [smithy(files), rolehop(files), ...(peer ? [peer.candidate(files)] : [])]
    report(`Reading ${count.toLocaleString('en')} profiles`, await compare(candidates, { rounds, calls: 1 }), 'ms')
    rmSync(files.folder, { recursive: true })
  }
} finally {
  peer?.close()
}
