// @ts-check
/** Command lines: help, version, and usage errors. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { assertStatus, COMMANDS, stage } from './support.mjs'

test('the help lists every command and every exit code', async (t) => {
  const user = await stage(t)
  for (const args of [['--help'], ['-h'], ['help']]) {
    const result = await user.run(args)
    assertStatus(result, 0)
    for (const name of COMMANDS) assert.match(result.stdout, new RegExp(`^  ${name} `, 'm'))
    for (const code of [252, 253, 254, 255, 130]) assert.match(result.stdout, new RegExp(`^  ${code} `, 'm'))
    assert.equal(result.stderr, '')
  }
})

test('docs/cli.md has a row and a section for every command', () => {
  const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
  for (const name of COMMANDS) {
    assert.match(page, new RegExp(`^\\| \\[\`${name}[^\`]*\`\\]\\(#${name.replace(' ', '-')}\\) \\|`, 'm'))
    assert.match(page, new RegExp(`^### ${name}$`, 'm'))
  }
})

for (const name of COMMANDS) {
  test(`\`${name}\` has help with an example`, async (t) => {
    const user = await stage(t)
    for (const args of [
      [...name.split(' '), '--help'],
      ['--help', ...name.split(' ')],
      ['help', ...name.split(' ')],
    ]) {
      const result = await user.run(args)
      assertStatus(result, 0)
      assert.match(result.stdout, new RegExp(`^rolehop ${name}: .+\n\nusage: rolehop ${name}`))
      assert.match(result.stdout, new RegExp(`^example:\n  .*rolehop ${name}`, 'm'))
      assert.ok(
        result.stdout.split('\n').every((line) => line.length <= 100),
        'no line is too long',
      )
    }
  })
}

test('a group of commands has its own help', async (t) => {
  const { stdout, status } = await (await stage(t)).run(['cache', '--help'])
  assert.equal(status, 0)
  assert.match(stdout, /^usage: rolehop cache list\|clear/m)
  assert.doesNotMatch(stdout, /whoami /)
})

test('the version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const result = await (await stage(t)).run(['--version'])
  assert.deepEqual(result, { status: 0, signal: null, stdout: `rolehop ${version}\n`, stderr: '' })
})

/** @type {[shows: string, args: string[], message: RegExp][]} */
const MISTAKES = [
  ['no command', [], /no command/],
  ['an unknown command', ['who'], /unknown command `who`/],
  ['half a command', ['cache'], /use `cache list`, `cache clear`/],
  ['an unknown option', ['whoami', '--profil', 'x'], /unknown option `--profil`/],
  ['an unknown short option', ['whoami', '-x'], /unknown option `-x`/],
  ['an option of another command', ['plan', '--format', 'env'], /`plan` has no option `--format`/],
  ['an option without its value', ['whoami', '--profile'], /`--profile` needs a value/],
  ['an option followed by another option', ['whoami', '--region', '--debug'], /`--region` needs a value/],
  ['an option with an empty value', ['whoami', '--region='], /`--region` needs a value/],
  ['a value for an option that takes none', ['whoami', '--debug=yes'], /`--debug` takes no value/],
  ['an unknown output', ['whoami', '--output', 'yaml'], /`--output` cannot be `yaml`/],
  ['an unknown format', ['credentials', '--format', 'toml'], /`--format` cannot be `toml`/],
  ['an unknown output beside --help', ['whoami', '--output', 'yaml', '--help'], /`--output` cannot be `yaml`/],
  ['a format that no command has', ['serve', '--format', 'nope'], /use one of env, env-no-export, powershell/],
  [
    'a format that another command has',
    ['serve', '--format', 'json'],
    /`--format` cannot be `json`\n.*use one of env, env-no-export, powershell, windows-cmd, fish\n/,
  ],
  [
    'a query that is not JMESPath',
    ['whoami', '--query', '[Arn'],
    /`--query` cannot be `\[Arn`: the expression is incomplete/,
  ],
  ['a query for a command without JSON output', ['set', '--query', 'x', 'a', 'b'], /`set` has no option `--query`/],
  ['a missing key', ['get'], /`get` needs KEY/],
  ['a missing value', ['set', 'region'], /`set` needs VALUE/],
  ['one argument too many', ['get', 'region', 'role_arn'], /expects 1 argument, got 2/],
  ['an argument for a command without arguments', ['list-profiles', 'all'], /expects no arguments, got 1/],
  ['exec of many profiles without a program', ['exec', '--profiles', 'a,b'], /no program to run/],
  ['an option that has no effect', ['set', '--mfa-code', '1', 'a', 'b'], /`set` has no option `--mfa-code`/],
  ['an unknown shell', ['completion', 'tcsh'], /SHELL of `completion` cannot be `tcsh`/],
  ['a tag without a value', ['whoami', '--tag', 'team'], /`--tag` cannot be `team`/],
  ['a missing policy file', ['whoami', '--policy', 'nowhere.json'], /cannot read the policy `nowhere.json`: ENOENT/],
  ['a duration that is not a number', ['whoami', '--duration', '1h'], /`--duration` cannot be `1h`/],
  ['exec with nothing after --', ['exec', '--'], /no program to run/],
  [
    'exec with an option after the program',
    ['exec', 'env', '-x', '--profile=x'],
    /`--profile` after `env` .*\n.*put `--` before the program/,
  ],
  ['exec with `--` after the program', ['exec', 'dev', '--', 'env'], /`dev` is not an argument of `exec`/],
]

