// @ts-check
/**
 * `npm run demo`: the whole journey, as a user would type it, with an STS of this machine's own in
 * place of AWS and a folder that is deleted afterwards in place of home. No account is needed, and
 * none that there is can be touched: the environment of the commands is made here.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_EXTERNAL_ID, DEMO_MFA, writeDemoHome } from '../sts/demo.mjs'
import { startSts } from '../sts/server.mjs'
import { hasTerminal } from './terminal.mjs'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** Somebody can type. */
const interactive = hasTerminal()

/** What is set, one command each: two roles, the second reached through the first. */
const SETTINGS = {
  hub: {
    role_arn: 'arn:aws:iam::111122223333:role/Hub',
    source_profile: 'base',
    mfa_serial: DEMO_MFA.serial,
    role_session_name: 'alice',
  },
  deploy: {
    role_arn: 'arn:aws:iam::444455556666:role/Deploy',
    source_profile: 'hub',
    external_id: DEMO_EXTERNAL_ID,
    region: 'eu-central-1',
  },
}

const say = (/** @type {string} */ text = '') => process.stdout.write(`${text}\n`)

/** A word as a shell takes it. */
const quoted = (/** @type {string} */ word) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The walk: a home folder, an STS, and the commands. */
class Demo {
  /** @param {string} home @param {import('../sts/server.mjs').Sts} sts */
  constructor(home, sts) {
    this.sts = sts
    /** @type {Record<string, string>} */
    this.env = { ...terminalSettings(), HOME: home, USERPROFILE: home, AWS_ENDPOINT_URL_STS: sts.url }
  }

  /**
   * Shows a command and runs it at this terminal. One that fails ends the demo.
   * @param {string[]} args
   * @returns {Promise<string>} what it printed
   */
  async type(...args) {
    say(`$ rolehop ${args.map(quoted).join(' ')}`)
    const child = spawn(process.execPath, [CLI, ...args], { env: this.env, stdio: ['inherit', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      printed += chunk
      process.stdout.write(chunk)
    })
    const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (status !== 0) throw new Error(`rolehop ${args[0]} ended with ${status}`)
    if (printed) say()
    return printed
  }

  /** Sets a profile's settings. */
  async set(/** @type {string} */ profile, /** @type {Record<string, string>} */ settings) {
    for (const [key, value] of Object.entries(settings)) await this.type('set', key, value, '--profile', profile)
    say()
  }

  /** Who the chain ends as, and which calls that took. */
  async whoami(/** @type {string[]} */ ...args) {
    const before = this.sts.requests.length
    const printed = await this.type('whoami', '--profile', 'deploy', ...args)
    assert.match(JSON.parse(printed).Arn, /:assumed-role\/Deploy\//)
    const calls = this.sts.requests.slice(before).map(({ action }) => action)
    say(`  STS was called ${calls.length === 1 ? 'once' : `${calls.length} times`}: ${calls.join(', ')}\n`)
    return calls
  }

  /** The guide, step by step. */
  async walk() {
    say('1. Which profiles are there? One, with the keys of a user.\n')
    await this.type('list-profiles')
    say('2. Two roles: hub, which wants an MFA code, and deploy of another account, reached through hub.\n')
    for (const [profile, settings] of Object.entries(SETTINGS)) await this.set(profile, settings)
    say('3. What has been written, and where?\n')
    await this.type('show', '--profile', 'deploy')
    say('4. Is anything wrong with it? Nothing is called to find out.\n')
    await this.type('check', '--profile', 'deploy')
    say('5. What will happen, before it happens?\n')
    await this.type('plan', '--profile', 'deploy')
    say(`6. Who does that make me?${interactive ? ` Your authenticator app shows ${DEMO_MFA.code}: type that.` : ''}\n`)
    const first = await this.whoami(...(interactive ? [] : ['--mfa-code', DEMO_MFA.code]))
    assert.deepEqual(first, ['AssumeRole', 'AssumeRole', 'GetCallerIdentity'])
    say('7. And again, now from the cache: no code is asked for, and no role is assumed.\n')
    assert.deepEqual(await this.whoami(), ['GetCallerIdentity'])
    await this.type('cache', 'list')
  }
}

/** What the commands may know of this environment: how to start a program and what the terminal can show. */
function terminalSettings() {
  const kept = ['PATH', 'SystemRoot', 'TERM', 'COLORTERM', 'NO_COLOR', 'LANG', 'LC_ALL']
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

async function main() {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-demo-'))
  const sts = await startSts()
  try {
    writeDemoHome(home, { profiles: ['base'] })
    say(
      `An STS of our own stands in for AWS: ${sts.url}\nA folder of its own stands in for yours, home folder: ${home}\n`,
    )
    await new Demo(home, sts).walk()
    say('That was it; the folder is deleted. Run `rolehop --help` to see all commands.')
  } finally {
    await sts.close()
    rmSync(home, { recursive: true, force: true })
  }
}

// A Ctrl-C reaches the command that runs; it ends, and then the demo does, having cleaned up.
process.on('SIGINT', () => {})
main().catch((error) => {
  console.error(`the demo failed: ${error.message}`)
  process.exitCode = 1
})
