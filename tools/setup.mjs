// @ts-check
/**
 * Prepares a fresh clone: the WebAssembly target, the npm packages of the lock file, the build.
 *
 * Each step first checks whether it is done, so that a second run is quick. Only Node's own modules are
 * used: nothing is installed yet when this starts. `ROLEHOP_BUILD=dev` selects the quick build, and
 * `node tools/setup.mjs demo` builds only what the demo runs.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, fail, root, run, start } from './run.mjs'

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

/** Installs the npm packages, exactly those of package-lock.json. */
async function setUpNpm() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  const stamp = join(root, 'node_modules', '.rolehop-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing the npm packages (less than a minute) …')
  await start('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

/** Builds the engine; cargo prints its progress. The release build optimizes the whole program at the end. */
async function buildEngine(/** @type {boolean} */ isDev) {
  if (!existsSync(join(root, 'pkg', 'rolehop_bg.wasm'))) {
    say(`Compiling the engine, for the first time: ${isDev ? '2 to 5' : '4 to 12'} minutes on 2 cores …`)
  }
  await start('cargo', ['xtask', 'build', ...(isDev ? ['--dev'] : [])])
}

const say = (/** @type {string} */ text) => console.error(text)

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`)

const forDemo = process.argv[2] === 'demo'
setUpRust()
// At the same time: one waits for the network, the other for the processor.
await Promise.all([setUpNpm(), buildEngine(forDemo || process.env['ROLEHOP_BUILD'] === 'dev')])
run(process.execPath, ['tools/build.mjs', ...(forDemo ? ['--without-types'] : [])])
