// @ts-check
/** SharedConfig: reading, querying, editing, saving. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { SharedConfig } from 'rolehop'
import { folder, homeWith, inProcess, read } from './support.mjs'

const CONFIG = `[default]
region = eu-central-1

# the team's account
[profile dev]
region = us-east-1
`

const mode = (/** @type {string} */ path) => (statSync(path).mode & 0o777).toString(8)

test("the files are found below HOME and by the AWS CLI's variables", async (t) => {
  const { env, home } = homeWith(t, { config: CONFIG, credentials: '[ops]\naws_access_key_id = AKIAEXAMPLE\n' })
  assert.deepEqual((await SharedConfig.load({ env })).profiles, ['default', 'dev', 'ops'])
  const elsewhere = join(home, 'other')
  writeFileSync(elsewhere, '[profile other]\n')
  const variables = { ...env, AWS_CONFIG_FILE: '~/other', AWS_SHARED_CREDENTIALS_FILE: '$HOME/none' }
  assert.deepEqual((await SharedConfig.load({ env: variables })).profiles, ['other'])
  assert.deepEqual((await SharedConfig.load({ env, configFilepath: elsewhere })).profiles, ['other', 'ops'])
})

test('missing files, folders and empty environments are empty configs', async (t) => {
  const empty = folder(t)
  mkdirSync(join(empty, '.aws', 'config'), { recursive: true })
  assert.deepEqual((await SharedConfig.load({ env: { HOME: empty } })).profiles, [])
  assert.deepEqual((await SharedConfig.load({ env: {} })).profiles, [])
})

test('every listed profile can be read, also one without a name', () => {
  const config = SharedConfig.parse({ config: '[profile ""]\nregion = eu-west-1\n' })
  assert.deepEqual(config.profiles, [''])
  assert.equal(config.get('', 'region'), 'eu-west-1')
  assert.deepEqual(
    config.settings('').map(({ key }) => key),
    ['region'],
  )
})

test('settings are read as `aws configure get` reads them', () => {
  const config = SharedConfig.parse({ config: `${CONFIG}s3 =\n  max = 5\n` })
  const cases = /** @type {const} */ ([
    ['a value', 'dev', 'region', 'us-east-1'],
    ['a key that is not set', 'dev', 'output', undefined],
    ['a missing profile', 'unknown', 'region', undefined],
    ['a property of every object', 'constructor', 'toString', undefined],
    ['a nested block', 'dev', 's3', undefined],
  ])
  for (const [shows, profile, key, value] of cases) assert.equal(config.get(profile, key), value, shows)
})

test('edits change only the edited setting', () => {
  const config = SharedConfig.parse({ config: CONFIG.replaceAll('\n', '\r\n') })
  config.set('dev', 'region', 'eu-west-1')
  config.set('dev', 'aws_access_key_id', 'AKIAEXAMPLE')
  assert.equal(config.text('config'), CONFIG.replace('us-east-1', 'eu-west-1').replaceAll('\n', '\r\n'))
  assert.match(config.text('credentials'), /^\[dev\]\r?\naws_access_key_id = AKIAEXAMPLE\r?\n$/)
  config.unset('dev', 'region')
  assert.equal(config.get('dev', 'region'), undefined)
})

test('edits that would not survive a round trip are rejected and change nothing', () => {
  const config = SharedConfig.parse({ config: CONFIG })
  const refused = /** @type {const} */ ([
    ['a line break', 'dev', 'region', 'a\n[profile evil]'],
    ['a key with an equals sign', 'dev', 'a = b', 'c'],
    ['half a surrogate pair', 'dev', 'region', '\ud800'],
  ])
  for (const [shows, profile, key, value] of refused) {
    assert.throws(() => config.set(profile, key, value), { name: 'RolehopError', exitCode: 252 }, shows)
  }
  assert.throws(() => config.set('dev', 'region', /** @type {never} */ (1)), { code: 'usage-invalid' })
  assert.equal(config.text('config'), CONFIG)
})

test('invalid text is read, and `check` reports its errors', () => {
  const config = SharedConfig.parse({ config: '[profile a\nregion = x\nnonsense\n' })
  const [first] = config.check()
  assert.ok(first)
  assert.equal(first.severity, 'error')
  assert.deepEqual([first.file, first.line], ['config', 1])
})

