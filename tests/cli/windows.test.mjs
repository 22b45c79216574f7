// @ts-check
/** The rules of Windows that `exec` follows: variable names, Ctrl-C. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from '../node/internal.mjs'

const { listeningTo } = await internal('cli/exec/child')
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
