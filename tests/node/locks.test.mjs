// @ts-check
/** Locks between processes and threads: waiting for live owners, replacing dead ones, removing what they left. */
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

/** A new instance of the module under test. */
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

/** The content of a lock of this process, with changes. */
const owner = (/** @type {object} */ changes) =>
  JSON.stringify({ pid: process.pid, host: hostname(), nonce: '0'.repeat(32), ...ownIdentity(), ...changes })

const gaveUp = { hostError: 'aborted' }

test('releasing a lock removes its file', async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'locks/a.lock')
  const release = await lock(path)
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).pid, process.pid)
  assert.deepEqual(readdirSync(join(path, '..')), ['a.lock'])
  await release()
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

for (const [shows, changes] of /** @type {[string, object][]} */ ([
  ['whose process ID belongs to another process now', { start: '1' }],
  ['from before the last reboot', { boot: 'another' }],
  ['in a worker thread that has ended', { thread: 7 }],
])) {
  test(`an owner ${shows} is replaced at once`, onLinux, async (t) => {
    const { lock } = await locking(t)
    const path = join(folder(t), 'a.lock')
    writeFileSync(path, owner(changes))
    const release = await lock(path, { timing: { patience: 2000 } })
    await release()
    assert.equal(existsSync(path), false)
  })
}

for (const [shows, text] of /** @type {[string, () => string][]} */ ([
  ['on another host', () => owner({ host: 'elsewhere' })],
  ['in another container', () => owner({ space: 'pid:[1]' })],
  ['of an empty lock file', () => ''],
  ['of an invalid lock file', () => '{"pid":"x"}'],
])) {
  test(`an owner ${shows} is replaced if its heartbeat stops, regardless of the file's age`, onLinux, async (t) => {
    const { lock } = await locking(t)
    const path = join(folder(t), 'a.lock')
    writeFileSync(path, text())
    // The clock of the other host is an hour behind.
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
  })
}

test('a live owner is waited for, even without a heartbeat', onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, owner({}))
  await assert.rejects(lock(path, { signal: AbortSignal.timeout(600), timing: { lease: 1 } }), gaveUp)
  assert.equal(existsSync(path), true)
})

/** A process that breaks a lock and stops just before it removes the file. */
const STOPPED = (/** @type {string} */ module, /** @type {string} */ path) => `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  import { setTimeout as pause } from 'node:timers/promises'
  const { unlink } = fs.promises
  fs.promises.unlink = async (name) => {
    if (name === '${path}' && !fs.existsSync('${path}.stopped')) {
      fs.writeFileSync('${path}.stopped', '')
      // Also ends when a failed test removes the folder.
      while (fs.existsSync('${path}') && !fs.existsSync('${path}.continue')) await pause(10)
    }
    return unlink(name)
  }
  syncBuiltinESMExports()
  const { lock } = await import('${module}')
  const release = await lock('${path}')
  fs.writeFileSync('${path}.first', '')
  await release()`

test('a process stopped while it breaks a lock keeps its right, regardless of its age', onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, owner({ start: '1' }))
  const stopped = inProcess(STOPPED(await bundled(t, 'runtime/node/lock'), path), {})
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

test("a wait is reported once, with the owner's program and without its arguments", onLinux, async (t) => {
  const { lock } = await locking(t)
  const path = join(folder(t), 'a.lock')
  writeFileSync(path, owner({ program: 'rolehop whoami' }))
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

/** A worker that holds the lock of an MFA device during a prompt; it ends only when it is terminated. */
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
 * The source of a module that starts the worker, waits until it prompts, and runs `then`. The worker's
 * file is in the project's folder, where the package is resolved.
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

/** Starts such a process and waits for its first output. */
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
  assert.ok(Buffer.isBuffer(printed[0]), 'it ended before it printed anything')
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
  assert.equal(child.exitCode, null, 'the process of the worker is still running')
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
})

test('a worker terminated during a prompt: its own process gets the lock at once', onLinux, async (t) => {
  const { env, aws } = await demo(t)
  const { status, stdout, stderr } = await inProcess(running(t, `await worker.terminate(); ${GETS}`), env)
  assert.deepEqual([status, stdout, stderr], [0, 'ASIA\n', ''])
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [])
})

test('a worker with a prompt is waited for, also while its process is stopped', onLinux, async (t) => {
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

test('a lock is released even if no more files can be opened', { skip: process.platform === 'win32' }, async (t) => {
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

/** A process whose locks are removed when its run has returned, or after a minute; it prints the number of locks then, and later. */
const REMOVES_SLOWLY = `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  import { fromProfile } from 'rolehop'
  import { eventually } from './tests/node/support.mjs'
  const locks = () => fs.readdirSync(process.env.HOME + '/.aws/rolehop/locks')
  const { unlink } = fs.promises
  let hasReturned = false
  fs.promises.unlink = async (path) => {
    if (path.endsWith('.lock')) await eventually(() => hasReturned)
    return unlink(path)
  }
  syncBuiltinESMExports()
  await fromProfile({ profile: 'readonly' })()
  console.log(locks().length)
  hasReturned = true
  await eventually(() => locks().length === 0)
  console.log(locks().length)`

test('a run returns before its lock is removed if that takes more than two seconds, and the removal continues', async (t) => {
  const { env } = await demo(t)
  assert.deepEqual(await inProcess(REMOVES_SLOWLY, env), { status: 0, stdout: '1\n0\n', stderr: '' })
})

test('the next lock removes files of killed processes and keeps files in use', onLinux, async (t) => {
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
  const ended = owner({ start: '1', nonce: '3'.repeat(32) })
  leave(`gone.lock.${one}.break`, 0, ended)
  leave('gone.lock.unreadable.break')
  leave(`held.lock.${'4'.repeat(32)}.break`, 0, ended)
  const kept = [
    leave(`.a.lock.${here}.${process.pid}.${one}.rolehop-tmp`),
    // A process ID says nothing about a process in another container.
    leave(`.a.lock.${elsewhere}.${dead}.${one}.rolehop-tmp`, day - 60_000),
    leave(`.a.lock.${dead}.${one}.rolehop-tmp`),
    leave('held.lock', 0, owner({ nonce: one })),
    leave(`held.lock.${one}.break`, 0, ended),
    // The owner of this right has ended; the right with its nonce may break it.
    leave(`held.lock.${'3'.repeat(32)}.break`, 0, owner({ start: '1', nonce: other })),
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
  test(`${shows} at the path of a lock is an error that names it, without a wait`, {
    skip: process.platform === 'win32',
  }, async (t) => {
    const { env, config: path, aws } = homeWith(t, { config: '' })
    make(join(aws, '.config.rolehop-lock'))
    const config = await SharedConfig.load({ env })
    config.set('a', 'region', 'eu-west-1')
    await assert.rejects(config.save(), {
      code: 'file-failed',
      message: /the lock file `.*\.config\.rolehop-lock` is not a regular file/,
    })
    assert.equal(readFileSync(path, 'utf8'), '')
  })
}

test('twelve threads and processes that save at once lose no change and leave no file', async (t) => {
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

test('two names for one file, and both files in one, share one lock', async (t) => {
  const { aws, config: path } = homeWith(t, { config: '' })
  symlinkSync('config', join(aws, 'other'))
  const config = await SharedConfig.load({ env: {}, configFilepath: path, filepath: join(aws, 'other') })
  config.set('a', 'region', 'eu-west-1')
  await config.save()
  assert.match(readFileSync(path, 'utf8'), /region = eu-west-1/)
})
