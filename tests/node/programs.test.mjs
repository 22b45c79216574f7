// @ts-check
/** Where programs are searched: on Windows never in the current folder, where other users can put files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from './internal.mjs'

const { opener, programPath, windowsProgram } = await internal('runtime/node/programs')

test('Windows programs are started by their full path in the system folder', () => {
  for (const [env, expected] of /** @type {const} */ ([
    [{ SystemRoot: 'D:\\WinNT' }, 'D:\\WinNT\\System32\\taskkill.exe'],
    [{ SYSTEMROOT: 'c:/windows/' }, 'c:\\windows\\System32\\taskkill.exe'],
    [{}, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: '' }, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: '.' }, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: 'Windows' }, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: '\\Windows' }, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: 'C:Windows' }, 'C:\\Windows\\System32\\taskkill.exe'],
  ])) {
    assert.equal(windowsProgram('taskkill.exe', env), expected)
  }
})

test('pages are opened by a program with a full path if the system has one', () => {
  const rundll32 = 'C:\\Windows\\System32\\rundll32.exe'
  assert.deepEqual(opener({ SystemRoot: 'C:\\Windows' }, 'win32'), [rundll32, 'url.dll,FileProtocolHandler'])
  assert.deepEqual(opener({}, 'darwin'), ['/usr/bin/open'])
  assert.deepEqual(opener({ DISPLAY: ':0' }, 'linux'), ['xdg-open'])
  assert.equal(opener({}, 'linux'), undefined)
})

test('a bare name is searched in the folders of `PATH`, not in the current folder', () => {
  const there = new Set([
    'helper.exe',
    'helper',
    '.\\helper.exe',
    'C:\\tools\\helper.exe',
    'C:\\tools\\other.com',
    'C:\\tools\\other.exe',
    'C:\\tools\\plain',
    'C:\\a b\\quoted.exe',
    'relative\\only.exe',
    '\\\\server\\share\\remote.exe',
  ])
  const path = '.;;relative;C:;\\rooted;C:\\empty;"C:\\a b";C:\\tools\\;\\\\server\\share'
  const find = (/** @type {string} */ name, env = { PATH: path }) =>
    programPath(name, env, 'win32', (/** @type {string} */ each) => there.has(each))
  assert.equal(find('helper'), 'C:\\tools\\helper.exe')
  assert.equal(find('helper.exe', /** @type {any} */ ({ Path: path })), 'C:\\tools\\helper.exe')
  assert.equal(find('other'), 'C:\\tools\\other.com', '.com comes before .exe')
  assert.equal(find('quoted'), 'C:\\a b\\quoted.exe')
  assert.equal(find('remote'), '\\\\server\\share\\remote.exe')
  assert.equal(find('plain'), undefined, 'a file without an extension is not a program')
  assert.equal(find('only'), undefined)
  assert.equal(find('helper', /** @type {any} */ ({})), undefined)
})

test('a path is used unchanged, and so is every name on other systems', () => {
  const nowhere = () => false
  for (const name of ['C:\\tools\\helper.exe', '.\\helper.exe', 'sub/helper', 'C:helper.exe'])
    assert.equal(programPath(name, {}, 'win32', nowhere), name)
  assert.equal(programPath('helper', {}, 'linux', nowhere), 'helper')
})
