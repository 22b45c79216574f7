// @ts-check
/** Locks between processes and threads: who holds one, who has ended, what is left behind. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { SharedConfig } from 'rolehop'
import { bundled } from './internal.mjs'
import { DEMO_MFA, demo, eventually, folder, homeWith, inProcess, root } from './support.mjs'

const onLinux = { skip: process.platform !== 'linux' && 'needs what /proc says' }

/** The module under test, where nobody uses it yet. */
const locking = async (/** @type {import('node:test').TestContext} */ t) =>
  /** @type {Promise<typeof import('../../js/runtime/node/lock.ts')>} */ (import(await bundled(t, 'runtime/node/lock')))

function ownIdentity() {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
  return {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    start: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19],
    space: readlinkSync('/proc/self/ns/pid'),
  }
}

/** A lock of this process, with some of what it says changed. */
const holder = (/** @type {object} */ changes) =>
  JSON.stringify({ pid: process.pid, host: hostname(), nonce: '0'.repeat(32), ...ownIdentity(), ...changes })

const gaveUp = { hostError: 'aborted' }

test('a lock is a file that is gone when the lock is given back', async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'locks/a.lock')
  const release = await lock(path)
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).pid, process.pid)
  assert.deepEqual(readdirSync(join(path, '..')), ['a.lock'])
  await release()
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

for (const [shows, changes] of /** @type {[string, object][]} */ ([
  ['whose number is another process now', { start: '1' }],
  ['of before the last start of the machine', { boot: 'another' }],
  ['that is a worker thread which has ended', { thread: 7 }],
])) {
  test(`a holder ${shows} is replaced at once`, onLinux, async (t) => {
    const { lock } = await locking(t)
    const path = join(folder(t), 'a.lock')
    writeFileSync(path, holder(changes))
    const release = await lock(path, { timing: { patience: 2000 } })
    await release()
    assert.equal(existsSync(path), false)
  })
}

for (const [shows, text] of /** @type {[string, () => string][]} */ ([
  ['on another machine', () => holder({ host: 'elsewhere' })],
  ['in another container', () => holder({ space: 'pid:[1]' })],
  ['that says nothing', () => ''],
  ['that says nonsense', () => '{"pid":"x"}'],
])) {
  test(
    `a holder ${shows} is replaced when it gives no sign of life, however old the file seems`,
    onLinux,
    async (t) => {
      const { lock } = await locking(t)
      const path = join(folder(t), 'a.lock')
      writeFileSync(path, text())
      // The clock of another machine is an hour behind.
      utimesSync(path, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000))
      let at = 0
      const signs = setInterval(() => {
        at += 1
        utimesSync(path, at, at)
      }, 50)
      const early = lock(path, { signal: AbortSignal.timeout(1500), timing: { lease: 500 } })
      await assert.rejects(early, gaveUp)
      clearInterval(signs)
      const release = await lock(path, { timing: { lease: 100, patience: 5000 } })
      await release()
    },
  )
}

test('a holder that is alive is waited for, however silent it is', onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, holder({}))
  await assert.rejects(lock(path, { signal: AbortSignal.timeout(600), timing: { lease: 1 } }), gaveUp)
  assert.equal(existsSync(path), true)
})

/** A process that breaks a lock and stops at the instant at which it has decided to remove the file. */
const STOPPED = (/** @type {string} */ module, /** @type {string} */ path) => `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  import { setTimeout as pause } from 'node:timers/promises'
  const { unlink } = fs.promises
  fs.promises.unlink = async (name) => {
    if (name === '${path}' && !fs.existsSync('${path}.stopped')) {
      fs.writeFileSync('${path}.stopped', '')
      while (!fs.existsSync('${path}.continue')) await pause(10)
    }
    return unlink(name)
  }
  syncBuiltinESMExports()
  const { lock } = await import('${module}')
  const release = await lock('${path}')
  fs.writeFileSync('${path}.first', '')
  await release()`

test('a process that is stopped while it breaks a lock keeps its right, however old it is', onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, holder({ start: '1' }))
  const stopped = inProcess(STOPPED(await bundled(t, 'runtime/node/lock'), path), {})
  t.after(() => writeFileSync(`${path}.continue`, ''))
  await eventually(() => existsSync(`${path}.stopped`))
  const long = new Date(Date.now() - 3_600_000)
  utimesSync(`${path}.${'0'.repeat(32)}.break`, long, long)
  /** @type {(value: string) => void} */
  let waits = () => {}
  const waiting = new Promise((resolve) => {
    waits = resolve
  })
  const second = lock(path, { onWait: () => waits('waits'), timing: { notice: 0 } })
  assert.equal(await Promise.race([waiting, second.then(() => 'has the lock')]), 'waits')
  writeFileSync(`${path}.continue`, '')
  const release = await second
  await release()
  assert.deepEqual(await stopped, { status: 0, stdout: '', stderr: '' })
  assert.ok(existsSync(`${path}.first`))
})

