// @ts-check
/** The functions of `rolehop/vscode` that can be tested without an editor. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromProfile, SharedConfig } from 'rolehop'
import { fileHost, mfaInputBox, secretStore, toCodeActions, toDiagnostics, trustOf, watchFiles } from 'rolehop/vscode'

/** A secret storage that responds asynchronously, as that of VS Code. */
function secrets(/** @type {Record<string, string>} */ held = {}) {
  const later = (/** @type {() => any} */ answer) => new Promise((resolve) => setImmediate(() => resolve(answer())))
  return {
    held,
    get: (/** @type {string} */ key) => later(() => held[key]),
    store: (/** @type {string} */ key, /** @type {string} */ value) =>
      later(() => void Object.assign(held, { [key]: value })),
    delete: (/** @type {string} */ key) => later(() => void delete held[key]),
  }
}

test('secret storage: concurrent writes keep all sessions, the oldest are removed, all can be cleared', async () => {
  const storage = secrets({ 'rolehop.sessions': 'not what was written' })
  const store = secretStore(storage)
  assert.equal(await store.get('k0'), undefined, 'an invalid secret is treated as empty')
  await Promise.all(Array.from({ length: 60 }, (_, at) => store.set(`k${at}`, `entry ${at}`)))
  assert.equal(await store.get('k59'), 'entry 59')
  assert.equal(await store.get('k10'), 'entry 10')
  assert.equal(await store.get('k9'), undefined)
  await store.clear()
  assert.deepEqual(storage.held, {})
})

test('a plan shows where its sessions are cached', () => {
  const config = SharedConfig.parse({
    config: '[profile a]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = b\n',
    credentials: '[b]\naws_access_key_id = AKIA\naws_secret_access_key = s\n',
  })
  const kept = (/** @type {import('rolehop').PlanOptions} */ options) =>
    /cache +(.*)/.exec(`${config.plan('a', { env: {}, ...options })}`)?.[1]
  assert.equal(kept({ cache: secretStore(secrets()) }), "the editor's secret storage")
  assert.equal(kept({ cache: new Map() }), 'a custom store')
  assert.deepEqual([kept({ cache: 'memory' }), kept({ cache: false })], ['memory only', 'none'])
  assert.equal(kept({ trust: 'untrusted' }), 'memory only', 'no session of an untrusted config is stored on disk')
  assert.match(kept({}) ?? '', /^~\/\.aws\/cli\/cache\/[0-9a-f]{40}\.json$/)
})

test('a closed input box aborts, and no request is sent', async () => {
  /** @type {any[]} */
  const asked = []
  const window = {
    showInputBox: async (/** @type {any} */ options) => {
      asked.push(options)
      return undefined
    },
  }
  const config = SharedConfig.parse({
    config:
      '[profile a]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = b\nmfa_serial = arn:aws:iam::111122223333:mfa/m\nregion = eu-west-1\n',
    credentials: '[b]\naws_access_key_id = AKIA\naws_secret_access_key = s\n',
  })
  const fetch = () => assert.fail('nothing is sent')
  const provider = fromProfile({ profile: 'a', config, env: {}, fetch, mfaCodeProvider: mfaInputBox(window) })
  await assert.rejects(provider(), { code: 'aborted' })
  assert.match(asked[0].prompt, /mfa\/m/)
  assert.deepEqual([asked[0].validateInput('12345'), asked[0].validateInput(' 123456 ')], ['six digits', undefined])
})

/** Files of a virtual file system. */
function editorFiles(/** @type {Record<string, string>} */ files) {
  const failure = (/** @type {string} */ code) => Object.assign(new Error(code), { code })
  const text = (/** @type {string} */ uri) => {
    if (uri.endsWith('locked')) throw failure('NoPermissions')
    if (files[uri] === undefined) throw failure('FileNotFound')
    return files[uri]
  }
  const fs = {
    stat: async (/** @type {string} */ uri) => ({ size: text(uri).length }),
    readFile: async (/** @type {string} */ uri) => new TextEncoder().encode(text(uri)),
    writeFile: async (/** @type {string} */ uri, /** @type {Uint8Array} */ bytes) => {
      files[uri] = new TextDecoder().decode(bytes)
    },
  }
  return fileHost(fs, (path) => path)
}

