// @ts-check
/** Every public function rejects arguments of the wrong type and unknown keys. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as rolehop from 'rolehop'
import {
  awsLogin,
  Credentials,
  consoleUrl,
  formatCredentials,
  fromIni,
  fromProfile,
  fromProfiles,
  getCallerIdentity,
  getSessionToken,
  isRolehopError,
  listSsoRoles,
  loadEngine,
  planSsoProfiles,
  promptForMfaCode,
  RolehopError,
  SharedConfig,
  secretRanges,
  setWasmModule,
  signAssumeRole,
  signGetCallerIdentity,
  ssoLogin,
  switchRoleUrl,
} from 'rolehop'
import * as vscodeHelpers from 'rolehop/vscode'
import { DEMO_KEY, demo } from './support.mjs'

/** Options of every kind are passed here, whatever the types say. @type {any} */
const any = undefined

/** Another copy of the package. */
const copy = await import('rolehop/inline')

const config = SharedConfig.parse({ config: '[profile a]\nregion = eu-west-1\n' })
const hop = { roleArn: 'arn:aws:iam::111122223333:role/A', region: 'eu-west-1', endpoint: 'https://sts.example/' }
const date = new Date(1_700_000_000_000)
const provider = fromProfile({ env: {}, config: {} })
const ROLES = { startUrl: 'https://a.example', region: 'eu-west-1', session: 'a', accounts: [] }

/** Each function, called with its options object. @type {Record<string, (options: any) => unknown>} */
const TAKES_OPTIONS = {
  fromProfile: (options) => fromProfile(options),
  fromIni: (options) => fromIni(options),
  fromProfiles: (options) => fromProfiles([], options),
  getCallerIdentity: (options) => getCallerIdentity(DEMO_KEY, options),
  getSessionToken: (options) => getSessionToken(DEMO_KEY, options),
  listSsoRoles: (options) => listSsoRoles(options),
  planSsoProfiles: (options) => planSsoProfiles(config, ROLES, options),
  consoleUrl: (options) => consoleUrl(DEMO_KEY, options),
  switchRoleUrl: (options) => switchRoleUrl(hop.roleArn, options),
  awsLogin: (options) => awsLogin(options),
  ssoLogin: (options) => ssoLogin(options),
  promptForMfaCode: (options) => promptForMfaCode('device', options),
  signAssumeRole: (options) => signAssumeRole(hop, DEMO_KEY, options),
  signGetCallerIdentity: (options) => signGetCallerIdentity(DEMO_KEY, options),
  'SharedConfig.load': (options) => SharedConfig.load(options),
  'SharedConfig.parse': (options) => SharedConfig.parse(options),
  check: (options) => config.check(any, options),
  plan: (options) => config.plan(any, options),
  outline: (options) => config.outline(any, options),
  selectedProfile: (options) => config.selectedProfile(any, options),
  programEnvironment: (options) => config.programEnvironment(any, options),
}

/** Values that are not an options object, or one without known keys: the call would use the defaults. */
const NOT_OPTIONS = {
  'a string': 'dev',
  null: null,
  'a number': 5,
  true: true,
  'a symbol': Symbol('dev'),
  'an array': ['dev'],
  'a function': () => ({}),
  'a promise': Promise.resolve({ profile: 'dev' }),
  'a Map': new Map([['profile', 'dev']]),
  'a SharedConfig': config,
  'a Date': date,
  'a String': new String('dev'),
  'a URL': new URL('https://a.example'),
  'an AbortSignal': new AbortController().signal,
  'a class instance without a known key': new (class {
    dev() {}
  })(),
  'an unknown key': { zzz: 1 },
  'an unknown inherited key': Object.create({ zzz: 1 }),
  'an unknown key that throws': {
    get zzz() {
      throw new Error('no')
    },
  },
}

/**
 * The error of a call. Synchronous functions must throw it, asynchronous ones must reject with it.
 * @param {() => unknown} act
 */
