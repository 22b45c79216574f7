// @ts-check
/** Files that cannot be replaced: bind mounts, hard links, directories without write permission. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SharedConfig } from 'rolehop'
import { bundled } from './internal.mjs'
import { folder, homeWith, root } from './support.mjs'
import { asOtherUser, asRoot, has, isRoot, OTHER_USER, readable, withUsers } from './users.mjs'

const CONFIG = '[profile a]\nregion = eu-west-1\n# a comment that makes the file longer than the next one\n'
const onPosix = { skip: process.platform === 'win32' && 'Windows has no such files' }
const withMounts = { skip: !(isRoot && has('unshare', '--mount', 'true')) && 'needs root and unshare' }
const entry = fileURLToPath(new URL('dist/node.js', root))
const cli = fileURLToPath(new URL('dist/cli.cjs', root))

/** @param {string} path @param {string} value */
async function set(path, value) {
  const config = await SharedConfig.load({ env: {}, configFilepath: path, filepath: `${path}-credentials` })
  config.set('a', 'region', value)
  await config.save()
}

test('a hard-linked file keeps its links, mode and inode, with the new text under both names', onPosix, async (t) => {
  const home = folder(t)
  const [path, other] = [join(home, 'config'), join(home, 'dotfiles-config')]
  writeFileSync(path, CONFIG, { mode: 0o640 })
  linkSync(path, other)
  const { ino } = statSync(path)
  await set(path, 'eu-north-1')
  assert.equal(readFileSync(other, 'utf8'), CONFIG.replace('eu-west-1', 'eu-north-1'))
  await set(other, 'a')
  assert.equal(readFileSync(path, 'utf8'), CONFIG.replace('eu-west-1', 'a'))
  assert.deepEqual([statSync(path).ino, statSync(path).mode & 0o777, lstatSync(path).nlink], [ino, 0o640, 2])
  assert.deepEqual(readdirSync(home).sort(), ['config', 'dotfiles-config'])
})

test('a symbolic link to a hard-linked file stays a link', onPosix, async (t) => {
  const home = folder(t)
  const [path, other, link] = [join(home, 'a'), join(home, 'b'), join(home, 'config')]
  writeFileSync(path, CONFIG)
  linkSync(path, other)
  symlinkSync(path, link)
  await set(link, 'eu-north-1')
  assert.match(readFileSync(other, 'utf8'), /eu-north-1/)
  assert.ok(lstatSync(link).isSymbolicLink())
})

test("root does not write through a user's hard link to another user's file", asRoot, async (t) => {
  const home = folder(t)
  const [path, other] = [join(home, 'config'), join(home, 'shadow')]
  writeFileSync(other, CONFIG)
  linkSync(other, path)
  chownSync(home, OTHER_USER, OTHER_USER)
  await set(path, 'eu-north-1')
  assert.equal(readFileSync(other, 'utf8'), CONFIG)
  assert.match(readFileSync(path, 'utf8'), /eu-north-1/)
})

test('a bind-mounted file (Docker) is written in place, by `set` too', withMounts, (t) => {
  const home = folder(t)
  const outside = join(folder(t), 'config')
  const aws = join(home, '.aws')
  mkdirSync(aws)
  writeFileSync(outside, CONFIG, { mode: 0o600 })
  writeFileSync(join(aws, 'config'), '')
  const script = `mount --bind "$1" "$2" && "$3" "$4" set region eu-north-1 --profile a && "$3" "$4" set region b --profile a`
  const args = ['--mount', 'sh', '-c', script, 'sh', outside, join(aws, 'config'), process.execPath, cli]
  const { status, stderr } = spawnSync('unshare', args, {
    env: { PATH: process.env.PATH, HOME: home },
    encoding: 'utf8',
  })
  assert.deepEqual([status, stderr], [0, ''])
  assert.equal(readFileSync(outside, 'utf8'), CONFIG.replace('eu-west-1', 'b'))
  assert.equal(statSync(outside).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(aws), ['config'])
})

