// @ts-check
/** Many processes at once: one prompt, one call, one cache entry; also when the owner of a lock is killed. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromProfile } from 'rolehop'
import { DEMO_MFA, demo, inProcess } from './support.mjs'

/** The number of processes; `ROLEHOP_TEST_PROCESSES` sets a larger one. */
const PROCESSES = Number(process.env.ROLEHOP_TEST_PROCESSES ?? 12)

/**
 * The source of a process that gets a profile's credentials and prints the key. It counts the prompts,
 * and responds when all processes have started.
 */
const participant = (/** @type {string} */ profile, /** @type {number} */ processes) => `
  import { fromProfile } from 'rolehop'
  import { appendFileSync, readFileSync } from 'node:fs'
  import { setTimeout as pause } from 'node:timers/promises'
  const started = process.env.HOME + '/started'
  appendFileSync(started, 'x')
  const mfaCodeProvider = async () => {
    appendFileSync(process.env.HOME + '/asked', 'x')
    while (readFileSync(started, 'utf8').length < ${processes}) await pause(10)
    return '${DEMO_MFA.code}'
  }
  const logger = { warn: (message) => process.stderr.write(message + '\\n') }
  console.log((await fromProfile({ profile: '${profile}', mfaCodeProvider, logger })()).accessKeyId)`

const asked = (/** @type {string} */ home) => readFileSync(join(home, 'asked'), 'utf8').length

test(`${PROCESSES} processes with a cold cache: one prompt and one call for each role`, async (t) => {
  const { env, home, actions, aws } = await demo(t)
  const runs = await Promise.all(
    Array.from({ length: PROCESSES }, () => inProcess(participant('deploy', PROCESSES), env)),
  )
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

test('a lock owner killed during its prompt is replaced at once', async (t) => {
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
  const runs = await Promise.all(Array.from({ length: 4 }, () => inProcess(participant('hub', 4), env)))
  assert.deepEqual(
    runs.map(({ status, stderr }) => [status, stderr]),
    runs.map(() => [0, '']),
  )
  assert.ok(performance.now() - start < 120_000, 'not only after the lease that owners on other hosts have')
  assert.equal(asked(home), 1)
  assert.deepEqual(actions(), ['AssumeRole'])
  assert.deepEqual(readdirSync(locks), [])
})

test('without locks, a warning is logged and the credentials are returned', async (t) => {
  const { env, aws } = await demo(t)
  mkdirSync(join(aws, 'rolehop'))
  writeFileSync(join(aws, 'rolehop/locks'), 'a file where a folder should be')
  const warnings = /** @type {string[]} */ ([])
  const logger = { warn: (/** @type {string} */ message) => void warnings.push(message) }
  await fromProfile({ profile: 'readonly', env, logger })()
  assert.ok(
    warnings.some((message) => message.includes('no lock can be created')),
    warnings.join('\n'),
  )
})
