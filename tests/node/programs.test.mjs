// @ts-check
/** Where programs are searched: on Windows never in the current folder, where other users can put files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { internal } from './internal.mjs'

const { opener, startCommand, windowsProgram } = await internal('runtime/node/programs')

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

test('pages are opened by a program with a full path where the system has one', () => {
  const url = 'https://example.com/?a=1'
  const rundll32 = 'C:\\Windows\\System32\\rundll32.exe'
  assert.deepEqual(opener(url, { SystemRoot: 'C:\\Windows' }, 'win32'), [rundll32, 'url.dll,FileProtocolHandler', url])
  assert.deepEqual(opener(url, {}, 'darwin'), ['/usr/bin/open', url])
  assert.deepEqual(opener(url, { DISPLAY: ':0' }, 'linux'), ['xdg-open', url])
  assert.deepEqual(opener(url, { BROWSER: 'firefox' }, 'linux'), ['xdg-open', url])
  assert.equal(opener(url, {}, 'linux'), undefined)
})

test('BROWSER selects the browser on macOS', () => {
  const url = 'https://example.com/$&'
  for (const [value, expected] of /** @type {const} */ ([
    ['', ['/usr/bin/open', url]],
    [' : ', ['/usr/bin/open', url]],
    ['firefox', ['firefox', url]],
    [':/usr/bin/w3m -o x:lynx', ['/usr/bin/w3m', '-o', 'x', url]],
    ['open -a Safari %s', ['open', '-a', 'Safari', url]],
  ])) {
    assert.deepEqual(opener(url, { BROWSER: value }, 'darwin'), expected, value)
  }
})

const FILES = [
  'helper.exe',
  'C:\\tools\\helper.exe',
  'C:\\tools\\other.com',
  'C:\\tools\\other.exe',
  'C:\\tools\\plain',
  'C:\\tools\\script',
  'C:\\tools\\script.cmd',
  'C:\\tools\\python3.12',
  'C:\\last\\helper.com',
  'C:\\last\\python3.13.exe',
  'C:\\a b\\quoted.exe',
  'relative\\only.exe',
  '\\rooted\\only.exe',
  '\\\\server\\share\\remote.exe',
  'sub\\near.cmd',
  'sub/near.cmd',
]
const PATH = '.;;relative;C:;\\rooted;C:\\empty;"C:\\a b";C:\\tools\\;\\\\server\\share; C:\\last '

/** The program on Windows, by what was written. */
const FOUND = /** @type {const} */ ([
  ['a name with its ending', 'helper.exe', 'C:\\tools\\helper.exe'],
  ['.com before .exe', 'other', 'C:\\tools\\other.com'],
  ['a name with a dot in it', 'python3.12', 'C:\\tools\\python3.12'],
  ['a name with a dot and another ending', 'python3.13', 'C:\\last\\python3.13.exe'],
  ['a folder in quotes', 'quoted', 'C:\\a b\\quoted.exe'],
  ['a share', 'remote', '\\\\server\\share\\remote.exe'],
  ['a name without an ending is no program', 'plain', undefined],
  ['nothing', '', undefined],
  ['a full path', 'C:\\tools\\helper.exe', 'C:\\tools\\helper.exe'],
  ['a full path without its ending', 'C:\\tools\\helper', 'C:\\tools\\helper.exe'],
  ['a path to nothing stays', '.\\nothing', '.\\nothing'],
  ['so does one on a drive', 'C:nothing.exe', 'C:nothing.exe'],
])

const isThere = (/** @type {string} */ path) => FILES.includes(path)

for (const [shows, name, expected] of FOUND) {
  test(`the program on Windows: ${shows}`, () => {
    const start = () => startCommand([name, 'x y'], { Path: PATH }, 'win32', isThere)
    if (expected === undefined) assert.throws(start, { code: 'ENOENT' })
    else assert.deepEqual(start(), { file: expected, args: ['x y'], windowsVerbatimArguments: false })
  })
}

test('a bare name is searched in the folders of `PATH`, not in the current folder', () => {
  const start = (/** @type {string} */ name) => startCommand([name], { Path: PATH }, 'win32', isThere)
  assert.equal(start('helper').file, 'C:\\tools\\helper.exe')
  // Entries that are relative to the current folder or drive are skipped.
  assert.throws(() => start('only'), { code: 'ENOENT' })
})

test('a batch file is run by cmd.exe of the system, by name and by path', () => {
  const env = { PATH, SystemRoot: 'D:\\Windows', ComSpec: 'C:\\evil\\cmd.exe' }
  for (const [name, path] of /** @type {const} */ ([
    ['script', 'C:\\tools\\script.cmd'],
    ['script.cmd', 'C:\\tools\\script.cmd'],
    ['C:\\tools\\script', 'C:\\tools\\script.cmd'],
    ['sub\\near', 'sub\\near.cmd'],
    ['sub/near', 'sub\\near.cmd'],
    ['C:\\tools\\missing.bat.', 'C:\\tools\\missing.bat.'],
  ])) {
    const { file, args, windowsVerbatimArguments } = startCommand([name, 'x y'], env, 'win32', isThere)
    assert.equal(file, 'D:\\Windows\\System32\\cmd.exe', name)
    assert.equal(args.at(-1), `""${path}" "x y""`)
    assert.ok(windowsVerbatimArguments)
  }
})

test('on other systems every name is taken as it is', () => {
  const expected = { file: 'x.cmd', args: ['%A%'], windowsVerbatimArguments: false }
  assert.deepEqual(startCommand(['x.cmd', '%A%'], {}, 'linux', isThere), expected)
})
