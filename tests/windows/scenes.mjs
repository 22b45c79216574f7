// @ts-check
/** The scenes that run on Windows, each with its own home directory and STS. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { windowsPath } from './wine.mjs'

/** @typedef {import('./stage.mjs').Stage} Stage */

const EIGHT = Array.from({ length: 8 }, (_, index) => index)
const ARN = ['--query', 'Arn', '--output', 'text']
const SHOW_ARGUMENTS = 'console.log(JSON.stringify(process.argv.slice(2)))'
const KEYS = JSON.stringify({
  Version: 1,
  AccessKeyId: DEMO_KEY.accessKeyId,
  SecretAccessKey: DEMO_KEY.secretAccessKey,
})

/** Arguments that `cmd.exe` would interpret. */
const ARGUMENTS = [
  ...['plain', '', 'a b', 'a&echo injected', '"&echo injected&"', 'a"b', 'a\\"b', 'a\\', 'a b\\', '%PATH%', '100%'],
  ...['%cd:~,%', '"%PATH%', '!PATH!', 'a^&b', '<in>', 'a|b', '(x)', 'a,b;c=d', '*', '%~1', '%*', 'é', "it's"],
]

/** A result without an error. @param {{ status: number | null, stdout: string, stderr: string }} result */
const succeeded = ({ status, stdout, stderr }) => {
  assert.equal(status, 0, stderr)
  return stdout.replaceAll('\r\n', '\n')
}