async function failureOf(act) {
  let result
  try {
    result = act()
  } catch (error) {
    return { thrown: true, error: /** @type {any} */ (error) }
  }
  if (!(result instanceof Promise)) return { thrown: false, error: undefined }
  return {
    thrown: false,
    error: await result.then(
      () => undefined,
      /** @returns {any} */ (error) => error,
    ),
  }
}

const WAITS = /** @type {string[]} */ ([
  'fromProfiles',
  'getCallerIdentity',
  'getSessionToken',
  'listSsoRoles',
  'consoleUrl',
  'awsLogin',
  'ssoLogin',
  'promptForMfaCode',
  'SharedConfig.load',
])

for (const [name, act] of Object.entries(TAKES_OPTIONS)) {
  test(`${name} rejects values that are not an options object, and unknown keys`, async () => {
    for (const [what, value] of Object.entries(NOT_OPTIONS)) {
      const { thrown, error } = await failureOf(() => act(value))
      assert.ok(isRolehopError(error, 'usage-invalid'), `${name} takes ${what}: ${error}`)
      assert.equal(error.exitCode, 252)
      assert.equal(thrown, !WAITS.includes(name), `${name} with ${what}`)
      if (what.includes('unknown') && what.includes('key') && !what.includes('without') && !what.includes('throws'))
        assert.match(error.message, /`(\w+\.)?zzz`/)
    }
  })
}

test('the table has every exported function', () => {
  const others = ['Credentials', 'RolehopError', 'SharedConfig', 'dispose', 'formatCredentials', 'isRolehopError']
  const tested = [...Object.keys(TAKES_OPTIONS), ...others, 'loadEngine', 'setWasmModule', 'secretRanges']
  for (const name of Object.keys(rolehop)) assert.ok(tested.includes(name), `${name} has no row`)
  const methods = Object.getOwnPropertyNames(SharedConfig.prototype)
  const known = [
    'constructor',
    'paths',
    'profiles',
    'get',
    'settings',
    'set',
    'unset',
    'complete',
    'symbolAt',
    'sections',
    'tokens',
    'references',
    'renamable',
    'rename',
    'text',
    'identities',
  ]
  const alsoKnown = [
    'save',
    'apply',
    'ssoSessions',
    'services',
    'check',
    'outline',
    'plan',
    'programEnvironment',
    'selectedProfile',
    'requireReadable',
  ]
  assert.deepEqual(methods.sort(), [...known, ...alsoKnown].sort())
})

/** @type {[string, object, RegExp, RegExp?][]} */
const PROFILE_MISTAKES = [
  ['a misspelled profile', { profil: 'dev' }, /`profil`/, /did you mean `profile`\?/],
  ['another case', { Profile: 'dev' }, /`Profile`/, /did you mean `profile`\?/],
  ['a nested key', { clientConfig: { regoin: 'x' } }, /`clientConfig\.regoin`/, /did you mean `region`\?/],
  ['a key of `config`', { config: { credentails: '' } }, /`config\.credentails`/, /did you mean `credentials`\?/],
  ['a key of `host`', { host: { readfile: () => {} } }, /`host\.readfile`/, /did you mean `readFile`\?/],
  ['a value of `cache`', { cache: 'aws_cli' }, /`cache`/, /did you mean `aws-cli`\?/],
  ['a value of `trust`', { trust: 'Trusted' }, /`trust`/, /did you mean `trusted`\?/],
  ['a key of a tag', { tags: [{ key: 'a', value: 'b' }] }, /`tags\[0\]\.key`/, /did you mean `Key`\?/],
  ['an ARN of a policy', { policyArns: [{ Arn: 'a' }] }, /`policyArns\[0\]\.Arn`/, /did you mean `arn`\?/],
  ['the role assumer of the SDK', { roleAssumer: () => {} }, /`roleAssumer`/, /fetch/],
  [
    'the role assumer for web identity of the SDK',
    { roleAssumerWithWebIdentity: () => {} },
    /`roleAssumerWithWebIdentity`/,
    /fetch/,
  ],
  ['plugins of the SDK', { clientPlugins: [] }, /`clientPlugins`/, /fetch/],
  ['the parent client', { parentClientConfig: {} }, /`parentClientConfig`/, /clientConfig\.region/],
  ['the cache of the SDK', { ignoreCache: true }, /`ignoreCache`/, /cache: false/],
  ['a request handler', { clientConfig: { requestHandler: {} } }, /`clientConfig\.requestHandler`/, /fetch/],
  ['an endpoint', { clientConfig: { endpoint: 'x' } }, /`clientConfig\.endpoint`/, /AWS_ENDPOINT_URL_STS/],
  ['attempts', { clientConfig: { maxAttempts: 1 } }, /`clientConfig\.maxAttempts`/, /omit it/],
]

