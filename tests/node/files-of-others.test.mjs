// @ts-check
/** Files of other users, and paths that are not regular files: never replaced, no other owner, no wider permissions. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SharedConfig } from 'rolehop'
import { bundled } from './internal.mjs'
import { folder, homeWith, inProcess, root } from './support.mjs'
import { asOtherUser, asRoot, has, isRoot, OTHER_USER, readable, withUsers } from './users.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const CONFIG = '[profile a]\nregion = eu-west-1\n'

const onPosix = { skip: process.platform === 'win32' && 'Windows has no such files' }
const withLists = { skip: !has('setfacl', '--version') && 'needs setfacl' }
const withNamespaces = {
  skip: !(isRoot && has('unshare', '--pid', '--fork', '--mount-proc', 'true')) && 'needs root and unshare',
}

const mode = (/** @type {string} */ path) => (statSync(path).mode & 0o7777).toString(8)
const owner = (/** @type {string} */ path) => `${lstatSync(path).uid}:${lstatSync(path).gid}`

/** Sets a region as the user would. */
async function set(/** @type {string} */ path, /** @type {object} */ options = {}) {
  const config = await SharedConfig.load({ env: {}, configFilepath: path, filepath: `${path}-credentials`, ...options })
  config.set('a', 'region', 'eu-north-1')
  await config.save()
}

/** @type {[shows: string, kind: string, make: (path: string, t: TestContext) => unknown][]} */
const KINDS = [
  ['a device', 'a character device', (path) => assert.ok(has('mknod', path, 'c', '1', '3'))],
  ['a block device', 'a block device', (path) => assert.ok(has('mknod', path, 'b', '7', '99'))],
  ['a link to a device', 'a character device', (path) => symlinkSync('/dev/null', path)],
  ['a named pipe', 'a named pipe', (path) => assert.ok(has('mkfifo', path))],
  ['a folder', 'a folder', (path) => mkdirSync(path)],
  [
    'a socket',
    'a socket',
    (path, t) =>
      new Promise((done) => {
        const server = createServer().listen(path, () => done(undefined))
        t.after(() => server.close())
      }),
  ],
]

for (const [shows, kind, make] of KINDS) {
  const skip = process.platform === 'win32' || (kind.endsWith('device') && shows !== 'a link to a device' && !isRoot)
  test(`${shows} is not replaced by a file`, { skip }, async (t) => {
    const home = folder(t)
    const path = join(home, 'config')
    await make(path, t)
    const before = lstatSync(path)
    const message = `cannot write \`${path}\`: it is ${kind}, not a regular file`
    await assert.rejects(set(path), { code: 'file-failed', message, exitCode: 255 })
    const { writeFile } = await import(await bundled(t, 'runtime/node/files'))
    const replacesLinks = shows === 'a link to a device'
    if (!replacesLinks) await assert.rejects(writeFile(path, new Uint8Array(), { strict: true }), { message })
    await assert.rejects(writeFile(path, new Uint8Array()), { message })
    const after = lstatSync(path)
    assert.deepEqual([after.ino, after.mode, after.rdev], [before.ino, before.mode, before.rdev])
    assert.deepEqual(readdirSync(home), ['config'], 'no other file is left')
  })
}

test('AWS_CONFIG_FILE=/dev/null: nothing is written, and no lock is created in /dev', onPosix, async () => {
  const before = readdirSync('/dev').length
  const config = await SharedConfig.load({ env: { AWS_CONFIG_FILE: '/dev/null', HOME: '/nowhere' } })
  config.set('a', 'region', 'eu-west-1')
  await assert.rejects(config.save(), { code: 'file-failed', message: /`\/dev\/null`: it is a character device/ })
  assert.ok(statSync('/dev/null').isCharacterDevice())
  assert.equal(readdirSync('/dev').length, before)
})

/** Replaces the file being written, and its parent folders, with links to a file and a folder of root. */
const SWAPPER = `
  const { readdirSync, symlinkSync, unlinkSync, renameSync, rmdirSync, mkdirSync } = require('node:fs')
  const [home, file, folder] = process.argv.slice(1)
  const quietly = (work) => { try { work() } catch {} }
  process.stdout.write('ready')
  for (;;) {
    for (const name of readdirSync(home)) {
      const path = home + '/' + name
      if (name.endsWith('.rolehop-tmp') || name.endsWith('-lock')) quietly(() => { unlinkSync(path); symlinkSync(file, path) })
    }
    quietly(() => { rmdirSync(home + '/new'); symlinkSync(folder, home + '/new') })
    quietly(() => { rmdirSync(home + '/new/sub'); symlinkSync(folder, home + '/new/sub') })
    quietly(() => unlinkSync(home + '/new'))
  }`

