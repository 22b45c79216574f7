// @ts-check
/** How long do commands take that read or change a config with 10,000 profiles? */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { aws, needsPeers, python } from '../tests/peers/setup.mjs'
import { capture } from '../tools/run.mjs'
import { compare, report } from './measure.mjs'
import { manyProfiles } from './profiles.mjs'

const PROFILES = 10_000
const ROUNDS = 9

const folder = mkdtempSync(join(tmpdir(), 'rolehop-bench-'))

/** A home folder of a candidate's own, since each changes its file. */
function home(/** @type {string} */ name) {
  const path = join(folder, name)
  mkdirSync(join(path, '.aws'), { recursive: true })
  writeFileSync(join(path, '.aws/config'), manyProfiles(PROFILES))
  return path
}

/**
 * @param {string} name
 * @param {string} program
 * @param {(call: number) => string[]} args
 */
function candidate(name, program, args) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home(String(Math.random())) }
  let call = 0
  return {
    name,
    run: async () => {
      call += 1
      return promisify(execFile)(program, args(call), { env, maxBuffer: 2 ** 24 })
    },
  }
}

const rolehop = (/** @type {string} */ name, /** @type {(call: number) => string[]} */ args) =>
  candidate(`\`rolehop ${name}\``, process.execPath, (call) => ['dist/cli.cjs', ...args(call)])

/** Another value each time, since a value that is there already is not written. */
const value = (/** @type {number} */ call) => `eu-west-${(call % 3) + 1}`

/**
 * Version 1 of the AWS CLI has no `list-profiles`. In version 2 the driver of the commands starts, and then the
 * list of botocore is printed: here without the arguments that the driver would parse.
 */
const LIST =
  'from awscli.clidriver import create_clidriver; print("\\n".join(create_clidriver().session.available_profiles))'
const LIST_ALONE = 'import botocore.session; print("\\n".join(botocore.session.Session().available_profiles))'

try {
  if (needsPeers().skip) console.error('nothing is measured: the AWS CLI is not installed')
  else {
    const version = capture(aws.program, [...aws.args, '--version'])?.split(' ')[0]
    const set = [
      candidate(`\`aws configure set\` (${version})`, aws.program, (call) => [
        ...[...aws.args, 'configure', 'set', 'region', value(call), '--profile', 'team-5000'],
      ]),
      rolehop('set', (call) => ['set', 'region', value(call), '--profile', 'team-5000']),
    ]
    report('Setting one key in 10,000 profiles', await compare(set, { rounds: ROUNDS, calls: 1 }), 'ms')
    const list = [
      candidate(`the driver of ${version} and its list`, python.program, () => [...python.flags, '-c', LIST]),
      candidate('the list of botocore alone', python.program, () => [...python.flags, '-c', LIST_ALONE]),
      rolehop('list-profiles', () => ['list-profiles']),
    ]
    report('Listing 10,000 profiles', await compare(list, { rounds: ROUNDS, calls: 1 }), 'ms')
  }
} finally {
  rmSync(folder, { recursive: true })
}
