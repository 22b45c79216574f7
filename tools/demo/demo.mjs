// @ts-check
/**
 * `npm run demo`: the guide of the AWS CLI to roles with MFA, as a user would type it, with a local STS
 * instead of AWS and a temporary directory instead of the home directory. No account is needed, and none is
 * touched: the commands get an environment of their own.
 *
 * At a terminal it waits for Enter after each step, and the user types the MFA code. Without one it runs
 * to the end by itself.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_EXTERNAL_ID, DEMO_MFA, guideFiles, writeHome } from '../sts/demo.mjs'
import { startSts } from '../sts/server.mjs'
import { hasTerminal, waitForEnter } from './terminal.mjs'

const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

const interactive = hasTerminal()

/** The settings of the guide's profile, one command each. */
const OPERATIONS_ADMIN = {
  role_arn: 'arn:aws:iam::111122223333:role/OperationsAdmin',
  source_profile: 'source-user',
  role_session_name: 'alice',
  duration_seconds: '3600',
  mfa_serial: DEMO_MFA.serial,
}

/** A role of another account, which is reached through the first. `source_profile` is misspelled. */
const DEPLOY = {
  role_arn: 'arn:aws:iam::444455556666:role/Deploy',
  source_profile: 'operation-admin',
  external_id: DEMO_EXTERNAL_ID,
  region: 'eu-central-1',
}

const say = (/** @type {string} */ text = '') => process.stdout.write(`${text}\n`)

/** An argument as a shell needs it. */
const quoted = (/** @type {string} */ word) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The home folder, the STS, and the commands. */
class Demo {
  #steps = 0

  /** @param {string} home @param {import('../sts/server.mjs').Sts} sts */
  constructor(home, sts) {
    this.home = home
    this.sts = sts
    /** @type {Record<string, string>} */
    this.env = { ...terminalSettings(), HOME: home, USERPROFILE: home, AWS_ENDPOINT_URL_STS: sts.url }
  }

  /** Begins a step. At a terminal, the user decides when. */
  async step(/** @type {string} */ title) {
    if (this.#steps > 0 && interactive) await waitForEnter('Press Enter to continue ')
    this.#steps += 1
    say(`${this.#steps}. ${title}\n`)
  }

  /**
   * Shows a command and runs it at this terminal.
   * @param {string[]} args
   * @param {{ status?: number }} [expected] its exit code
   * @returns {Promise<string>} what it printed
   */
  async run(args, { status: expected = 0 } = {}) {
    say(`$ rolehop ${args.map(quoted).join(' ')}`)
    const child = spawn(process.execPath, [CLI, ...args], { env: this.env, stdio: ['inherit', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      printed += chunk
      process.stdout.write(chunk)
    })
    const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (status !== expected) throw new Error(`rolehop ${args[0]} ended with ${status}`)
    if (printed) say()
    return printed
  }

  /** Changes the settings of a profile. */
  async set(/** @type {string} */ profile, /** @type {Record<string, string>} */ settings) {
    for (const [key, value] of Object.entries(settings)) await this.run(['set', key, value, '--profile', profile])
    say()
  }

  /** Shows the saved file. */
  showConfig() {
    say('$ cat ~/.aws/config')
    say(readFileSync(join(this.home, '.aws', 'config'), 'utf8'))
  }

  /**
   * Runs `whoami` and checks which calls it makes.
   * @param {string} profile
   * @param {string[]} args
   * @param {string[]} expected the actions
   */
  async whoami(profile, args, expected) {
    const before = this.sts.requests.length
    const printed = await this.run(['whoami', '--profile', profile, ...args])
    assert.match(printed, /:assumed-role\//)
    const calls = this.sts.requests.slice(before).map(({ action }) => action)
    assert.deepEqual(calls, expected)
    say(`   Calls to STS: ${calls.join(', ')}\n`)
  }

  /** The guide. */
  async walk() {
    await this.step('List the profiles: source-user has the access key of a user, sso-admin signs in to the portal.')
    await this.run(['list-profiles'])
    await this.step('Set up operations-admin: a role that source-user assumes with an MFA code.')
    await this.set('operations-admin', OPERATIONS_ADMIN)
    await this.step('The file as it was saved.')
    this.showConfig()
    await this.step(`Show the caller identity.${interactive ? ` At the prompt, type the code ${DEMO_MFA.code}.` : ''}`)
    const code = interactive ? [] : ['--mfa-code', DEMO_MFA.code]
    await this.whoami('operations-admin', code, ['AssumeRole', 'GetCallerIdentity'])
    await this.step('Show it again: the session is cached, so there is no prompt and no AssumeRole.')
    await this.whoami('operations-admin', ['--query', 'Arn', '--output', 'text'], ['GetCallerIdentity'])
    await this.walkChain()
  }

  /** Beyond the guide: two hops, an error, and the plan. */
  async walkChain() {
    await this.step('Set up deploy: a role of another account, assumed by operations-admin.')
    await this.set('deploy', DEPLOY)
    await this.step('Check it before the first call: source_profile is misspelled.')
    await this.run(['check', '--profile', 'deploy'], { status: 253 })
    await this.set('deploy', { source_profile: 'operations-admin' })
    await this.step('See what it will do: the session of the first role is cached, the second is assumed.')
    await this.run(['plan', '--profile', 'deploy'])
    await this.whoami('deploy', [], ['AssumeRole', 'GetCallerIdentity'])
    await this.step('List the cached sessions.')
    await this.run(['cache', 'list'])
  }
}

/** The variables that the commands get from this environment: how to start a program and what the terminal can show. */
function terminalSettings() {
  const passed = ['PATH', 'SystemRoot', 'TERM', 'COLORTERM', 'NO_COLOR', 'LANG', 'LC_ALL']
  return Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

async function main() {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-demo-'))
  const sts = await startSts()
  try {
    writeHome(home, guideFiles())
    say(`A local STS in place of AWS: ${sts.url}\nA temporary folder in place of the home folder: ${home}\n`)
    await new Demo(home, sts).walk()
    say('End of the demo; the folder is deleted. `node dist/cli.cjs --help` lists all commands.')
  } finally {
    await sts.close()
    rmSync(home, { recursive: true, force: true })
  }
}

// Ctrl-C ends the command that runs, and then the demo, which deletes its folder.
process.on('SIGINT', () => {})
main().catch((error) => {
  console.error(`the demo failed: ${error.message}`)
  process.exitCode = 1
})