test('a writable file in a directory without write permission: written, with a warning', withUsers, (t) => {
  const { env, home } = homeWith(t, {})
  const shared = folder(t)
  const path = join(shared, 'config')
  writeFileSync(path, CONFIG)
  chownSync(path, OTHER_USER, OTHER_USER)
  chmodSync(shared, 0o755)
  for (const name of [home, join(home, '.aws')]) chownSync(name, OTHER_USER, OTHER_USER)
  const source = `
    const { SharedConfig } = await import('${readable(t)}')
    const logger = { warn: (message) => console.log(message) }
    const config = await SharedConfig.load({ logger })
    config.set('a', 'region', 'eu-north-1')
    await config.save()`
  const { status, stdout, stderr } = asOtherUser(source, { ...env, AWS_CONFIG_FILE: path })
  assert.deepEqual([status, stderr], [0, ''])
  assert.match(
    stdout,
    /^warning\[file-failed\]: no lock can be created in `[^`]+`: EACCES; a concurrent update by another user/,
  )
  assert.equal(readFileSync(path, 'utf8'), CONFIG.replace('eu-west-1', 'eu-north-1'))
  assert.deepEqual(readdirSync(shared), ['config'])
})

test("a new file in a directory without write permission: the error is the system's", withUsers, async (t) => {
  const module = await bundled(t, 'runtime/node/files')
  const shared = folder(t)
  for (const path of [dirname(fileURLToPath(module)), shared]) chmodSync(path, 0o755)
  const source = `
    const { writeFile } = await import('${module}')
    const path = '${join(shared, 'new')}'
    for (const strict of [false, true])
      await writeFile(path, new Uint8Array(), { strict }).catch(({ code }) => console.log(code))`
  assert.deepEqual(asOtherUser(source, {}), { status: 0, stdout: 'EACCES\nEACCES\n', stderr: '' })
  assert.deepEqual(readdirSync(shared), [])
})

test('a full disk: the old text is restored, and no file is left', asRoot, async (t) => {
  /** @type {string[]} */
  const mounted = []
  // Runs before the folder is removed: hooks run in this order.
  t.after(() => mounted.map((path) => spawnSync('umount', [path])))
  const disk = folder(t)
  if (!has('mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk)) return t.skip('may not mount')
  mounted.push(disk)
  const [path, other] = [join(disk, 'config'), join(disk, 'other')]
  const full = `${CONFIG}${'#'.repeat(4096 - CONFIG.length - 2)}\n`
  writeFileSync(path, full)
  linkSync(path, other)
  // Space for the lock, a file of one page, and nothing else.
  writeFileSync(join(disk, 'fill'), Buffer.alloc(4096))
  const before = readdirSync(disk).sort()
  const config = await SharedConfig.load({ env: {}, configFilepath: path, filepath: `${path}-credentials` })
  config.set('a', 'output', 'x'.repeat(9000))
  await assert.rejects(config.save(), { code: 'file-failed', message: /ENOSPC/ })
  assert.equal(readFileSync(other, 'utf8'), full)
  assert.deepEqual(readdirSync(disk).sort(), before)
})

test('writers that share a hard-linked file lose no update', onPosix, async (t) => {
  const home = folder(t)
  const [path, other] = [join(home, 'config'), join(home, 'other')]
  writeFileSync(path, CONFIG)
  linkSync(path, other)
  const source = (/** @type {string} */ name) => `
    const { SharedConfig } = await import('${entry}')
    for (let at = 0; at < 5; at += 1) {
      const config = await SharedConfig.load({ env: {}, configFilepath: '${path}', filepath: '${path}-none' })
      config.set('${name}', 'key' + at, 'v')
      await config.save()
    }`
  const runs = ['p', 'q', 'r'].map(
    (name) =>
      new Promise((done) => {
        execFile(process.execPath, ['--input-type=module', '-e', source(name)], (error) => done(error))
      }),
  )
  assert.deepEqual(await Promise.all(runs), [null, null, null])
  assert.equal(readFileSync(other, 'utf8').match(/^key\d = v$/gm)?.length, 15)
})
