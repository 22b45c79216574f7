// @ts-check
/** --role-arn and session parameters; subshells; completion scripts. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertStatus, CLI, COMMANDS, stage } from './support.mjs'

const READ_ONLY = 'arn:aws:iam::111122223333:role/ReadOnly'

/** @param {import('./support.mjs').Stage} user @param {string[]} args */
async function hops(user, ...args) {
  const result = await user.run(['plan', '--output', 'json', ...args])
  assertStatus(result, 0)
  return JSON.parse(result.stdout).hops
}

test('--role-arn assumes a role with the credentials of the profile, and shares the cache', async (t) => {
  const user = await stage(t)
  const [written] = await hops(user, '-p', 'readonly')
  const args = ['-p', 'base', '--role-arn', written.roleArn]
  const [requested] = await hops(
    user,
    ...args,
    ...(written.durationSeconds ? ['--duration', `${written.durationSeconds}`] : []),
  )
  assert.equal(requested.cacheKey, written.cacheKey)
  const whoami = await user.run(['whoami', ...args, '--query', 'Arn', '--output', 'text'])
  assertStatus(whoami, 0)
  assert.match(whoami.stdout, /:assumed-role\//)
  assertStatus(await user.run(['whoami', '-p', 'readonly']), 0)
  assert.deepEqual(user.calls(), ['AssumeRole', 'GetCallerIdentity', 'GetCallerIdentity'])
})

test('the session parameters of the last role', async (t) => {
  const user = await stage(t)
  const policy = join(user.home, 'policy.json')
  writeFileSync(policy, '{"Version":"2012-10-17","Statement":[]}')
  const chain = await hops(
    user,
    ...['-p', 'base', '--role-arn', READ_ONLY, '--duration', '1800', '--policy', policy],
    ...['--policy-arn', 'arn:aws:iam::aws:policy/A', '--policy-arn', 'arn:aws:iam::aws:policy/B'],
    ...['--tag', 'team=blue', '--tag', 'note=a=b', '--source-identity', 'alice'],
  )
  const { durationSeconds, policyArns, tags, sourceIdentity, policy: text } = chain[0]
  assert.deepEqual(
    { durationSeconds, policyArns, tags, sourceIdentity, text: JSON.parse(text) },
    {
      durationSeconds: 1800,
      policyArns: [{ arn: 'arn:aws:iam::aws:policy/A' }, { arn: 'arn:aws:iam::aws:policy/B' }],
      tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'note', Value: 'a=b' },
      ],
      sourceIdentity: 'alice',
      text: { Version: '2012-10-17', Statement: [] },
    },
  )
})

test('an invalid duration, or one without a role, is rejected before any call', async (t) => {
  const user = await stage(t)
  for (const [args, message] of /** @type {const} */ ([
    [['-p', 'readonly', '--duration', '100'], /duration-out-of-range/],
    [['-p', 'deploy', '--duration', '7200'], /duration-chained/],
    [['-p', 'base', '--duration', '3600'], /usage-invalid/],
    [['-p', 'base', '--role-arn', 'ReadOnly'], /role-arn-malformed/],
  ])) {
    const result = await user.run(['whoami', ...args])
    assert.notEqual(result.status, 0)
    assert.match(result.stderr, message)
  }
  assert.deepEqual(user.calls(), [])
})

test('--refresh replaces the cached session of the last role', async (t) => {
  const user = await stage(t)
  const args = ['credentials', '-p', 'readonly', '--format', 'json']
  const key = async (/** @type {string[]} */ ...more) => {
    const result = await user.run([...args, ...more], { printsSecrets: true })
    assertStatus(result, 0)
    return JSON.parse(result.stdout).accessKeyId
  }
  const first = await key()
  assert.equal(await key(), first)
  const second = await key('--refresh')
  assert.notEqual(second, first)
  assert.equal(await key(), second)
  assertStatus(await user.run(['whoami', '--profiles', 'readonly', '--refresh']), 0)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole', 'AssumeRole', 'GetCallerIdentity'])
})

test('exec without a program runs the shell, marked with the profile', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = await stage(t)
  const shell = join(user.home, 'shell')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell expansion.
  writeFileSync(shell, '#!/bin/sh\necho "$ROLEHOP_PROFILE $# ${AWS_ACCESS_KEY_ID:+keys}"\nexit 7\n')
  chmodSync(shell, 0o700)
  const env = { SHELL: shell, ROLEHOP_PROFILE: 'outer' }
  const result = await user.run(['exec', '-p', 'readonly'], { env })
  assert.deepEqual([result.status, result.stdout, result.stderr], [7, 'readonly 0 keys\n', ''])
  const served = await user.run(['exec', '-p', 'readonly', '--serve'], { env })
  assert.deepEqual([served.status, served.stdout], [7, 'readonly 0 \n'])
  const program = await user.run(['exec', '-p', 'readonly', '--', 'sh', '-c', 'echo "[$ROLEHOP_PROFILE]"'], { env })
  assert.equal(program.stdout, '[]\n')
})

/**
 * The completions that a shell offers for the last word of a command line.
 * @param {import('./support.mjs').Stage} user
 * @param {'bash' | 'zsh' | 'fish'} shell
 * @param {string[]} words
 */