test('what is waited for is told once, with the program and without its arguments', onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, holder({ program: 'rolehop whoami' }))
  /** @type {(string | undefined)[]} */
  const told = []
  const onWait = (/** @type {{ program?: string } | undefined} */ held) => void told.push(held?.program)
  await assert.rejects(lock(path, { signal: AbortSignal.timeout(700), onWait, timing: { notice: 20 } }), gaveUp)
  assert.deepEqual(told, ['rolehop whoami'])
  const mine = join(folder(t), 'b.lock')
  const release = await lock(mine)
  assert.equal(JSON.parse(readFileSync(mine, 'utf8')).program, basename(process.argv[1] ?? ''))
  await release()
})

/** A worker that holds the lock of MFA device while it asks for a code; it ends only when it is told. */
const PROMPTING = `
  import { parentPort } from 'node:worker_threads'
  import { fromProfile } from 'rolehop'
  const alive = setInterval(() => {}, 1000)
  const mfaCodeProvider = () => new Promise(() => parentPort.postMessage('asking'))
  await fromProfile({ profile: 'hub', mfaCodeProvider })()`

const GETS = `
  import { fromProfile } from 'rolehop'
  const mfaCodeProvider = async () => '${DEMO_MFA.code}'
  console.log((await fromProfile({ profile: 'hub', mfaCodeProvider })()).accessKeyId.slice(0, 4))`

/**
 * A module that starts the worker, waits until it asks, and goes on. The worker is a file of the
 * project's folder, from where the package is found.
 */
const running = (/** @type {import('node:test').TestContext} */ t, /** @type {string} */ then) => {
  const worker = new URL(`tests/node/.worker-${randomUUID()}.mjs`, root)
  writeFileSync(worker, PROMPTING)
  t.after(() => rmSync(worker))
  return `
    import { Worker } from 'node:worker_threads'
    import { once } from 'node:events'
    const worker = new Worker(new URL('${worker}'), { execArgv: [] })
    await once(worker, 'message')
    ${then}`
}

/** Starts such a process; it has been there when it prints. */
async function started(
  /** @type {import('node:test').TestContext} */ t,
  /** @type {string} */ source,
  /** @type {Record<string, string>} */ env,
) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const printed = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  assert.ok(Buffer.isBuffer(printed[0]), 'it ended before it printed')
  return child
}

test('a worker terminated during a prompt: another process gets the lock at once', onLinux, async (t) => {
  const { env, aws } = await demo(t)
  const child = await started(
    t,
    running(t, `await worker.terminate(); console.log('terminated'); setInterval(() => {}, 1000)`),
    env,
  )
  assert.notDeepEqual(readdirSync(join(aws, 'rolehop/locks')), [], 'the worker left its locks behind')
  const start = performance.now()
  const { status, stdout, stderr } = await inProcess(GETS, env)
  assert.deepEqual([status, stdout, stderr], [0, 'ASIA\n', ''])
  assert.ok(performance.now() - start < 30_000, 'before any lease has ended')
  assert.equal(child.exitCode, null, 'the process of the worker still runs')
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
})

test('a worker terminated during a prompt: its own process gets the lock at once', onLinux, async (t) => {
  const { env, aws } = await demo(t)
  const { status, stdout, stderr } = await inProcess(running(t, `await worker.terminate(); ${GETS}`), env)
  assert.deepEqual([status, stdout, stderr], [0, 'ASIA\n', ''])
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
})