test("root in another user's folder: links swapped in during a save change no other file", asRoot, async (t) => {
  const home = folder(t)
  const victims = folder(t)
  chmodSync(victims, 0o755)
  const [file, inner] = [join(victims, 'file'), join(victims, 'folder')]
  writeFileSync(file, 'secret', { mode: 0o600 })
  mkdirSync(inner, { mode: 0o755 })
  chownSync(home, OTHER_USER, OTHER_USER)
  const path = join(home, 'config')
  writeFileSync(path, CONFIG, { mode: 0o644 })
  chownSync(path, OTHER_USER, OTHER_USER)
  const swapper = spawn(process.execPath, ['-e', SWAPPER, home, file, inner], {
    uid: OTHER_USER,
    gid: OTHER_USER,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {},
  })
  t.after(() => swapper.kill('SIGKILL'))
  const over = once(swapper, 'exit')
  await new Promise((done) => swapper.stdout.once('data', done))
  const { writeFile } = await import(await bundled(t, 'runtime/node/files'))
  for (let round = 0; round < 40; round += 1) {
    const bytes = Buffer.from(`${CONFIG}# ${round}\n`)
    await writeFile(path, bytes).catch(() => {})
    await writeFile(join(home, 'new/sub/config'), bytes).catch(() => {})
    await set(path).catch(() => {})
    assert.deepEqual([owner(file), mode(file), readFileSync(file, 'utf8')], ['0:0', '600', 'secret'], `round ${round}`)
    assert.deepEqual([owner(inner), mode(inner)], ['0:0', '755'], `round ${round}`)
  }
  assert.deepEqual(readdirSync(inner), [])
  swapper.kill('SIGKILL')
  await over
})