test('`save` keeps the mode, comments and line endings', async (t) => {
  const { env, config: path, credentials } = homeWith(t, { config: CONFIG.replaceAll('\n', '\r\n') })
  chmodSync(path, 0o640)
  const config = await SharedConfig.load({ env })
  config.set('dev', 'output', 'json')
  config.set('dev', 'aws_access_key_id', 'AKIAEXAMPLE')
  await config.save()
  assert.equal(read(path), `${CONFIG}output = json\n`.replaceAll('\n', '\r\n'))
  assert.equal(mode(path), '640')
  assert.equal(mode(credentials), '600')
  assert.equal(config.get('dev', 'output'), 'json')
})

test('`save` creates folders with mode 700', async (t) => {
  const home = folder(t)
  const config = await SharedConfig.load({ env: { HOME: home } })
  config.set('new', 'region', 'eu-west-1')
  await config.save()
  assert.equal(mode(join(home, '.aws')), '700')
  assert.equal(read(join(home, '.aws/config')), '[profile new]\nregion = eu-west-1\n')
  assert.equal(mode(join(home, '.aws/config')), '600')
})

test('`save` writes through a link, also a dangling one', async (t) => {
  const { env, aws, home } = homeWith(t, {})
  mkdirSync(join(home, 'dotfiles'))
  symlinkSync('../dotfiles/aws', join(aws, 'config'))
  for (const region of ['eu-west-1', 'eu-west-2']) {
    const config = await SharedConfig.load({ env })
    config.set('a', 'region', region)
    await config.save()
    assert.ok(lstatSync(join(aws, 'config')).isSymbolicLink())
    assert.equal(read(join(home, 'dotfiles/aws')), `[profile a]\nregion = ${region}\n`)
  }
})

test('`save` keeps concurrent changes by others', async (t) => {
  const { env, config: path } = homeWith(t, { config: CONFIG })
  const config = await SharedConfig.load({ env })
  config.set('dev', 'output', 'json')
  writeFileSync(path, `[profile theirs]\nregion = x\n${CONFIG}`)
  await config.save()
  assert.equal(read(path), `[profile theirs]\nregion = x\n${CONFIG}output = json\n`)
  assert.deepEqual(config.profiles, ['theirs', 'default', 'dev'])
})

test('`save` twice writes once, and without edits not at all', async (t) => {
  const { env, config: path } = homeWith(t, { config: CONFIG })
  const config = await SharedConfig.load({ env })
  await config.save()
  config.set('dev', 'output', 'json')
  await config.save()
  writeFileSync(path, CONFIG)
  await config.save()
  assert.equal(read(path), CONFIG)
})

test('a failed `save` is reported, and leaves the file unchanged and no other file', async (t) => {
  const { env, config: path, aws } = homeWith(t, { config: CONFIG })
  const failing = async () => {
    throw Object.assign(new Error('no'), { code: 'ENOSPC' })
  }
  const config = await SharedConfig.load({ env, host: { writeFile: failing } })
  config.set('dev', 'output', 'json')
  await assert.rejects(config.save(), {
    code: 'file-failed',
    message: `cannot write \`${path}\`: ENOSPC`,
    exitCode: 255,
  })
  assert.equal(read(path), CONFIG)
  assert.deepEqual(
    readdirSync(aws).filter((name) => name.includes('tmp')),
    [],
  )
})

test('a file that is not UTF-8 is never written', async (t) => {
  const bytes = Buffer.concat([Buffer.from(`${CONFIG}note = `), Buffer.from([0xff, 0xfe]), Buffer.from('\n')])
  const { env, config: path } = homeWith(t, { config: bytes })
  const config = await SharedConfig.load({ env })
  const editAndSave = async () => {
    config.set('dev', 'output', 'json')
    await config.save()
  }
  await assert.rejects(editAndSave, { name: 'RolehopError' })
  assert.deepEqual(readFileSync(path), bytes)
})

test('pasted text cannot be saved', async () => {
  const config = SharedConfig.parse({ config: CONFIG })
  config.set('dev', 'output', 'json')
  await assert.rejects(config.save(), { code: 'usage-invalid' })
})