test('a worker that asks is waited for, also while its process is stopped', onLinux, async (t) => {
  const { env, aws } = await demo(t)
  const child = spawn(process.execPath, ['--input-type=module', '--eval', running(t, `console.log('asking')`)], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const locks = join(aws, 'rolehop/locks')
  const [name = ''] = readdirSync(locks)
  const { lock } = await locking(t)
  const waiting = () => lock(join(locks, name), { signal: AbortSignal.timeout(500), timing: { lease: 1 } })
  await assert.rejects(waiting(), gaveUp)
  child.kill('SIGSTOP')
  await assert.rejects(waiting(), gaveUp)
  assert.ok(readdirSync(locks).includes(name))
})

test('a lock is given back although no more files can be opened', { skip: process.platform === 'win32' }, async (t) => {
  const module = await bundled(t, 'runtime/node/lock')
  const path = join(folder(t), 'a.lock')
  const source = `
    import { openSync } from 'node:fs'
    const { lock } = await import('${module}')
    const release = await lock('${path}')
    let code
    try { for (;;) openSync('/dev/null') } catch (error) { code = error.code }
    await release()
    console.log(code)`
  const run = spawnSync('sh', [
    '-c',
    'ulimit -n 60; exec "$0" "$@"',
    process.execPath,
    '--input-type=module',
    '-e',
    source,
  ])
  assert.equal(String(run.stdout), 'EMFILE\n', String(run.stderr))
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('what killed processes left is gone with the next lock; what is in use stays', onLinux, async (t) => {
  const { lock } = await locking(t)
  const locks = folder(t)
  const { pid: dead } = spawnSync(process.execPath, ['--version'])
  const [one, other] = ['1'.repeat(32), '2'.repeat(32)]
  const { boot, space } = ownIdentity()
  const here = createHash('sha256')
    .update(JSON.stringify([hostname(), boot, space]))
    .digest('hex')
    .slice(0, 12)
  const elsewhere = '0'.repeat(12)
  const leave = (/** @type {string} */ name, age = 0, content = '') => {
    writeFileSync(join(locks, name), content)
    const then = new Date(Date.now() - age)
    utimesSync(join(locks, name), then, then)
    return name
  }
  const day = 86_400_000
  leave(`.a.lock.${here}.${dead}.${one}.rolehop-tmp`)
  leave(`.a.lock.${elsewhere}.${dead}.${one}.rolehop-tmp`, day + 60_000)
  leave(`.a.lock.${dead}.${one}.rolehop-tmp`, day + 60_000)
  const ended = holder({ start: '1', nonce: '3'.repeat(32) })
  leave(`gone.lock.${one}.break`, 0, ended)
  leave('gone.lock.unreadable.break')
  leave(`held.lock.${'4'.repeat(32)}.break`, 0, ended)
  const kept = [
    leave(`.a.lock.${here}.${process.pid}.${one}.rolehop-tmp`),
    // The number says nothing about a process in another container.
    leave(`.a.lock.${elsewhere}.${dead}.${one}.rolehop-tmp`, day - 60_000),
    leave(`.a.lock.${dead}.${one}.rolehop-tmp`),
    leave('held.lock', 0, holder({ nonce: one })),
    leave(`held.lock.${one}.break`, 0, ended),
    // What holds this right is broken with the right that is named after it.
    leave(`held.lock.${'3'.repeat(32)}.break`, 0, holder({ start: '1', nonce: other })),
  ]
  const gone = `.a.lock.${elsewhere}.${dead}.${other}.rolehop-tmp`
  leave(gone, day + 60_000)
  await (await lock(join(locks, 'b.lock')))()
  assert.deepEqual(readdirSync(locks).sort(), [...new Set(kept)].sort())
})

for (const [shows, make] of /** @type {[string, (path: string) => void][]} */ ([
  ['a folder', (path) => mkdirSync(path)],
  ['a named pipe', (path) => void spawnSync('mkfifo', [path])],
  ['a link', (path) => symlinkSync('/dev/null', path)],
])) {
  test(`${shows} in the place of a lock is an error by name, and never waited for`, {
    skip: process.platform === 'win32',
  }, async (t) => {
    const { env, config: path, aws } = homeWith(t, { config: '' })
    make(join(aws, '.config.rolehop-lock'))
    const config = await SharedConfig.load({ env })
    config.set('a', 'region', 'eu-west-1')
    await assert.rejects(config.save(), {
      code: 'file-failed',
      message: /\.config\.rolehop-lock` is where a lock file belongs/,
    })
    assert.equal(readFileSync(path, 'utf8'), '')
  })
}

test('twelve threads and processes that save at once lose nothing and leave nothing', async (t) => {
  const profiles = Array.from({ length: 24 }, (_, at) => `[profile p${at}]\nregion = eu-west-1\n`).join('')
  const { env, aws, config: path } = homeWith(t, { config: profiles })
  const source = `
    import { SharedConfig } from 'rolehop'
    const save = async (at) => {
      const config = await SharedConfig.load()
      config.set('p' + at, 'output', 'from-' + at)
      await config.save()
    }
    const at = Number(process.env.AT)
    await Promise.all([save(at), save(at + 1)])`
  const runs = Array.from({ length: 12 }, (_, at) => inProcess(source, { ...env, AT: String(at * 2) }))
  assert.deepEqual([...new Set((await Promise.all(runs)).map(({ status, stderr }) => `${status}${stderr}`))], ['0'])
  assert.equal(readFileSync(path, 'utf8').match(/output = from-/g)?.length, 24)
  assert.deepEqual(readdirSync(aws), ['config'])
})

test('two names for one file, and both files in one, take one lock', async (t) => {
  const { aws, config: path } = homeWith(t, { config: '' })
  symlinkSync('config', join(aws, 'other'))
  const config = await SharedConfig.load({ env: {}, configFilepath: path, filepath: join(aws, 'other') })
  config.set('a', 'region', 'eu-west-1')
  await config.save()
  assert.match(readFileSync(path, 'utf8'), /region = eu-west-1/)
})