test("root follows a user's links only to files of the same user", asRoot, async (t) => {
  const { home, aws, config: path } = homeWith(t, {})
  const victims = folder(t)
  for (const name of [home, aws]) chownSync(name, OTHER_USER, OTHER_USER)
  const link = (/** @type {string} */ to, /** @type {number} */ uid) => {
    rmSync(path, { force: true })
    symlinkSync(to, path)
    lchownSync(path, uid, uid)
  }
  const [root, theirs] = [join(victims, 'root'), join(home, 'theirs')]
  writeFileSync(root, CONFIG)
  writeFileSync(theirs, CONFIG)
  chownSync(theirs, OTHER_USER, OTHER_USER)
  for (const to of [root, join(victims, 'new')]) {
    link(to, OTHER_USER)
    await assert.rejects(set(path), { code: 'file-failed', message: /a user's link leads to/ })
  }
  assert.deepEqual(readdirSync(victims), ['root'])
  assert.equal(readFileSync(root, 'utf8'), CONFIG)
  for (const [to, uid] of /** @type {[string, number][]} */ ([
    [theirs, OTHER_USER],
    [root, 0],
  ])) {
    link(to, uid)
    await set(path)
    assert.match(readFileSync(to, 'utf8'), /eu-north-1/)
  }
  // A parent folder.
  rmSync(join(home, 'elsewhere'), { force: true })
  symlinkSync(victims, join(home, 'elsewhere'))
  lchownSync(join(home, 'elsewhere'), OTHER_USER, OTHER_USER)
  await assert.rejects(set(join(home, 'elsewhere/new/config')), { message: /a user's link leads to/ })
  assert.deepEqual(readdirSync(victims), ['root'])
})

test(
  "files that root creates in a user's folder belong to the user, and no lock of root is left",
  asRoot,
  async (t) => {
    const entry = readable(t)
    const home = folder(t)
    chownSync(home, OTHER_USER, OTHER_USER)
    const source = `
    const { SharedConfig } = await import('${entry}')
    const config = await SharedConfig.load()
    config.set('a', 'region', 'eu-west-1')
    await config.save()`
    assert.deepEqual(await inProcess(source, { HOME: home }), { status: 0, stdout: '', stderr: '' })
    const made = ['.aws', '.aws/config'].map((name) => [owner(join(home, name)), mode(join(home, name))])
    assert.deepEqual(made, [
      [`${OTHER_USER}:${OTHER_USER}`, '700'],
      [`${OTHER_USER}:${OTHER_USER}`, '600'],
    ])
    const { lock } = await import(await bundled(t, 'runtime/node/lock'))
    const release = await lock(join(home, '.aws/rolehop/locks/a.lock'))
    for (const name of ['rolehop', 'rolehop/locks', 'rolehop/locks/a.lock']) {
      assert.equal(owner(join(home, '.aws', name)), `${OTHER_USER}:${OTHER_USER}`, name)
    }
    await release()
  },
)

const saves = (/** @type {string} */ entry, key = 'output') => `
  const { SharedConfig } = await import('${entry}')
  const logger = { warn: (message) => console.log(message) }
  const config = await SharedConfig.load({ logger })
  config.set('a', '${key}', 'json')
  try { await config.save() } catch ({ code, message, help }) { console.log(code, message, help) }`

/** @type {[shows: string, gid: number, groups: number[], mode: number, after: string, group: number, says: RegExp][]} */
const GROUPS = [
  ['of a group that the user is in: the group is kept', 4321, [4321], 0o640, '640', 4321, /^$/],
  ['of another group: its permissions are removed', 4321, [], 0o640, '600', OTHER_USER, /could not keep its group/],
  [
    'of another group with fewer permissions than all users',
    4321,
    [],
    0o604,
    '600',
    OTHER_USER,
    /could not keep its group/,
  ],
  ['of another group, readable by all users', 4321, [], 0o644, '604', OTHER_USER, /could not keep its group/],
  ['of another group, readable by its owner only', 4321, [], 0o600, '600', OTHER_USER, /^$/],
  ['with the setuid bit', OTHER_USER, [], 0o4755, '755', OTHER_USER, /^$/],
]
for (const [shows, gid, groups, was, after, group, says] of GROUPS) {
  test(`\`save\` of a file ${shows}`, withUsers, async (t) => {
    const { env, aws, config: path, home } = homeWith(t, { config: CONFIG })
    const entry = readable(t)
    for (const name of [home, aws]) chownSync(name, OTHER_USER, OTHER_USER)
    chownSync(path, OTHER_USER, gid)
    chmodSync(path, was)
    const { status, stdout, stderr } = asOtherUser(saves(entry), env, groups)
    assert.deepEqual([status, stderr], [0, ''])
    assert.match(stdout, says)
    assert.match(readFileSync(path, 'utf8'), /output = json/)
    assert.deepEqual([mode(path), lstatSync(path).gid], [after, group])
  })
}

test('root keeps the owner and group of a file', asRoot, async (t) => {
  const { config: path } = homeWith(t, { config: CONFIG })
  chownSync(path, OTHER_USER, 4321)
  chmodSync(path, 0o640)
  await set(path)
  assert.deepEqual([owner(path), mode(path)], [`${OTHER_USER}:4321`, '640'])
})

/** @type {[shows: string, of: 'file' | 'folder', was: number, entry: string][]} */
const LISTS = [
  ['the file: its mask does not become the permission of the group', 'file', 0o600, 'user:65534:r'],
  ['the file, which denies access to one user', 'file', 0o644, 'user:65534:-'],
  ['the folder, for new files', 'folder', 0o644, 'default:user:65534:r'],
]
for (const [shows, of, was, entry] of LISTS) {
  test(`an access control list of ${shows}`, withLists, async (t) => {
    const { aws, config: path } = homeWith(t, { config: CONFIG })
    chmodSync(path, was)
    const { status, stderr } = spawnSync('setfacl', ['-m', entry, of === 'file' ? path : aws], { encoding: 'utf8' })
    if (status !== 0) return t.skip(`no lists here: ${stderr}`)
    /** @type {string[]} */
    const said = []
    await set(path, { logger: { warn: (/** @type {string} */ message) => said.push(message) } })
    assert.match(readFileSync(path, 'utf8'), /eu-north-1/)
    assert.equal(mode(path), '600')
    assert.match(said.join(), /access control list/)
    const list = spawnSync('getfacl', ['-cnp', path], { encoding: 'utf8' }).stdout
    assert.doesNotMatch(list, /^user:65534:r[w-]-$/m)
  })
}

test('a folder of root: no update without a lock, and the error names its owner', withUsers, async (t) => {
  const { env, aws, config: path, home } = homeWith(t, { config: CONFIG })
  const entry = readable(t)
  for (const name of [home, path]) chownSync(name, OTHER_USER, OTHER_USER)
  chmodSync(home, 0o755)
  chmodSync(aws, 0o755)
  const { stdout } = asOtherUser(saves(entry), env)
  assert.match(
    stdout,
    /^file-failed cannot lock `.*\.aws\/config`: EACCES in `.*\.aws`; .* it belongs to root: `sudo chown/,
  )
  assert.equal(readFileSync(path, 'utf8'), CONFIG)
})

/** Each process changes its own setting many times. */
const WRITERS = 4
const UPDATES = Number(process.env.ROLEHOP_TEST_UPDATES ?? 10)
const updates = (/** @type {string} */ entry, /** @type {number} */ writer) => `
  import { SharedConfig } from '${entry}'
  for (let at = 0; at < ${UPDATES}; at += 1) {
    const config = await SharedConfig.load()
    config.set('p${writer}', 'key' + at, 'v')
    await config.save()
  }`

async function finished(/** @type {import('node:child_process').ChildProcess} */ child) {
  let stderr = ''
  child.stderr?.on('data', (text) => (stderr += text))
  const status = await new Promise((done) => child.on('close', done))
  assert.deepEqual([status, stderr], [0, ''])
}

test('containers that share a home folder lose no update', withNamespaces, async (t) => {
  const { aws, env, config: path } = homeWith(t, { config: CONFIG })
  const entry = fileURLToPath(new URL('dist/node.js', root))
  const runs = Array.from({ length: WRITERS }, (_, writer) => {
    const own = writer % 2 === 0 ? ['--mount-proc'] : []
    const args = ['--pid', '--fork', ...own, process.execPath, '--input-type=module', '-e', updates(entry, writer)]
    return finished(spawn('unshare', args, { env: { PATH: process.env.PATH ?? '', ...env } }))
  })
  await Promise.all(runs)
  assert.equal(readFileSync(path, 'utf8').match(/^key\d+ = v$/gm)?.length, WRITERS * UPDATES)
  assert.deepEqual(readdirSync(aws), ['config'])
})

test(
  'home folders that share one file through a variable, and root beside its user, lose no update',
  withUsers,
  async (t) => {
    const entry = readable(t)
    const { aws, home, config: path } = homeWith(t, { config: CONFIG })
    for (const name of [home, aws, path]) chownSync(name, OTHER_USER, OTHER_USER)
    const elsewhere = folder(t)
    const user = { uid: OTHER_USER, gid: OTHER_USER }
    const runs = Array.from({ length: WRITERS }, (_, writer) => {
      const env = writer % 2 === 0 ? { HOME: elsewhere, AWS_CONFIG_FILE: path } : { HOME: home }
      const args = ['--input-type=module', '-e', updates(entry, writer)]
      return finished(spawn(process.execPath, args, { env, cwd: '/', ...(writer % 2 === 1 && user) }))
    })
    await Promise.all(runs)
    assert.equal(readFileSync(path, 'utf8').match(/^key\d+ = v$/gm)?.length, WRITERS * UPDATES)
    assert.deepEqual(readdirSync(aws), ['config'])
    assert.equal(owner(path), `${OTHER_USER}:${OTHER_USER}`)
  },
)

test('a full disk leaves no file behind, neither a lock nor a temporary file', asRoot, async (t) => {
  /** @type {string[]} */
  const mounted = []
  t.after(() => mounted.map((path) => spawnSync('umount', [path])))
  const disk = folder(t)
  if (!has('mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk)) return t.skip('may not mount')
  mounted.push(disk)
  const path = join(disk, 'config')
  writeFileSync(path, CONFIG, { mode: 0o600 })
  // From here on only file contents fail to be written.
  for (let at = 0; ; at += 1) {
    try {
      writeFileSync(join(disk, `fill${at}`), Buffer.alloc(4096))
    } catch {
      rmSync(join(disk, `fill${at}`))
      break
    }
  }
  const before = readdirSync(disk).sort()
  await assert.rejects(set(path), { code: 'file-failed', message: /ENOSPC/ })
  const { lock } = await import(await bundled(t, 'runtime/node/lock'))
  await assert.rejects(lock(join(disk, 'a.lock')), { code: 'ENOSPC' })
  const { writeFile } = await import(await bundled(t, 'runtime/node/files'))
  await assert.rejects(writeFile(path, Buffer.alloc(9000)), { code: 'ENOSPC' })
  assert.deepEqual(readdirSync(disk).sort(), before)
  assert.equal(readFileSync(path, 'utf8'), CONFIG)
  assert.equal(existsSync(join(disk, 'a.lock')), false)
})
