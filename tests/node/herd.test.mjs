// @ts-check
/** Many processes at once: one prompt, one call, one cache entry; also when a holder of the lock dies. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromProfile, SharedConfig } from 'rolehop'
import { DEMO_MFA, demo, inProcess } from './support.mjs'

/** How many processes; a bigger herd than every day's can be asked for. */
const HERD = Number(process.env.ROLEHOP_TEST_HERD ?? 12)

/**
 * A process that gets a profile's credentials and prints the key. It counts the prompts and answers
 * the prompt when all members have started.
 */
const member = (/** @type {string} */ profile, /** @type {number} */ members) => `
  import { fromProfile } from 'rolehop'
  import { appendFileSync, readFileSync } from 'node:fs'
  import { setTimeout as pause } from 'node:timers/promises'
  const started = process.env.HOME + '/started'
  appendFileSync(started, 'x')
  const mfaCodeProvider = async () => {
    appendFileSync(process.env.HOME + '/asked', 'x')
    while (readFileSync(started, 'utf8').length < ${members}) await pause(10)
    return '${DEMO_MFA.code}'
  }
  const logger = { warn: (message) => process.stderr.write(message + '\\n') }
  console.log((await fromProfile({ profile: '${profile}', mfaCodeProvider, logger })()).accessKeyId)`

const asked = (/** @type {string} */ home) => readFileSync(join(home, 'asked'), 'utf8').length

test(`${HERD} processes with a cold cache: one prompt and one call for each role`, async (t) => {
  const { env, home, actions, aws } = await demo(t)
  const runs = await Promise.all(Array.from({ length: HERD }, () => inProcess(member('deploy', HERD), env)))
  assert.deepEqual(
    runs.map(({ status, stderr }) => [status, stderr]),
    runs.map(() => [0, '']),
  )
  assert.equal(new Set(runs.map(({ stdout }) => stdout)).size, 1)
  assert.equal(asked(home), 1)
  assert.deepEqual(actions(), ['AssumeRole', 'AssumeRole'])
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
  assert.equal(readdirSync(join(aws, 'rolehop/cache')).length, 2)
})

test('what killed processes left among the locks is gone with the next lock; what is in use stays', async (t) => {
  const { env, aws } = await demo(t)
  const locks = join(aws, 'rolehop/locks')
  mkdirSync(locks, { recursive: true })
  const { pid } = spawnSync(process.execPath, ['--version'])
  const [one, other] = ['1'.repeat(32), '2'.repeat(32)]
  const leave = (/** @type {string} */ name, content = '') => writeFileSync(join(locks, name), content)
  leave(`.a.lock.${pid}.${one}.rolehop-tmp`)
  leave(`.a.lock.${process.pid}.${one}.rolehop-tmp`)
  leave(`gone.lock.${one}.break`)
  leave('gone.lock.unreadable.break')
  leave('held.lock', JSON.stringify({ pid: process.pid, host: hostname(), nonce: one }))
  leave(`held.lock.${one}.break`)
  leave(`held.lock.${other}.break`)
  leave(`held.lock.${one}.break.${other}`)
  const config = await SharedConfig.load({ env })
  config.set('hub', 'region', 'eu-west-1')
  await config.save()
  const inUse = [`.a.lock.${process.pid}.${one}.rolehop-tmp`, 'held.lock', `held.lock.${one}.break`]
  assert.deepEqual(readdirSync(locks).sort(), inUse.sort())
})

test('a holder that is killed while it asks is replaced at once', async (t) => {
  const { env, home, actions, aws } = await demo(t)
  const killed = await inProcess(
    `import { fromProfile } from 'rolehop'
     const mfaCodeProvider = async () => process.kill(process.pid, 'SIGKILL')
     await fromProfile({ profile: 'hub', mfaCodeProvider })()`,
    env,
  )
  assert.equal(killed.status, null)
  const locks = join(aws, 'rolehop/locks')
  assert.notDeepEqual(readdirSync(locks), [], 'it left its locks behind')
  const start = performance.now()
  const runs = await Promise.all(Array.from({ length: 4 }, () => inProcess(member('hub', 4), env)))
  assert.deepEqual(
    runs.map(({ status, stderr }) => [status, stderr]),
    runs.map(() => [0, '']),
  )
  assert.ok(performance.now() - start < 120_000, 'not after the lease of a holder that cannot be seen')
  assert.equal(asked(home), 1)
  assert.deepEqual(actions(), ['AssumeRole'])
  assert.deepEqual(readdirSync(locks), [])
})

