// @ts-check
/**
 * Processes are killed at random instants while they write: the config file by `set` and `save`, and cache
 * entries by refreshes. Afterwards each file is whole and no setting is lost, and the next write leaves
 * nothing of the killed process behind.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromProfile, SharedConfig } from 'rolehop'
import { textOf } from '../cli/support.mjs'
import { demo, eventually, homeWith, root } from '../node/support.mjs'
import { Random } from '../peers/generate/random.mjs'
import { inScope } from './scope.mjs'

export const shows = 'SIGKILL at random instants during `set` on 2,000 profiles and during cache writes'
export const quick = 0.08

/** The number of kills of each scene at scale 1. */
const ROUNDS = 100

/** The longest time between the first write of a process and its end, in milliseconds. */
const LONGEST = 25

/**
 * A home folder in which processes write.
 * @typedef {object} World
 * @property {string} source of the process; it prints after its first write
 * @property {Record<string, string>} env
 * @property {() => void} check asserts that the files are whole
 * @property {() => Promise<void>} after writes once more and asserts that nothing is left
 */

const PROFILES = 2000
const OLD = Array.from({ length: PROFILES }, (_, at) => `[profile p${at}]\nregion = eu-west-1\noutput = 0\n`).join('')

/** A config file in which only the last number changes. @param {any} t @param {string} source @returns {World & { path: string, aws: string }} */
function configWith(t, source) {
  const { env, config: path, aws } = homeWith(t, { config: OLD })
  return {
    source,
    env,
    path,
    aws,
    check: () => assert.ok(readFileSync(path, 'utf8').replace(/output = \d+\n$/, 'output = 0\n') === OLD, 'not whole'),
    after: async () => {},
  }
}

/** @param {any} t @returns {World} */
function setting(t) {
  const world = configWith(
    t,
    `import { SharedConfig } from 'rolehop'
     const config = await SharedConfig.load()
     for (let at = 1; ; at += 1) {
       config.set('p${PROFILES - 1}', 'output', String(at))
       await config.save()
       if (at === 1) process.stdout.write('.')
     }`,
  )
  const after = async () => {
    const config = await SharedConfig.load({ env: world.env })
    config.set(`p${PROFILES - 1}`, 'output', '0')
    config.set(`p${PROFILES - 1}`, 'output', '1')
    if (readFileSync(world.path, 'utf8').endsWith('output = 1\n')) config.set(`p${PROFILES - 1}`, 'output', '2')
    await config.save()
    assert.deepEqual(readdirSync(world.aws), ['config'], 'files of the killed process are left')
  }
  return { ...world, after }
}

/** The positive control: a writer that is not atomic. @param {any} t @returns {World} */
const naive = (t) =>
  configWith(
    t,
    `import { readFileSync, writeFileSync } from 'node:fs'
     const path = process.env.HOME + '/.aws/config'
     const text = readFileSync(path, 'utf8').replace(/0\\n$/, '')
     for (let at = 1; ; at += 1) {
       writeFileSync(path, text + at + '\\n')
       if (at === 1) process.stdout.write('.')
     }`,
  )

/** The processes that own the locks in a folder; a lock can be removed meanwhile. @param {string} folder */
function ownersIn(folder) {
  const texts = readdirSync(folder).map((name) => textOf(join(folder, name)))
  return texts.filter((text) => text !== undefined).map((text) => JSON.parse(text).pid)
}

/** @param {any} t @returns {Promise<World>} */
async function refreshing(t) {
  const { env, aws } = await demo(t)
  const folder = join(aws, 'rolehop/cache')
  const entries = () => readdirSync(folder).filter((name) => name.endsWith('.json'))
  return {
    source: `import { fromProfile } from 'rolehop'
      const provider = fromProfile({ profile: 'readonly' })
      for (let at = 1; ; at += 1) {
        await provider({ forceRefresh: true })
        if (at === 1) process.stdout.write('.')
      }`,
    env,
    check: () => {
      assert.equal(entries().length, 1, 'an entry is lost')
      for (const name of entries()) {
        assert.match(JSON.parse(readFileSync(join(folder, name), 'utf8')).Credentials.AccessKeyId, /^ASIA/)
      }
    },
    after: async () => {
      await fromProfile({ profile: 'readonly', env })({ forceRefresh: true })
      assert.deepEqual(readdirSync(folder), entries(), 'files of the killed process are left')
      // If this process gets no processor for two seconds, the run returns before its own lock is removed.
      const locks = join(aws, 'rolehop/locks')
      for (const owner of ownersIn(locks)) assert.equal(owner, process.pid, 'a lock of the killed process is left')
      await eventually(() => readdirSync(locks).length === 0)
    },
  }
}

/** Kills one process of a world at a random instant. @param {World} world @param {Random} random */
async function kill({ source, env }, random) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const over = once(child, 'exit')
  await once(child.stdout, 'data')
  // Not a wait: the process ends at a different instant each time.
  await new Promise((done) => setTimeout(done, random.next() * LONGEST))
  child.kill('SIGKILL')
  const [, signal] = await over
  assert.equal(signal, 'SIGKILL', 'the process ended by itself')
}

/** The rounds after which a file was not whole. @param {(t: any) => World | Promise<World>} make @param {number} rounds @param {Random} random */
async function rounds(make, rounds, random) {
  return inScope(async (scope) => {
    const world = await make(scope)
    let corrupt = 0
    for (let round = 0; round < rounds; round += 1) {
      await kill(world, random)
      try {
        world.check()
      } catch (error) {
        corrupt += 1
        if (make !== naive) throw error
        writeFileSync(join(world.env.HOME ?? '', '.aws/config'), OLD)
      }
      await world.after()
    }
    return corrupt
  })
}

/**
 * @param {import('./harnesses.mjs').Options} options
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale, seed }) {
  const random = new Random(seed)
  const each = Math.max(1, Math.round(ROUNDS * scale))
  await Promise.all([rounds(setting, each, random), rounds(refreshing, each, random)])
  const trials = Math.min(40, Math.max(15, Math.round(each / 10)))
  const caught = await rounds(naive, trials, random)
  assert.ok(caught > 0, 'the writer that is not atomic was never caught')
  const control = `a writer that is not atomic left a broken file in ${caught} of ${trials} rounds`
  return { counts: { kills: 2 * each, 'of `set`': each, 'of cache writes': each, corrupt: 0, lost: 0 }, control }
}