function completed(user, shell, words) {
  const bin = join(user.home, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'rolehop'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, { mode: 0o700 })
  const line = ['rolehop', ...words]
  const quoted = line.map((word) => `'${word}'`).join(' ')
  const source = {
    bash: `eval "$(rolehop completion bash)"; COMP_WORDS=(${quoted}); COMP_CWORD=${line.length - 1}; _rolehop; printf '%s\\n' "\${COMPREPLY[@]}"`,
    // Outside of a completion, \`compadd\` is a function that prints what it is given.
    zsh: `compdef() {}; _files() { print FILES }; compadd() { shift; print -l -- "$@" }; eval "$(rolehop completion zsh)"; words=(${quoted}); CURRENT=${line.length}; _rolehop`,
    fish: `rolehop completion fish | source; complete -C '${line.join(' ')}'`,
  }[shell]
  const { status, stdout, stderr } = spawnSync(shell, ['-c', source], {
    env: { ...user.env, PATH: `${bin}:${user.env.PATH}` },
    encoding: 'utf8',
  })
  assert.equal(stderr, '')
  assert.equal(typeof status, 'number')
  const offered = stdout.split('\n').map((entry) => entry.split('\t')[0] ?? '')
  const last = words.at(-1) ?? ''
  return offered.filter((entry) => entry.startsWith(last) && entry !== '').sort()
}

/** The formats of `serve`, which are not all that `credentials` has. */
const SHELL_FORMATS = ['env', 'env-no-export', 'fish', 'powershell', 'windows-cmd']

for (const shell of /** @type {const} */ (['bash', 'zsh', 'fish'])) {
  const skip = spawnSync(shell, ['--version']).error !== undefined && `${shell} is not installed`
  test(`completion in ${shell}`, { skip }, async (t) => {
    const user = await stage(t)
    const marker = user.path('ran')
    const added = `[profile he$(touch ${marker})]\nregion = eu-west-1\n[sso-session corp]\n[services local]\n`
    const config = `${user.text('config')}\n${added}`
    user.write({ config, credentials: user.text('credentials') })
    assert.deepEqual(completed(user, shell, ['wh']), ['whoami'])
    assert.deepEqual(completed(user, shell, ['cache', 'l']), ['list'])
    assert.deepEqual(completed(user, shell, ['plan', '--no']), ['--no-cache'])
    assert.deepEqual(completed(user, shell, ['get', '--no']), [])
    assert.deepEqual(completed(user, shell, ['whoami', '--output', 'j']), ['json'])
    assert.deepEqual(completed(user, shell, ['whoami', '-p', 'hu']), ['hub'])
    assert.deepEqual(completed(user, shell, ['-P', 'who']), ['whoami'])
    assert.deepEqual(completed(user, shell, ['whoami', '--pi']), ['--pick'])
    assert.deepEqual(completed(user, shell, ['-p', 'hub', 'cre']), ['credentials'])
    assert.deepEqual(completed(user, shell, ['completion', 'z']), ['zsh'])
    assert.deepEqual(completed(user, shell, ['show', '--sso-session', '']), ['corp'])
    assert.deepEqual(completed(user, shell, ['get', 'x', '--services', 'l']), ['local'])
    assert.deepEqual(completed(user, shell, ['list-sections', 's']), ['services', 'sso-session'])
    assert.deepEqual(completed(user, shell, ['credentials', '--format', 'i']), ['ini'])
    assert.deepEqual(completed(user, shell, ['serve', '--format', '']), SHELL_FORMATS)
    assert.deepEqual(completed(user, shell, ['-p', 'hub', 'serve', '--port', '80', '--format', 'p']), ['powershell'])
    completed(user, shell, ['whoami', '--profile', 'he'])
    assert.ok(!user.files()['.aws/ran'], 'a name from a file is not executed')
  })
}

test('the script for PowerShell is well-formed, and tells `-p` from `-P`', async (t) => {
  const { stdout, status } = await (await stage(t)).run(['completion', 'powershell'])
  assert.equal(status, 0)
  assert.match(stdout, /^Register-ArgumentCompleter -Native -CommandName rolehop /)
  const tables = [...stdout.matchAll(/@\{\n(.*?)\n {2}\}/gs)].map(([, lines = '']) => lines.split('\n'))
  const keys = tables.map((lines) =>
    lines.map((line) => /^ {4}'([^']*)' = @\(('[^']+'(, '[^']+')*)?\)$/.exec(line)?.[1]),
  )
  assert.equal(keys.length, 3)
  for (const name of COMMANDS) assert.ok(keys[0]?.includes(name), name)
  // A second key that differs in case only is a syntax error.
  for (const names of keys) assert.equal(new Set(names.map((name) => name?.toLowerCase())).size, names.length)
  assert.ok(!keys[1]?.includes('-P') && keys[1]?.includes('-p'))
  const ofServe = /^ {4}'serve --format' = @\((.*)\)$/m.exec(stdout)?.[1]
  assert.deepEqual(ofServe?.replaceAll("'", '').split(', ').sort(), SHELL_FORMATS)
  assert.deepEqual(keys[2], ['-p', '--profile', '--profiles', '--update-profile', '--sso-session', '--services'])
  assert.doesNotMatch(stdout, /ContainsKey|-contains \$|\$\w+ -contains \$/)
  assert.deepEqual(unbalanced(stdout), [])
})

/** The brackets of a script that do not match, outside of its strings. @param {string} script */
function unbalanced(script) {
  /** @type {string[]} */
  const open = []
  for (const [bracket] of script.replaceAll(/'[^']*'|"[^"]*"/g, '').matchAll(/[()[\]{}]/g)) {
    const opening = { ')': '(', ']': '[', '}': '{' }[bracket]
    if (opening !== undefined && open.at(-1) === opening) open.pop()
    else open.push(bracket)
  }
  return open
}