test('twelve processes that save at once lose no change', async (t) => {
  const profiles = Array.from({ length: 200 }, (_, at) => `[profile p${at}]\nregion = eu-west-1\n`).join('')
  const { env, config: path } = homeWith(t, { config: profiles })
  const source = (/** @type {number} */ at) => `
    import { SharedConfig } from 'rolehop'
    const config = await SharedConfig.load()
    config.set('p${at * 7}', 'output', 'from-${at}')
    await config.save()`
  const runs = await Promise.all(Array.from({ length: 12 }, (_, at) => inProcess(source(at), env)))
  assert.deepEqual(
    runs.map(({ status, stderr }) => [status, stderr]),
    runs.map(() => [0, '']),
  )
  const config = await SharedConfig.load({ env })
  assert.equal(config.profiles.length, 200)
  for (let at = 0; at < 12; at += 1) assert.equal(config.get(`p${at * 7}`, 'output'), `from-${at}`)
  assert.deepEqual(readdirSync(dirname(path)), ['config'])
})

test('a change by a writer without locks is not lost', async (t) => {
  const { env, config: path } = homeWith(t, { config: CONFIG })
  let changed = false
  const config = await SharedConfig.load({ env })
  const { writeFile } = await import('node:fs/promises')
  const host = {
    /** Another writer replaces the file just before the save writes it. */
    async writeFile(/** @type {string} */ target, /** @type {Uint8Array} */ bytes, /** @type {any} */ options) {
      if (!changed) {
        changed = true
        await writeFile(`${target}.theirs`, `${CONFIG}theirs = 1\n`)
        renameSync(`${target}.theirs`, target)
        return false
      }
      assert.equal(Buffer.from(options.replaces).toString(), `${CONFIG}theirs = 1\n`)
      await writeFile(target, bytes)
      return true
    },
  }
  const ours = await SharedConfig.load({ env, host })
  ours.set('dev', 'output', 'json')
  await ours.save()
  assert.equal(read(path), `${CONFIG}theirs = 1\noutput = json\n`)
  assert.equal(config.get('dev', 'theirs'), undefined)
})

test('an unreadable file is treated as empty, which `check` reports, and is never written', async (t) => {
  const { env, config: path } = homeWith(t, { config: CONFIG })
  const readFile = async (/** @type {string} */ wanted) => {
    if (wanted === path) throw Object.assign(new Error('no'), { code: 'EACCES' })
    return undefined
  }
  const config = await SharedConfig.load({ env, host: { readFile } })
  assert.deepEqual(config.profiles, [])
  const [found] = config.check()
  assert.deepEqual([found?.code, found?.severity, found?.file], ['file-failed', 'warning', 'config'])
  config.set('dev', 'output', 'json')
  await assert.rejects(config.save(), { code: 'file-failed' })
  assert.equal(read(path), CONFIG)
})

test('symbols, completions and locations for editors', () => {
  const config = SharedConfig.parse({
    config: '[profile \u{1F511}]\nsource_profile = \u{1F511}\n',
    credentials: '[base]\n',
  })
  const place = { line: 2, column: 20 }
  assert.deepEqual(config.complete('config', place), [
    {
      kind: 'value',
      label: '\u{1F511}',
      insert: '\u{1F511}',
      location: { file: 'config', line: 2, column: 18, endLine: 2, endColumn: 20 },
    },
    {
      kind: 'value',
      label: 'base',
      insert: 'base',
      location: { file: 'config', line: 2, column: 18, endLine: 2, endColumn: 20 },
    },
  ])
  assert.deepEqual(config.symbolAt('config', place), {
    kind: 'value',
    location: { file: 'config', line: 2, column: 18, endLine: 2, endColumn: 20 },
    profile: '\u{1F511}',
    key: 'source_profile',
    description: 'profile whose credentials assume the role',
    target: { file: 'config', line: 1, column: 1, endLine: 1, endColumn: 13 },
  })
  assert.equal(config.symbolAt('config', { line: 9, column: 1 }), undefined)
  // @ts-expect-error there is no such file
  assert.throws(() => config.complete('cache', place), { code: 'usage-invalid' })
})

test('a path that is not a regular file never blocks', { skip: process.platform === 'win32' }, async (t) => {
  const { env, aws } = homeWith(t, {})
  assert.equal(spawnSync('mkfifo', [join(aws, 'config'), join(aws, 'credentials')]).status, 0)
  assert.deepEqual((await SharedConfig.load({ env })).profiles, [])
})

