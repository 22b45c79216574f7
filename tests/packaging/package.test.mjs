// @ts-check
/** The packed tarball, installed into an empty folder. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { publint } from 'publint'
import { root } from '../../tools/run.mjs'
import { DEMO_MFA, writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { install } from './installed.mjs'

const { folder, tarball, installed, remove } = install()

/** Runs a program in the folder; of this environment it gets only the paths of programs. */
function run(
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env = {},
) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    timeout: 120_000,
  })
  return { status, stdout, stderr }
}

after(remove)

const manifest = () => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))

test('it contains these files and no others', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .filter((file) => !file.startsWith('dist/types/'))
  assert.deepEqual(files.sort(), [
    'LICENSE',
    'README.md',
    'dist/browser.js',
    'dist/cli.cjs',
    'dist/core.js',
    'dist/engine.js',
    'dist/inline.js',
    'dist/node.cjs',
    'dist/node.js',
    'dist/node/answered.cjs',
    'dist/node/completion.cjs',
    'dist/node/configure.cjs',
    'dist/node/confirm.cjs',
    'dist/node/core.cjs',
    'dist/node/exec.cjs',
    'dist/node/files.cjs',
    'dist/node/help.cjs',
    'dist/node/jmespath.cjs',
    'dist/node/locks.cjs',
    'dist/node/login.cjs',
    'dist/node/lsp.cjs',
    'dist/node/mfa-login.cjs',
    'dist/node/network.cjs',
    'dist/node/picker.cjs',
    'dist/node/programs.cjs',
    'dist/node/redirect.cjs',
    'dist/node/report.cjs',
    'dist/node/serve.cjs',
    'dist/node/sso.cjs',
    'dist/node/standard-input.cjs',
    'dist/node/terminal.cjs',
    'dist/node/trial.cjs',
    'dist/node/width.cjs',
    'dist/rolehop.1',
    'dist/rolehop.wasm',
    'dist/slim.js',
    'dist/vscode.js',
    'dist/workerd.js',
    'package.json',
  ])
})

test('it has no dependencies and no install scripts', () => {
  assert.deepEqual(
    readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['rolehop'],
  )
  const { dependencies, optionalDependencies, peerDependencies, scripts } = manifest()
  assert.deepEqual([dependencies, optionalDependencies, peerDependencies], [undefined, undefined, undefined])
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare']
  assert.deepEqual(
    Object.keys(scripts).filter((name) => atInstall.includes(name)),
    [],
  )
})

/** The most bytes that the package may take on a disk. Growth is a decision; every saving lowers it. */
const LARGEST = 2_600_000

test('it stays within its budget', () => {
  const entries = readdirSync(installed, { recursive: true, withFileTypes: true })
  const sizes = entries.filter((it) => it.isFile()).map((it) => statSync(join(it.parentPath, it.name)).size)
  const size = sizes.reduce((all, one) => all + one, 0)
  assert.ok(size <= LARGEST, `${size} bytes`)
})

test('publint reports nothing', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true })
  assert.deepEqual(messages, [])
})

test('the types resolve in every module system that can load the package', () => {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', 'rolehop.wasm', '--no-emoji', '--no-color']
  const { status, stdout } = run(process.execPath, [attw, tarball, ...options])
  assert.equal(status, 0, stdout)
})

const CONSUMER = `
import { fromProfile, getCallerIdentity, isRolehopError, SharedConfig, signAssumeRole } from 'rolehop'
import type { CacheStore, Diagnostic, Hop, Plan, RolehopError } from 'rolehop'
import { formatCredentials } from 'rolehop/inline'

const provider = fromProfile({ profile: 'deploy', mfaCodeProvider: async (serial: string) => serial.slice(0, 6) })
const store: CacheStore = new Map<string, string>()
const plan: Plan = SharedConfig.parse({ config: '' }).plan('deploy', { env: { HOME: '/' } })
const found: Diagnostic[] = SharedConfig.parse({}).check()
for (const hop of plan.hops satisfies Hop[]) signAssumeRole(hop, await provider(), { date: new Date() })
const text: string = formatCredentials(await provider(), 'env') + plan + found.length
const { arn }: { arn: string } = await getCallerIdentity(provider)
const code = (error: unknown) => (isRolehopError(error, 'mfa-required') ? (error satisfies RolehopError).code : undefined)
// @ts-expect-error there is no such form
formatCredentials(await provider(), 'yaml')
// @ts-expect-error credentials are read-only
;(await provider()).accessKeyId = 'AKIA'
export { arn, code, fromProfile, store, text }
`

/** For CommonJS, which has no top-level `await`. */
const COMMONJS_CONSUMER = `
import { fromProfile, isRolehopError, SharedConfig } from 'rolehop'
import type { Plan, RolehopError } from 'rolehop'
const plan: Plan = SharedConfig.parse({ config: '' }).plan('deploy', { env: { HOME: '/' } })
const code = (error: unknown) => (isRolehopError(error) ? (error satisfies RolehopError).code : plan.hops.length)
export = { provider: fromProfile({ profile: 'deploy' }), code }
`

for (const [shows, source, options] of /** @type {const} */ ([
  ['nodenext, with the types of Node only', CONSUMER, { module: 'nodenext', lib: ['es2022'], types: ['node'] }],
  [
    'CommonJS, before `require` of ES modules',
    COMMONJS_CONSUMER,
    { module: 'node16', lib: ['es2022'], types: ['node'] },
  ],
  [
    'bundler, with the types of a browser',
    CONSUMER,
    { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] },
  ],
])) {
  test(`a strict TypeScript project compiles: ${shows}`, () => {
    const file = source === COMMONJS_CONSUMER ? 'consumer.cts' : 'consumer.ts'
    const project = join(folder, `types-${options.module}`)
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true })
    cpSync(installed, join(project, 'node_modules/rolehop'), { recursive: true })
    for (const name of ['@types/node', 'undici-types']) {
      cpSync(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true })
    }
    const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }
    const compilerOptions = { ...strict, noEmit: true, target: 'es2022', ...options }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
    writeFileSync(join(project, file), source)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', project], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  })
}