for (const [what, options, message, help] of PROFILE_MISTAKES) {
  test(`fromProfile names ${what} and says what to do`, () => {
    assert.throws(
      () => fromProfile(/** @type {any} */ (options)),
      (error) => {
        assert.ok(isRolehopError(error, 'usage-invalid'))
        assert.match(error.message, message)
        if (help) assert.match(error.help ?? '', help)
        return true
      },
    )
  })
}

const cycle = {}
Object.assign(cycle, { cycle })

/** Values of the wrong type. @type {Record<string, unknown[]>} */
const WRONG = {
  profile: [5, null, {}, [], '', '\ud800', true],
  env: ['x', null, [], 5, new Map([['HOME', '/']]), { HOME: 5 }, { HOME: null }, Promise.resolve({})],
  host: ['x', null, [], () => {}, new Map(), { now: 5 }, { lock: null }, { run: {} }],
  fetch: [{}, null, 'x', true],
  signal: [{}, null, 'x', new AbortController(), { aborted: false }, { aborted: 'no', addEventListener() {} }],
  logger: ['x', null, [], 5, { warn: 'x' }, () => {}],
  filepath: [5, null, new URL('file:///x'), Buffer.from('/x'), ''],
  configFilepath: [5, null, new URL('file:///x'), ''],
  clientConfig: ['x', null, [], { region: 5 }, { region: async () => 'eu-west-1' }],
  mfaCodeProvider: ['123456', 123456, null, {}, Promise.resolve('123456')],
  config: ['[default]', null, [], 5, new Map(), Promise.resolve(config), { config: 5 }, { config: Buffer.from('') }],
  cache: [true, null, 5, 'aws_cli', 'none', [], {}, { get() {} }, { get() {}, set: 5 }, Promise.resolve(new Map())],
  ssoTokens: [true, null, 5, 'memory', [], {}, { get() {} }, { get() {}, set: 5 }, Promise.resolve(new Map())],
  minRemainingSeconds: ['900', null, Number.NaN, -1, Number.POSITIVE_INFINITY, 5e9, 900n, {}],
  trust: ['yes', true, null, 'pasted', 1],
  policy: [5, null, [], Promise.resolve('{}'), new Map(), cycle, { toJSON: () => undefined }, { a: 1n }, {}],
  policyArns: ['arn', null, {}, [5], [null], [{}]],
  tags: ['x', null, 5, new Map([['a', 'b']]), { team: 5 }, { team: undefined }, [{ Key: 'a' }], ['a=b'], [null]],
  transitiveTagKeys: ['team', null, {}, [5]],
  sourceIdentity: [5, null, {}],
  sessionName: [5, null, {}],
}