test("the two files over the editor's file system: read, edited, saved", async () => {
  /** @type {Record<string, string>} */
  const files = { 'x:/config': '[profile a]\nregion = eu-west-1\n' }
  const host = editorFiles(files)
  const load = { env: {}, host, configFilepath: 'x:/config', filepath: 'x:/credentials' }
  const config = await SharedConfig.load(load)
  assert.deepEqual(config.profiles, ['a'], 'a missing file is empty')
  assert.deepEqual(config.paths, { config: 'x:/config', credentials: 'x:/credentials' })
  config.set('a', 'region', 'eu-north-1')
  files['x:/config'] += '# meanwhile\n'
  await config.save()
  assert.equal(files['x:/config'], '[profile a]\nregion = eu-north-1\n# meanwhile\n')
  await assert.rejects(async () => host.readFile('x:/config', { maxBytes: 3 }), { code: 'EFBIG' })
  const locked = await SharedConfig.load({ ...load, filepath: 'x:/locked' })
  assert.deepEqual(
    locked.check().filter(({ code }) => code === 'file-failed').length,
    1,
    'an unreadable file is reported',
  )
  assert.equal(await host.writeFile('x:/config', new Uint8Array(), { replaces: null }), false)
})

class Range {
  constructor(/** @type {number[]} */ ...at) {
    this.at = at
  }
}
const api = {
  Range,
  Diagnostic: class {
    constructor(/** @type {Range} */ range, /** @type {string} */ message, /** @type {number} */ severity = -1) {
      Object.assign(this, { range, message, severity })
    }
  },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
  CodeActionKind: { QuickFix: 'quickfix' },
  CodeAction: class {
    constructor(/** @type {string} */ title, /** @type {string} */ kind = '') {
      Object.assign(this, { title, kind })
    }
  },
  WorkspaceEdit: class {
    /** @type {unknown[]} */
    made = []
    createFile(/** @type {object} */ uri) {
      this.made.push(['create', uri])
    }
    replace(/** @type {object} */ uri, /** @type {Range} */ range, /** @type {string} */ text) {
      this.made.push([uri, range.at, text])
    }
  },
}

test('diagnostics become squiggles and fixes of their own file, with positions from 0', () => {
  const config = SharedConfig.parse({ config: '[profile a]\nregoin = eu-west-1\n', credentials: '[b]\nx\n' })
  const found = config.check()
  const [squiggle] = toDiagnostics(api, found, 'config')
  assert.deepEqual(JSON.parse(JSON.stringify(squiggle)), {
    range: { at: [1, 0, 1, 6] },
    message:
      found.find(({ code }) => code === 'unknown-key')?.message +
      '\n' +
      found.find(({ code }) => code === 'unknown-key')?.help,
    severity: 1,
    source: 'rolehop',
    code: 'unknown-key',
  })
  const at = (/** @type {number} */ line) => ({ start: { line }, end: { line } })
  const uri = { path: '/config' }
  const actions = toCodeActions(api, found, 'config', at(1), { config: uri })
  assert.deepEqual(
    actions.map((action) => /** @type {any} */ (action).edit.made),
    [
      [
        ['create', uri],
        [uri, [1, 0, 1, 6], 'region'],
      ],
    ],
  )
  assert.equal(/** @type {any} */ (actions[0]).title, 'change it to region', 'menus show backticks as they are')
  assert.deepEqual(toCodeActions(api, found, 'config', at(0), { config: uri }), [])
  assert.deepEqual(toCodeActions(api, found, 'config', at(1), {}), [], 'a missing file has no fix')
})

test('a file is watched by its exact name, in any folder', () => {
  /** @type {any[]} */
  const patterns = []
  let disposed = 0
  const watcher = { onDidChange: noop, onDidCreate: noop, onDidDelete: noop, dispose: () => (disposed += 1) }
  const vscode = {
    Uri: { joinPath: (/** @type {{ path: string }} */ base) => ({ path: base.path.replace(/\/[^/]*$/, '') }) },
    RelativePattern: class {
      constructor(/** @type {{ path: string }} */ base, /** @type {string} */ pattern) {
        patterns.push([base.path, pattern])
      }
    },
    workspace: { createFileSystemWatcher: () => watcher },
  }
  watchFiles(vscode, [{ path: '/home/me/.aws/config' }, { path: '/odd/c{o}n*' }], () => {}).dispose()
  assert.deepEqual(patterns, [
    ['/home/me/.aws', 'config'],
    ['/odd', 'c[{]o[}]n[*]'],
  ])
  assert.equal(disposed, 2)
})

function noop() {
  return { dispose() {} }
}

test('the trust level is that of the workspace', () => {
  assert.deepEqual(
    [true, false].map((isTrusted) => trustOf({ isTrusted })),
    ['trusted', 'untrusted'],
  )
})