for (const umask of ['0', '0777']) {
  test(`new files have mode 600 under any umask: ${umask}`, async (t) => {
    const home = folder(t)
    const source = `
      import { SharedConfig } from 'rolehop'
      process.umask(${Number.parseInt(umask, 8)})
      const config = await SharedConfig.load()
      config.set('a', 'region', 'eu-west-1')
      await config.save()`
    assert.deepEqual(await inProcess(source, { HOME: home }), { status: 0, stdout: '', stderr: '' })
    const modes = ['.aws', '.aws/config'].map((path) => mode(join(home, path)))
    assert.deepEqual(modes, ['700', '600'])
  })
}

test('sections other than profiles are read, changed and saved', async (t) => {
  const text = "[profile corp]\nregion = x\n[sso-session 'my corp']\nsso_region = eu-west-1 \n"
  const { env, home } = homeWith(t, { config: text })
  const config = await SharedConfig.load({ env })
  assert.deepEqual([config.ssoSessions, config.services], [['my corp'], []])
  assert.equal(config.get({ ssoSession: 'my corp' }, 'sso_region'), 'eu-west-1')
  assert.equal(config.get({ ssoSession: 'corp' }, 'region'), undefined)
  config.set({ services: 'local' }, 'sts.endpoint_url', 'http://localhost:4566')
  config.unset({ ssoSession: 'my corp' }, 'sso_region')
  await config.save()
  const expected =
    "[profile corp]\nregion = x\n[sso-session 'my corp']\n[services local]\nsts =\n    endpoint_url = http://localhost:4566\n"
  assert.equal(read(join(home, '.aws', 'config')), expected)
  const [setting] = config.settings({ services: 'local' })
  assert.deepEqual(setting?.nested, [{ name: 'endpoint_url', value: 'http://localhost:4566' }])
})

test('a section is named by exactly one key', () => {
  const config = SharedConfig.parse({ config: '[services a]\n' })
  /** @type {[section: any, message: RegExp][]} */
  const cases = [
    [{}, /`section` must have either `ssoSession` or `services`/],
    [{ ssoSession: 'a', services: 'a' }, /must have either/],
    [{ service: 'a' }, /`section\.service`.*did you mean|unknown option `section\.service`/],
    [{ services: 1 }, /`section\.services` must be a string/],
    [7, /`section` must be a string/],
  ]
  for (const [section, message] of cases) {
    for (const use of [
      () => config.get(section, 'x'),
      () => config.set(section, 'x', 'y'),
      () => config.settings(section),
    ])
      assert.throws(use, { code: 'usage-invalid', message }, JSON.stringify(section))
  }
})

test('a plan that is made again after its config was saved is that of its time', async (t) => {
  const role = 'role_arn = arn:aws:iam::111122223333:role/Old\nsource_profile = base\n'
  const keys = '[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLEKEY\n'
  const { env } = homeWith(t, { config: `[profile a]\n${role}region = eu-west-1\n${keys}` })
  const config = await SharedConfig.load({ env })
  const plan = config.plan('a')
  const before = String(plan)
  config.set('a', 'role_arn', 'arn:aws:iam::111122223333:role/New')
  await config.save()
  // So many other plans take the memory of the first one.
  for (let at = 0; at < 100; at += 1) String(config.plan('base'))
  assert.equal(String(plan), before)
  assert.match(String(config.plan('a')), /role\/New/)
})

test('an edit between two saves stays unsaved, and is not lost', async (t) => {
  const { env, config: path } = homeWith(t, { config: '[profile a]\nregion = x\n' })
  const config = await SharedConfig.load({ env })
  config.set('a', 'region', 'y')
  const [first, second] = [config.save(), config.save()]
  await first
  config.set('a', 'output', 'json')
  await second
  assert.equal(config.get('a', 'output'), 'json')
  await config.save()
  assert.equal(read(path), '[profile a]\nregion = y\noutput = json\n')
})

test('the signal of a load does not cancel a later save, which has its own', async (t) => {
  const { env, config: path } = homeWith(t, { config: '[profile a]\nregion = x\n' })
  const loading = new AbortController()
  const config = await SharedConfig.load({ env, signal: loading.signal })
  loading.abort()
  config.set('a', 'region', 'y')
  await assert.rejects(config.save({ signal: AbortSignal.abort() }), { code: 'aborted' })
  assert.equal(read(path), '[profile a]\nregion = x\n')
  await config.save()
  assert.equal(read(path), '[profile a]\nregion = y\n')
})