for (const [key, values] of Object.entries(WRONG)) {
  test(`\`${key}\` of the wrong type is rejected by name`, async () => {
    for (const value of values) {
      const options = /** @type {any} */ ({ [key]: value })
      const named = (/** @type {unknown} */ error) => {
        assert.ok(isRolehopError(error, 'usage-invalid'), `${key}: ${error}`)
        assert.match(error.message, new RegExp(`\`${key}\\b`))
        return true
      }
      assert.throws(() => fromProfile(options), named)
      if (key !== 'profile') await assert.rejects(fromProfiles([], options), named)
      if (['env', 'host', 'signal', 'filepath'].includes(key)) await assert.rejects(SharedConfig.load(options), named)
      if (['env', 'trust', 'cache', 'policy', 'tags', 'sessionName'].includes(key)) {
        assert.throws(() => config.plan('a', options), named)
        assert.throws(() => config.check('a', options), named)
      }
      if (['env', 'fetch', 'logger'].includes(key)) {
        await assert.rejects(getCallerIdentity(DEMO_KEY, options), named)
        await assert.rejects(consoleUrl(DEMO_KEY, options), named)
        await assert.rejects(ssoLogin(options), named)
      }
    }
  })
}

/** Texts that the engine checks when they are empty. @param {any} wrong @returns {[() => unknown, RegExp][]} */
const textRows = (wrong) => [
  [() => config.set('p', 'k', wrong), /`value`/],
  [() => config.rename('config', { line: 1, column: 1 }, wrong), /`/],
]

/** Other invalid arguments, and what the message must name. @type {[() => unknown, RegExp][]} */
const OTHERS = [
  [() => fromProfiles(/** @type {any} */ ('dev')), /`profiles` must be an array/],
  [() => fromProfiles(/** @type {any} */ (undefined)), /`profiles`/],
  [() => fromProfiles(/** @type {any} */ (['a', 5])), /`profiles\[1\]`/],
  [() => fromProfiles(['']), /`profiles\[0\]`/],
  [() => fromProfiles(/** @type {any} */ (new Array(1))), /`profiles\[0\]`/],
  [() => fromProfiles([], /** @type {any} */ ({ profile: 'a' })), /`profile`/],
  [() => fromProfiles([], { concurrency: 0 }), /`concurrency`/],
  [() => fromProfiles([], /** @type {any} */ ({ concurrency: '8' })), /`concurrency`/],
  [() => fromProfiles([], /** @type {any} */ ({ concurency: 8 })), /`concurency`/],
  ...['x', null, 5, [], () => {}].map((properties) => {
    /** @type {[() => unknown, RegExp]} */
    const row = [() => provider(/** @type {any} */ (properties)), /`properties`/]
    return row
  }),
  [() => provider(/** @type {any} */ ({ forceRefresh: 'yes' })), /forceRefresh/],
  [() => provider(/** @type {any} */ ({ callerClientConfig: 5 })), /callerClientConfig/],
  [() => provider(/** @type {any} */ ({ callerClientConfig: { profile: 5 } })), /callerClientConfig\.profile/],
  ...[undefined, null, 'x', 5, [], {}, Promise.resolve(DEMO_KEY), new Map()].flatMap((credentials) => {
    const given = /** @type {any} */ (credentials)
    /** @type {[() => unknown, RegExp][]} */
    const rows = [
      [() => getCallerIdentity(given), /`credentials/],
      [() => consoleUrl(given), /`credentials/],
      [() => formatCredentials(given, 'env'), /`credentials/],
      [() => new Credentials(given), /`credentials/],
      [() => signAssumeRole(hop, given, { date }), /`credentials/],
      [() => signGetCallerIdentity(given, { date }), /`credentials/],
      [() => getCallerIdentity(async () => given), /`credentials/],
    ]
    // A provider may return a promise; a promise of credentials is not a valid argument.
    return credentials instanceof Promise ? rows.slice(0, 6) : rows
  }),
  ...[
    { accessKeyId: 'A' },
    { accessKeyId: 'A', secretAccessKey: undefined },
    { accessKeyId: 'A', secretAccessKey: '' },
    { accessKeyId: 5, secretAccessKey: 's' },
    { accessKeyId: 'A', secretAccessKey: 's', sessionToken: null },
    { accessKeyId: 'A', secretAccessKey: 's', sesionToken: 't' },
    { accessKeyId: 'A', secretAccessKey: 's', expiration: 'soon' },
    { accessKeyId: 'A', secretAccessKey: 's', expiration: new Date(Number.NaN) },
    { AccessKeyId: 'A', SecretAccessKey: 's' },
  ].map((credentials) => {
    /** @type {[() => unknown, RegExp]} */
    const row = [() => formatCredentials(/** @type {any} */ (credentials), 'env'), /`credentials\./]
    return row
  }),
  [() => formatCredentials(DEMO_KEY, /** @type {any} */ (5)), /`format`/],
  [() => formatCredentials(DEMO_KEY, /** @type {any} */ (undefined)), /`format`/],
  [() => formatCredentials(DEMO_KEY, /** @type {any} */ ('yaml')), /`yaml`/],
  ...[undefined, null, 'x', [], {}, { ...hop, roleArn: 5 }, { ...hop, extrenalId: 'x' }, { ...hop, tags: 'x' }].map(
    (wrong) => {
      /** @type {[() => unknown, RegExp]} */
      const row = [() => signAssumeRole(/** @type {any} */ (wrong), DEMO_KEY, { date }), /`hop/]
      return row
    },
  ),
  [() => signAssumeRole(hop, DEMO_KEY, /** @type {any} */ (undefined)), /`options`/],
  [() => signAssumeRole(hop, DEMO_KEY, /** @type {any} */ ({})), /`date` is missing/],
  [() => signAssumeRole(hop, DEMO_KEY, /** @type {any} */ ({ date, tokencode: '1' })), /`tokencode`/],
  [() => signAssumeRole(hop, DEMO_KEY, /** @type {any} */ ({ date: '2026-01-01' })), /`date`/],
  [() => signGetCallerIdentity(DEMO_KEY, { date, endpoint: /** @type {any} */ ({ url: 'x' }) }), /`endpoint\./],
  [() => signGetCallerIdentity(DEMO_KEY, { date, region: /** @type {any} */ (5) }), /`region`/],
  ...[undefined, null, 5, [], {}, { hopz: [] }, { hops: 5 }, { hops: [5] }, { roleArn: 5 }, { roleArm: 'x' }].map(
    (role) => {
      /** @type {[() => unknown, RegExp]} */
      const row = [() => switchRoleUrl(/** @type {any} */ (role)), /`role/]
      return row
    },
  ),
  [() => switchRoleUrl(hop.roleArn, /** @type {any} */ ({ color: 5 })), /`color`/],
  [() => switchRoleUrl(hop.roleArn, /** @type {any} */ ({ colour: 'red' })), /`colour`/],
  [() => consoleUrl(DEMO_KEY, /** @type {any} */ ({ sessionDurationSeconds: '900' })), /`sessionDurationSeconds`/],
  [() => consoleUrl(DEMO_KEY, /** @type {any} */ ({ sessionduration: 900 })), /`sessionduration`/],
  ...['config', 'region', 'remote', 'onUrl', 'openBrowser', 'signInCodeProvider', 'replaceSession'].map((key) => {
    /** @type {[() => unknown, RegExp]} */
    const row = [() => awsLogin(/** @type {any} */ ({ [key]: 5 })), new RegExp(`\`${key}\``)]
    return row
  }),
  [() => ssoLogin(/** @type {any} */ ({ config: { config: '' } })), /`config`/],
  [() => ssoLogin(/** @type {any} */ ({ openBrowser: 'no' })), /`openBrowser`/],
  [() => ssoLogin(/** @type {any} */ ({ onDeviceCode: 'x' })), /`onDeviceCode`/],
  [() => ssoLogin(/** @type {any} */ ({ ssoSession: 5 })), /`ssoSession`/],
  [() => ssoLogin(/** @type {any} */ ({ flow: 'pkce' })), /`flow`/],
  [() => ssoLogin(/** @type {any} */ ({ onUrl: 'x' })), /`onUrl`/],
  [() => promptForMfaCode(/** @type {any} */ (undefined)), /`mfaSerial`/],
  [() => setWasmModule(/** @type {any} */ (undefined)), /`module`/],
  [() => setWasmModule(/** @type {any} */ ('x')), /`module`/],
  [() => setWasmModule(/** @type {any} */ (Promise.resolve(new Uint8Array()))), /`module`/],
  [() => setWasmModule({}), /`module`/],
  [() => loadEngine(/** @type {any} */ (undefined)), /`source`/],
  [() => loadEngine({}), /`source`/],
  [() => loadEngine(Promise.resolve({})), /`source`/],
  [() => secretRanges(/** @type {any} */ (undefined)), /`text`/],
  [() => secretRanges(/** @type {any} */ (5)), /`text`/],
  [() => Reflect.construct(SharedConfig, [{ config: '' }]), /SharedConfig/],
  [() => new RolehopError(/** @type {any} */ (undefined)), /RolehopError/],
  ...[5, null, {}, [], ''].flatMap((profile) => {
    const wrong = /** @type {any} */ (profile)
    /** @type {[() => unknown, RegExp][]} */
    const rows = [
      [() => config.check(wrong), /`profile`/],
      [() => config.plan(wrong), /`profile`/],
      [() => config.selectedProfile(wrong), /`profile`/],
    ]
    return rows
  }),
  ...[undefined, 5, null, {}, ''].flatMap((value) => {
    const wrong = /** @type {any} */ (value)
    /** @type {[() => unknown, RegExp][]} */
    const rows = [
      [() => config.get(wrong, 'region'), /`section`/],
      [() => config.get('a', wrong), /`key`/],
      [() => config.settings(wrong), /`section`/],
      [() => config.set(wrong, 'k', 'v'), /`section`/],
      [() => config.set('p', wrong, 'v'), /`key`/],
      ...(value === '' ? [] : textRows(wrong)),
      [() => config.unset(wrong, 'k'), /`section`/],
      [() => config.unset('p', wrong), /`key`/],
      [() => config.text(wrong), /`file`/],
      [() => config.complete(wrong, { line: 1, column: 1 }), /`file`/],
      [() => config.symbolAt(wrong, { line: 1, column: 1 }), /`file`/],
      [() => config.symbolAt('config', wrong), /`position/],
      [() => config.sections(wrong), /`file`/],
      [() => config.tokens(wrong), /`file`/],
      [() => config.references(wrong, { line: 1, column: 1 }), /`file`/],
      [() => config.renamable('config', wrong), /`position/],
      [() => config.rename('config', wrong, 'b'), /`position/],
      [() => config.complete('config', wrong), /`position/],
    ]
    return rows
  }),
  [() => config.get({ ssoSession: '' }, 'sso_region'), /`section\.ssoSession` is empty/],
  [() => config.settings({ services: '' }), /`section\.services` is empty/],
  ...['ssoLogin', 'fromProfile', 'listSsoRoles', 'planSsoProfiles'].flatMap((name) => {
    const call = (/** @type {any} */ given) =>
      name === 'planSsoProfiles' ? planSsoProfiles(given, any) : /** @type {any} */ (rolehop)[name]({ config: given })
    /** @type {[() => unknown, RegExp][]} */
    const rows = [
      [() => call(Object.create(SharedConfig.prototype)), /`config` was not created by `SharedConfig\.load\(\)`/],
      [() => call(copy.SharedConfig.parse({})), /`config` is a `SharedConfig` of another copy of rolehop/],
    ]
    return rows
  }),
  ...[{ line: 0, column: 1 }, { line: 1.5, column: 1 }, { line: '1', column: 1 }, { line: 1 }].map((position) => {
    /** @type {[() => unknown, RegExp]} */
    const row = [() => config.complete('config', /** @type {any} */ (position)), /`position\./]
    return row
  }),
  [() => config.complete('config', /** @type {any} */ ({ line: 1, character: 1 })), /`position\.character`/],
]

test('other arguments of the wrong type are rejected by name', async () => {
  for (const [act, message] of OTHERS) {
    const { error } = await failureOf(act)
    assert.ok(isRolehopError(error, 'usage-invalid'), `${act}: ${error}`)
    assert.match(error.message, message, String(act))
  }
})

test('the VS Code helpers reject invalid arguments', () => {
  const { fileHost, fromPosition, mfaInputBox, secretStore, toCodeActions, toCompletionItems } = vscodeHelpers
  const { toDiagnostics, toHover, toRange, trustOf, watchFiles } = vscodeHelpers
  const wrong = /** @type {any} */ (undefined)
  const lines = { start: { line: 0 }, end: { line: 0 } }
  /** @type {(() => unknown)[]} */
  const calls = [
    () => fileHost(wrong, String),
    () => fileHost(/** @type {any} */ ({ stat() {}, readFile() {}, writeFile() {} }), wrong),
    () => mfaInputBox(wrong),
    () => mfaInputBox(/** @type {any} */ ({ showinputbox() {} })),
    () => secretStore(wrong),
    () => secretStore(/** @type {any} */ (new Map())),
    () => secretStore(/** @type {any} */ ({ get() {}, store() {}, delete() {} }), /** @type {any} */ (5)),
    () => trustOf(wrong),
    () => trustOf(/** @type {any} */ ({})),
    () => trustOf(/** @type {any} */ ({ isTrusted: 'no' })),
    () => watchFiles(wrong, wrong, () => {}),
    () => watchFiles(wrong, [], wrong),
    () => fromPosition(wrong),
    () => fromPosition(/** @type {any} */ ({ line: 1, column: 1 })),
    () => toRange(wrong, wrong),
    () => toDiagnostics(wrong, wrong, 'config'),
    () => toDiagnostics(wrong, [], /** @type {any} */ ('cofnig')),
    () => toCodeActions(wrong, wrong, 'config', lines, {}),
    () => toCodeActions(wrong, [], 'config', lines, wrong),
    () => toCompletionItems(wrong, wrong),
    () => toHover(wrong, undefined, wrong),
  ]
  for (const act of calls) {
    assert.throws(act, (error) => isRolehopError(error, 'usage-invalid') || assert.fail(`${act}: ${error}`))
  }
})

test('`undefined` counts as a missing option everywhere', async (t) => {
  const { env } = await demo(t)
  const nothing = /** @type {const} */ ({
    clientConfig: undefined,
    mfaCodeProvider: undefined,
    config: undefined,
    cache: undefined,
    minRemainingSeconds: undefined,
    trust: undefined,
    host: undefined,
    fetch: undefined,
    signal: undefined,
    logger: undefined,
    filepath: undefined,
    configFilepath: undefined,
    policy: undefined,
    policyArns: undefined,
    tags: undefined,
    transitiveTagKeys: undefined,
    sourceIdentity: undefined,
    sessionName: undefined,
  })
  const unset = process.env['ROLEHOP_TEST_THAT_IS_NOT_SET']
  assert.throws(() => fromProfile({ ...nothing, env: {}, profile: '' }), { code: 'usage-invalid' })
  const { accessKeyId } = await fromProfile({
    ...nothing,
    env: { ...env, AWS_PROFILE: 'base', X: unset },
    profile: unset,
  })()
  assert.equal(accessKeyId, DEMO_KEY.accessKeyId)
  await fromProfile({ profile: 'base', env, clientConfig: { region: unset } })({ forceRefresh: undefined })
  const loaded = await SharedConfig.load({ env, host: undefined, filepath: unset, configFilepath: unset })
  assert.ok(loaded.profiles.includes('base'))
  assert.equal(loaded.plan('base', { region: unset, trust: undefined, cache: undefined }).profile, 'base')
  assert.deepEqual(SharedConfig.parse({ config: unset, credentials: unset }).profiles, [])
  const { body } = signGetCallerIdentity({ ...DEMO_KEY, sessionToken: unset }, { date, region: unset, endpoint: unset })
  assert.match(body, /GetCallerIdentity/)
  assert.ok(!('sessionToken' in new Credentials({ ...DEMO_KEY, sessionToken: undefined })))
  assert.match(switchRoleUrl({ roleArn: hop.roleArn, profile: unset }, { displayName: unset }), /roleName=A/)
  assert.deepEqual(await fromProfiles([], { concurrency: undefined, env }), [])
})

test('the SDK may pass unknown keys to a provider', async (t) => {
  const { env } = await demo(t)
  class Client {
    region = async () => 'eu-west-1'
    profile = undefined
    requestHandler = {}
  }
  const properties = { callerClientConfig: new Client(), forceRefresh: false, somethingNew: { a: 1 }, signal: 'x' }
  const credentials = await fromProfile({ profile: 'base', env })(/** @type {any} */ (properties))
  assert.equal(credentials.accessKeyId, DEMO_KEY.accessKeyId)
})

test('options can be a class instance, frozen, without a prototype or from another realm', async (t) => {
  const { env } = await demo(t)
  class Settings {
    profile = 'base'
    get env() {
      return env
    }
  }
  const bare = Object.assign(Object.create(null), { profile: 'base', env })
  const foreign = runInNewContext('({ profile: "base", env: { ...env } })', { env })
  for (const options of [new Settings(), bare, foreign, Object.freeze({ profile: 'base', env })]) {
    assert.equal((await fromProfile(options)()).accessKeyId, DEMO_KEY.accessKeyId)
  }
  assert.throws(() => fromProfile(runInNewContext('({ profil: "base" })')), { code: 'usage-invalid' })
})

test('an instance of a class can be the host, cache or logger, with other members too', async (t) => {
  const { env, sts } = await demo(t)
  class Clock {
    ahead = 0
    now() {
      return Date.now() + this.ahead
    }
  }
  class Store {
    #entries = new Map()
    writes = 0
    get(/** @type {string} */ key) {
      return this.#entries.get(key)
    }
    set(/** @type {string} */ key, /** @type {string} */ entry) {
      this.writes += 1
      this.#entries.set(key, entry)
    }
  }
  const cache = new Store()
  const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, level: 'warn' }
  await fromProfile({ profile: 'readonly', env, cache, host: new Clock(), logger })()
  await fromProfile({ profile: 'readonly', env, cache, host: new Clock(), logger: console })()
  assert.deepEqual([cache.writes, sts.requests.length], [1, 1])
})

test('options are read once, when they are passed', async (t) => {
  const { env } = await demo(t)
  let reads = 0
  const options = {
    env,
    get profile() {
      reads += 1
      return reads === 1 ? 'base' : 'nobody'
    },
  }
  const once = fromProfile(options)
  await once()
  assert.equal((await once()).accessKeyId, DEMO_KEY.accessKeyId)
  assert.equal(reads, 1)
})

test('the error for an invalid argument does not show its value', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG'
  for (const key of Object.keys(WRONG)) {
    for (const value of [secret, [secret], { [key]: secret }]) {
      const { error } = /** @type {any} */ (attempt(() => fromProfile(/** @type {any} */ ({ [key]: value }))))
      assert.ok(!JSON.stringify(error ?? {}).includes(secret), key)
    }
  }
})

/** @param {() => unknown} act */
function attempt(act) {
  try {
    return { result: act() }
  } catch (error) {
    return { error }
  }
}
