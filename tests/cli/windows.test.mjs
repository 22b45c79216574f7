// @ts-check
/** The rules of Windows that `exec` follows: variable names, Ctrl-C, the search for programs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from '../node/internal.mjs'

const { listeningTo, findOnWindows } = await internal('cli/exec/child')
const { changedEnvironment } = await internal('cli/exec/environment')

test('names of variables are case-insensitive on Windows', () => {
  const env = { aws_profile: 'x', Aws_Bearer_Token_Bedrock: 'x', Path: 'C:\\x', aws_region: 'us-east-1', Kept: 'yes' }
  const variables = { AWS_REGION: 'eu-west-1' }
  assert.deepEqual(changedEnvironment(env, { variables, removed: [] }, 'win32'), {
    Path: 'C:\\x',
    Kept: 'yes',
    NoDefaultCurrentDirectoryInExePath: '1',
    AWS_REGION: 'eu-west-1',
  })
  assert.deepEqual(changedEnvironment(env, { variables, removed: ['Kept'] }, 'linux'), {
    aws_profile: 'x',
    Aws_Bearer_Token_Bedrock: 'x',
    Path: 'C:\\x',
    aws_region: 'us-east-1',
    AWS_REGION: 'eu-west-1',
  })
})

test('a Windows console sends Ctrl-C to every process, so it is not forwarded', () => {
  for (const atTerminal of [true, false]) {
    const listening = Object.fromEntries(listeningTo('win32', atTerminal))
    assert.deepEqual([listening.SIGINT, listening.SIGBREAK], [false, false])
  }
})

test('on other systems Ctrl-C at a terminal is not forwarded, and other signals are', () => {
  const of = (/** @type {boolean} */ atTerminal) => Object.fromEntries(listeningTo('linux', atTerminal))
  assert.deepEqual([of(true).SIGINT, of(true).SIGQUIT, of(true).SIGTERM], [false, false, true])
  assert.deepEqual([of(false).SIGINT, of(false).SIGQUIT, of(false).SIGTERM], [true, true, true])
})

/** @type {[shows: string, program: string, path: string, files: string[], found: string | undefined][]} */
const PROGRAMS = [
  ['a bare name', 'aws', 'C:\\a;C:\\b', ['C:\\b\\aws.exe'], 'C:\\b\\aws.exe'],
  ['.com before .exe', 'more', 'C:\\a', ['C:\\a\\more.exe', 'C:\\a\\more.com'], 'C:\\a\\more.com'],
  ['a name with its extension', 'aws.exe', 'C:\\a', ['C:\\a\\aws.exe'], 'C:\\a\\aws.exe'],
  ['a name with a dot in it', 'python3.12', 'C:\\a', ['C:\\a\\python3.12.exe'], 'C:\\a\\python3.12.exe'],
  ['a folder in quotes', 'aws', '"C:\\with;less";"C:\\a b"', ['C:\\a b\\aws.exe'], 'C:\\a b\\aws.exe'],
  ['a share', 'aws', '\\\\host\\share', ['\\\\host\\share\\aws.exe'], '\\\\host\\share\\aws.exe'],
  ['not the current folder', 'aws', 'C:\\a', ['aws.exe', '.\\aws.exe'], undefined],
  [
    'not a relative entry of PATH',
    'aws',
    ';.;tools;\\tools',
    ['aws.exe', 'tools\\aws.exe', '\\tools\\aws.exe'],
    undefined,
  ],
  ['a path is used unchanged', '.\\aws', '', [], '.\\aws'],
  ['a batch file is not found by a bare name', 'npm', 'C:\\a', ['C:\\a\\npm.cmd'], undefined],
  ['nothing', '', 'C:\\a', ['C:\\a\\.exe'], undefined],
]

for (const [shows, program, path, files, found] of PROGRAMS) {
  test(`the program on Windows: ${shows}`, () => {
    assert.equal(
      findOnWindows(program, path, (/** @type {string} */ file) => files.includes(file)),
      found,
    )
  })
}