/** The six steps of the guide through the API; the test compares the output. */
const journey = (/** @type {string} */ load) => `
  ${load}
  const config = await SharedConfig.load()
  const before = config.profiles.join()
  config.set('mine', 'role_arn', 'arn:aws:iam::111122223333:role/Hub')
  config.set('mine', 'source_profile', 'base')
  config.set('mine', 'mfa_serial', '${DEMO_MFA.serial}')
  config.set('mine', 'region', 'eu-central-1')
  await config.save()
  const found = config.check('mine').filter(({ severity }) => severity === 'error').length
  const plan = config.plan('mine')
  let asked = 0
  const mfaCodeProvider = async () => { asked += 1; return '${DEMO_MFA.code}' }
  const { arn } = await getCallerIdentity(fromProfile({ profile: 'mine', mfaCodeProvider }))
  const again = await getCallerIdentity(fromProfile({ profile: 'mine', mfaCodeProvider }))
  console.log(JSON.stringify({ before, found, hops: plan.hops.length, drawn: String(plan).includes('Hub'),
    arn: arn.split('/').slice(0, 2).join('/'), same: arn === again.arn, asked }))`

const ARRIVED = {
  before: 'base,hub,deploy,readonly,locked',
  found: 0,
  hops: 1,
  drawn: true,
  arn: 'arn:aws:sts::111122223333:assumed-role/Hub',
  same: true,
  asked: 1,
}

const NAMES = '{ fromProfile, getCallerIdentity, SharedConfig }'

for (const [shows, file, source] of /** @type {const} */ ([
  ['import', 'journey.mjs', journey(`import ${NAMES} from 'rolehop'`)],
  ['require', 'journey.cjs', `(async () => {${journey(`const ${NAMES} = require('rolehop')`)}})()`],
  ['import, with the engine inside', 'inline.mjs', journey(`import ${NAMES} from 'rolehop/inline'`)],
  [
    'require, with the engine inside',
    'inline.cjs',
    `(async () => {${journey(`const ${NAMES} = require('rolehop/inline')`)}})()`,
  ],
])) {
  test(`the guide's six steps by ${shows}`, async (t) => {
    const sts = await startSts()
    t.after(() => sts.close())
    const home = mkdtempSync(join(folder, 'home-'))
    writeDemoHome(home)
    writeFileSync(join(folder, file), source)
    const { status, stdout, stderr } = await runWhile(process.execPath, [join(folder, file)], {
      HOME: home,
      AWS_ENDPOINT_URL_STS: sts.url,
    })
    assert.deepEqual([status, stderr], [0, ''])
    assert.deepEqual(JSON.parse(stdout), ARRIVED)
  })
}

test("the guide's six steps by the command line", async (t) => {
  const sts = await startSts()
  t.after(() => sts.close())
  const home = mkdtempSync(join(folder, 'home-'))
  writeDemoHome(home)
  const env = { HOME: home, AWS_ENDPOINT_URL_STS: sts.url, NO_COLOR: '1' }
  const rolehop = async (/** @type {string[]} */ ...args) => {
    const { status, stdout, stderr } = await runWhile(join(folder, 'node_modules/.bin/rolehop'), args, env)
    assert.equal(status, 0, `rolehop ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  assert.equal(await rolehop('list-profiles'), 'base\nhub\ndeploy\nreadonly\nlocked\n')
  const settings = {
    role_arn: 'arn:aws:iam::111122223333:role/Hub',
    source_profile: 'base',
    mfa_serial: DEMO_MFA.serial,
  }
  for (const [key, value] of Object.entries(settings)) await rolehop('set', key, value, '--profile', 'mine')
  assert.match(await rolehop('show', '--profile', 'mine'), /role_arn.*Hub/)
  await rolehop('check', '--profile', 'mine')
  assert.match(await rolehop('plan', '--profile', 'mine'), /Hub/)
  const whoami = ['whoami', '--profile', 'mine', '--query', 'Arn', '--output', 'text']
  const first = await rolehop(...whoami, '--mfa-code', DEMO_MFA.code)
  assert.match(first, /^arn:aws:sts::111122223333:assumed-role\/Hub\//)
  assert.equal(await rolehop(...whoami), first, 'the second call uses the cache, without a code')
})

/** As {@link run}, while this process continues to respond as STS. */
async function runWhile(
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env,
) {
  const { spawn } = await import('node:child_process')
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  return { status, stdout, stderr }
}

test('the browser build reads, checks and plans pasted text', () => {
  const source = `
    import { SharedConfig } from 'rolehop'
    const config = SharedConfig.parse({ config: '[profile a]\\nrole_arn = arn:aws:iam::111122223333:role/A\\nsource_profile = b\\nregion = eu-west-1\\n[profile b]\\ncredential_process = x\\n' })
    const refused = await SharedConfig.load().catch(({ code }) => code)
    console.log(JSON.stringify([config.profiles, config.check('a').map(({ code }) => code), refused]))`
  writeFileSync(join(folder, 'browser.mjs'), source)
  const { status, stdout, stderr } = run(process.execPath, ['--conditions=browser', join(folder, 'browser.mjs')])
  assert.equal(status, 0, stderr)
  const [profiles, codes, refused] = JSON.parse(stdout)
  assert.deepEqual([profiles, refused], [['a', 'b'], 'not-supported-here'])
  assert.ok(codes.includes('not-supported-here'), codes.join())
})
