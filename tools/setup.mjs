// @ts-check
/**
 * Makes a fresh clone ready: the WebAssembly target, the npm packages of the lock file, the build.
 *
 * Each step looks first whether it is done, so that a second run is quick. Only Node's own modules
 * are used: nothing is installed yet when this starts. `ROLEHOP_BUILD=dev` selects the quick build.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, fail, root, run } from './run.mjs'

const WASM_TARGET = 'wasm32-unknown-unknown'

/** Rust and its WebAssembly target; rustup adds the target, other installations must have it. */
function setUpRust() {
  if (capture('cargo', ['--version']) === undefined) {
    fail('cargo is not on the PATH: install Rust from https://rustup.rs and run this again')
  }
  const libraries = capture('rustc', ['--print', 'target-libdir', '--target', WASM_TARGET])
  if (libraries !== undefined && existsSync(libraries)) return
  if (capture('rustup', ['--version']) === undefined) {
    fail(`this Rust has no ${WASM_TARGET} target and there is no rustup to add it with`)
  }
  run('rustup', ['target', 'add', WASM_TARGET])
}

/** The npm packages: exactly those of package-lock.json. */
function setUpNpm() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  const stamp = join(root, 'node_modules', '.rolehop-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  writeFileSync(stamp, wanted)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`)
setUpRust()
setUpNpm()
run('npm', ['run', '--silent', process.env['ROLEHOP_BUILD'] === 'dev' ? 'build:dev' : 'build'])