/** The file of the lock that saving takes. */
async function lockFile(/** @type {string} */ aws) {
  const locks = join(aws, 'rolehop/locks')
  mkdirSync(locks, { recursive: true })
  return join(locks, `${createHash('sha256').update('shared-config').digest('hex').slice(0, 40)}.lock`)
}

/** A lock of this process's machine, with some of what it says changed. */
function holder(/** @type {object} */ changes) {
  const fields = { pid: process.pid, host: hostname(), nonce: '0'.repeat(32) }
  return JSON.stringify({ ...fields, ...ownIdentity(), ...changes })
}

function ownIdentity() {
  const source = (/** @type {string} */ path) => {
    try {
      return readFileSync(path, 'utf8').trim()
    } catch {
      return undefined
    }
  }
  const stat = source(`/proc/${process.pid}/stat`)
  const boot = source('/proc/sys/kernel/random/boot_id')
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return { ...(boot && { boot }), ...(start && { start }) }
}

const stale = /** @type {const} */ ([
  ['a holder whose number is another process now', { start: '1' }, 0],
  ['a holder of before the last start of the machine', { boot: 'another' }, 0],
  ['a holder on another machine that has been silent for long', { host: 'elsewhere' }, 240],
  ['a holder in another container that has been silent for long', { space: 'pid:[1]' }, 240],
])

for (const [shows, changes, silentFor] of stale) {
  test(`${shows} is replaced`, { skip: process.platform !== 'linux' && 'what /proc says' }, async (t) => {
    const { env, aws } = await demo(t)
    const path = await lockFile(aws)
    const { readlinkSync } = await import('node:fs')
    writeFileSync(path, holder({ space: readlinkSync('/proc/self/ns/pid'), ...changes }))
    const then = new Date(Date.now() - silentFor * 1000)
    utimesSync(path, then, then)
    const config = await SharedConfig.load({ env })
    config.set('new', 'region', 'eu-west-1')
    await config.save()
    assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
  })
}

test('a lock that says nothing is replaced when it is old, and waited for when it is not', async (t) => {
  const { env, aws } = await demo(t)
  const path = await lockFile(aws)
  for (const text of ['', 'nonsense', '[]', '{"pid":"x"}']) {
    writeFileSync(path, text)
    const controller = new AbortController()
    const waiting = await SharedConfig.load({ env, signal: controller.signal })
    waiting.set('new', 'region', 'eu-west-1')
    // A time, not a condition: that the lock is still waited for after it is what this shows.
    setTimeout(() => controller.abort(), 60)
    await assert.rejects(waiting.save(), { code: 'aborted' })
    const then = new Date(Date.now() - 240_000)
    utimesSync(path, then, then)
    const config = await SharedConfig.load({ env })
    config.set('new', 'region', `eu-west-${text.length}`)
    await config.save()
  }
})

test('a holder that is alive is waited for, however silent it is', async (t) => {
  const { env, aws } = await demo(t)
  const path = await lockFile(aws)
  const { readlinkSync } = await import('node:fs')
  writeFileSync(path, holder(process.platform === 'linux' ? { space: readlinkSync('/proc/self/ns/pid') } : {}))
  const controller = new AbortController()
  const config = await SharedConfig.load({ env, signal: controller.signal })
  config.set('new', 'region', 'eu-west-1')
  // A time, not a condition: that the lock is still waited for after it is what this shows.
  setTimeout(() => controller.abort(), 100)
  await assert.rejects(config.save(), { code: 'aborted', exitCode: 130 })
})

test('where no lock can be made, there is a warning and the credentials', async (t) => {
  const { env, aws } = await demo(t)
  mkdirSync(join(aws, 'rolehop'))
  writeFileSync(join(aws, 'rolehop/locks'), 'a file where a folder should be')
  const warnings = /** @type {string[]} */ ([])
  const logger = { warn: (/** @type {string} */ message) => void warnings.push(message) }
  await fromProfile({ profile: 'readonly', env, logger })()
  assert.ok(
    warnings.some((message) => message.includes('no lock can be made')),
    warnings.join('\n'),
  )
})