/** @type {Record<string, (stage: Stage) => Promise<void>>} */
export const SCENES = {
  'list-profiles, get, check and plan': async (stage) => {
    assert.equal(succeeded(await stage.run(['list-profiles'])), 'base\nhub\ndeploy\nreadonly\nlocked\n')
    assert.equal(succeeded(await stage.run(['get', 'region', '--profile', 'hub'])), 'eu-central-1\n')
    succeeded(await stage.run(['check']))
    assert.match(succeeded(await stage.run(['plan', '--profile', 'deploy'])), /~\\\.aws.*\(miss\)/)
  },

  'set changes one line, keeps CRLF, and writes in place': async (stage) => {
    stage.write('.aws/config', '[profile a]\r\nregion = x\r\n\r\n[profile b]\r\nregion = y\r\n')
    const file = join(stage.home, '.aws/config')
    const before = statSync(file).ino
    succeeded(await stage.run(['set', 'region', 'eu-west-1', '--profile', 'a']))
    assert.equal(stage.read('.aws/config'), '[profile a]\r\nregion = eu-west-1\r\n\r\n[profile b]\r\nregion = y\r\n')
    assert.equal(statSync(file).ino, before)
    succeeded(await stage.run(['unset', 'region', '--profile', 'a']))
    succeeded(await stage.run(['set', 'aws_secret_access_key', 'new', '--profile', 'base']))
    assert.match(stage.read('.aws/credentials'), /aws_secret_access_key = new/)
  },

  'eight processes set at once, and no change is lost': async (stage) => {
    const results = await Promise.all(EIGHT.map((n) => stage.run(['set', 'region', `r-${n}`, '--profile', `p${n}`])))
    for (const result of results) succeeded(result)
    for (const n of EIGHT)
      assert.match(stage.read('.aws/config'), new RegExp(`\\[profile p${n}\\]\\nregion = r-${n}\\n`))
  },

  'eight processes share one MFA code': async (stage) => {
    const whoami = ['whoami', '--profile', 'hub', '--mfa-code', DEMO_MFA.code, ...ARN]
    const results = await Promise.all(EIGHT.map(() => stage.run(whoami)))
    for (const result of results) assert.match(succeeded(result), /assumed-role\/Hub/)
    assert.equal(stage.calls('AssumeRole'), 1)
  },

  'the MFA prompt is on the console': async (stage) => {
    const { status, screen, unseen } = await stage.atTerminal(
      ['whoami', '--profile', 'hub', ...ARN],
      [['Enter MFA code', `${DEMO_MFA.code}\r`]],
    )
    assert.deepEqual([status, unseen], [0, []], screen)
    assert.match(screen, /assumed-role\/Hub/)
  },

  'batch files as credential_process and mfa_process': async (stage) => {
    const shown = windowsPath(join(stage.home, 'shown.json'))
    const keys = stage.writeBatch(
      'a b & (c)/keys.cmd',
      `require('fs').writeFileSync(${JSON.stringify(shown)}, JSON.stringify(process.argv.slice(2))); console.log('${KEYS}')`,
    )
    const code = stage.writeBatch('code.bat', `console.log('${DEMO_MFA.code}')`)
    const config = `[profile p]\nregion = eu-central-1\ncredential_process = "${keys}" "a&b" %PATH% "x \\"y"\n
[profile m]\nregion = eu-central-1\nrole_arn = arn:aws:iam::111122223333:role/Hub\nsource_profile = base
mfa_serial = ${DEMO_MFA.serial}\nmfa_process = ${code}\n`
    stage.write('.aws/config', config)
    assert.match(succeeded(await stage.run(['whoami', '--profile', 'p', ...ARN])), /user\/alice/)
    assert.deepEqual(JSON.parse(stage.read('shown.json')), ['a&b', '%PATH%', 'x "y'])
    assert.match(succeeded(await stage.run(['whoami', '--profile', 'm', ...ARN])), /assumed-role\/Hub/)
    stage.write('.aws/config', '[profile none]\ncredential_process = C:\\none.cmd2\n')
    const { stderr } = await stage.run(['whoami', '--profile', 'none'])
    assert.match(stderr, /process-failed.*%NAME%/s)
  },

  'no argument of a batch file is interpreted': async (stage) => {
    const batch = stage.writeBatch('a b & (c)/args.cmd', SHOW_ARGUMENTS)
    const exec = (/** @type {string[]} */ ...args) => stage.run(['exec', '--profile', 'base', '--', batch, ...args])
    assert.deepEqual(JSON.parse(succeeded(await exec(...ARGUMENTS))), ARGUMENTS)
    for (const argument of ARGUMENTS.filter((each) => /injected|%/.test(each)))
      assert.deepEqual(JSON.parse(succeeded(await exec(argument))), [argument])
    const refused = await exec('a\necho injected')
    assert.equal(refused.status, 126)
    assert.match(refused.stderr, /line break/)
  },

  'exec: programs by path and by name, with and without `--`': async (stage) => {
    const print = ['-p', 'process.env.AWS_ACCESS_KEY_ID']
    const node = stage.env.NODE_EXE ?? ''
    const exec = ['exec', '--profile', 'base']
    assert.equal(succeeded(await stage.run([...exec, '--', node, ...print])), `${DEMO_KEY.accessKeyId}\n`)
    stage.writeBatch('bin/args.cmd', SHOW_ARGUMENTS)
    const path = { PATH: windowsPath(join(stage.home, 'bin')) }
    for (const call of [
      ['--', 'args', 'a b'],
      ['args.cmd', 'a b'],
    ])
      assert.equal(succeeded(await stage.run([...exec, ...call], path)), '["a b"]\n')
    const missing = await stage.run([...exec, '--', 'no-such-program'])
    assert.equal(missing.status, 127)
    assert.match(missing.stderr, /cmd \/c/)
    const text = await stage.run([...exec, '--', stage.write('text.txt', 'text')])
    assert.equal(text.status, 126)
    const status = await stage.run([...exec, '--', 'cmd', '/c', 'exit 7'])
    assert.equal(status.status, 7)
  },

  'exec --serve and --profiles': async (stage) => {
    const print = [stage.env.NODE_EXE ?? '', '--print', 'process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI']
    assert.match(succeeded(await stage.run(['exec', '--serve', '--profile', 'base', ...print])), /^http:\/\/127/)
    const name = [stage.env.NODE_EXE ?? '', '--print', 'process.env.ROLEHOP_PROFILE']
    assert.equal(succeeded(await stage.run(['exec', '--profiles', 'base,readonly', ...name])), 'base\nreadonly\n')
  },

  'the home directory, variables and their names': async (stage) => {
    stage.write('other/config', '[default]\nregion = other\n')
    stage.write('50%/config', '[default]\nregion = percent\n')
    const home = windowsPath(stage.home)
    for (const [path, region] of [
      ['~\\other\\config', 'other'],
      ['~/other/config', 'other'],
      ['%userprofile%\\other\\config', 'other'],
      ['$MY_HOME\\other\\config', 'other'],
      ['%my_home%\\50%%\\config', 'percent'],
    ]) {
      const result = await stage.run(['get', 'region'], { AWS_CONFIG_FILE: path ?? '', MY_HOME: home })
      assert.equal(succeeded(result), `${region}\n`, path)
    }
    assert.equal(succeeded(await stage.run(['get', 'region'], { aws_profile: 'hub' })), 'eu-central-1\n')
    const option = await stage.run(['get', 'region', '--config-file=~\\other\\config'])
    assert.equal(succeeded(option), 'other\n')
  },

  'long paths and paths in Unicode': async (stage) => {
    for (const folder of ['ünïcödé 日本語', Array.from({ length: 15 }, () => 'a-directory-with-a-name').join('/')]) {
      const path = stage.write(`${folder}/config`, '[default]\nregion = x\n')
      const env = { AWS_CONFIG_FILE: path }
      succeeded(await stage.run(['set', 'region', 'ü'], env))
      assert.equal(succeeded(await stage.run(['get', 'region'], env)), 'ü\n')
    }
  },

  'no home directory in the environment': async (stage) => {
    const path = stage.write('named', '[default]\nregion = x\n')
    const env = { AWS_CONFIG_FILE: path, USERPROFILE: null, HOMEDRIVE: null, HOMEPATH: null }
    const run = (/** @type {string[]} */ ...args) => stage.run(args, env)
    assert.equal(succeeded(await run('get', 'region')), 'x\n')
    assert.ok(succeeded(await run('show')).includes('named:2'))
    for (const args of [['list-profiles'], ['whoami'], ['cache', 'list']])
      assert.doesNotMatch((await run(...args)).stderr, /internal/)
  },

  'a file in UTF-16 is one error': async (stage) => {
    stage.write('.aws/config', Buffer.from('[profile a]\r\nregion = x\r\n', 'utf16le'))
    const { stdout, stderr } = await stage.run(['check'])
    assert.equal(`${stdout}${stderr}`.match(/^error/gm)?.length, 1, stdout + stderr)
    assert.match(stdout + stderr, /UTF-16/)
  },

  'a leftover lock of a killed process is replaced': async (stage) => {
    const lock = { pid: 999_999, host: await hostOf(stage), nonce: '0'.repeat(32) }
    stage.write('.aws/.config.rolehop-lock', JSON.stringify(lock))
    succeeded(await stage.run(['set', 'region', 'x', '--profile', 'hub']))
    assert.match(stage.read('.aws/config'), /region = x/)
  },
}

/** The host name in Windows. @param {Stage} stage */
async function hostOf(stage) {
  const script = stage.write('host.cjs', "console.log(require('node:os').hostname())")
  return succeeded(await stage.runScript(script, [])).trim()
}