for (const [shows, args, message] of MISTAKES) {
  test(`a usage error: ${shows}`, async (t) => {
    const user = await stage(t)
    const before = user.files()
    const result = await user.run(args)
    assertStatus(result, 252)
    assert.match(result.stderr, message)
    assert.match(result.stderr, /^error\[usage-invalid\]: /)
    assert.match(result.stderr, /help: /)
    assert.equal(result.stdout, '')
    assert.deepEqual(user.files(), before)
    assert.deepEqual(user.calls(), [])
  })
}

test('options may come before or after the command, and the last one wins', async (t) => {
  const user = await stage(t)
  const orders = [
    ['--profile', 'hub', 'get', 'region'],
    ['get', '--profile=hub', 'region'],
    ['get', 'region', '--profile', 'hub'],
    ['--profile', 'nobody', 'get', 'region', '--profile', 'hub'],
    ['get', '--profile', 'hub', '--', 'region'],
  ]
  for (const args of orders) assert.equal((await user.run(args)).stdout, 'eu-central-1\n', args.join(' '))
})

test('an empty --profile is ignored, as in the AWS CLI', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['get', 'region', '--profile', ''], { env: { AWS_PROFILE: 'hub' } })
  assert.equal(stdout, 'eu-central-1\n')
})

for (const [args, meant] of /** @type {const} */ ([
  [['whoam'], 'whoami'],
  [['list-profile'], 'list-profiles'],
  [['cach', 'list'], 'cache'],
  [['cache', 'lst'], 'cache list'],
  [['whoami', '--profil', 'x'], '--profile'],
  [['whoami', '--no-cach'], '--no-cache'],
  [['whoami', '--no_cache'], '--no-cache'],
  [['whoami', '--Region=x'], '--region'],
  [['whoami', '--output', 'jsn'], 'json'],
  [['credentials', '--format', 'power-shell'], 'powershell'],
  [['completion', 'zhs'], 'zsh'],
])) {
  test(`\`${args.join(' ')}\` means \`${meant}\``, async (t) => {
    const result = await (await stage(t)).run(args)
    assertStatus(result, 252)
    assert.ok(result.stderr.includes(`help: did you mean \`${meant}\`?`), result.stderr)
  })
}

test('`-p` is `--profile`', async (t) => {
  const user = await stage(t)
  for (const args of [['-p', 'hub'], ['-phub']]) {
    assert.equal((await user.run(['get', 'region', ...args])).stdout, 'eu-central-1\n')
  }
})

test("a command lists the options that affect it, and accepts the AWS CLI's global options", async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['set', '--help'])
  assert.match(stdout, /^ {2}-p, --profile /m)
  for (const name of ['region', 'output', 'mfa-code', 'no-cache']) assert.ok(!stdout.includes(`--${name}`), name)
  const args = ['set', 'output', 'text', '--region', 'eu-west-1', '--output', 'json', '--profile', 'hub']
  assertStatus(await user.run(args), 0)
})

test('without files, a command names their paths and the command to run', async (t) => {
  const user = await stage(t)
  rmSync(user.path(), { recursive: true })
  const message = 'no config found: neither `~/.aws/config` nor `~/.aws/credentials` exists'
  for (const [args, status] of /** @type {const} */ ([
    [['whoami'], 253],
    [['credentials', '-p', 'x'], 253],
    [['plan'], 253],
    [['exec', '--', 'true'], 253],
    [['check'], 0],
    [['show'], 0],
    [['list-profiles'], 0],
  ])) {
    const result = await user.run(args)
    assertStatus(result, status)
    assert.equal(result.stdout, '', args.join(' '))
    assert.ok(result.stderr.includes(message), `${args}: ${result.stderr}`)
    assert.match(result.stderr, /run `rolehop configure`/)
  }
  assert.deepEqual(user.calls(), [])
})

test('without files, an error of instance metadata is not reported', async (t) => {
  const user = await stage(t)
  rmSync(user.path(), { recursive: true })
  const metadata = createServer((_request, response) => response.writeHead(403).end()).listen(0, '127.0.0.1')
  await once(metadata, 'listening')
  t.after(() => metadata.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (metadata.address())
  const env = { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}` }
  const result = await user.run(['whoami'], { env })
  assertStatus(result, 253)
  assert.match(result.stderr, /^error\[no-credentials\]: no config found/)
  const plan = await user.run(['plan'], { env })
  assertStatus(plan, 0)
  assert.match(plan.stderr, /no config found/)
})

test('one error has no count', async (t) => {
  const user = await stage(t)
  const { stderr } = await user.run(['whoami', '--profile', 'missing'])
  assert.doesNotMatch(stderr, /1 error/)
  user.write({ config: '[profile a]\nrole_arn = x\n[profile b]\nrole_arn = y\n' })
  assert.match((await user.run(['check'])).stdout, /\n\d errors\n$/)
})
