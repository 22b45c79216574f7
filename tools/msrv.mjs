// @ts-check
/**
 * Checks the engine with the oldest Rust that it supports, `rust-version` in Cargo.toml: `npm run msrv`.
 *
 * rustup installs that toolchain if it is missing.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, fail, root, run } from './run.mjs'

const TARGET = 'wasm32-unknown-unknown'
const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8')
const version = /^rust-version = "([\d.]+)"$/m.exec(manifest)?.[1] ?? fail('Cargo.toml has no `rust-version`')
const check = ['check', '--locked', '--lib', '--package', 'rolehop', '--target', TARGET]
const env = { CARGO_TARGET_DIR: join(root, 'target', 'msrv') }

console.log(`Rust ${version}, the rust-version of Cargo.toml`)
const current = /^cargo (\d+\.\d+)/.exec(capture('cargo', ['--version']) ?? '')?.[1]
if (current === version) run('cargo', check, env)
else if (capture('rustup', ['--version']) === undefined)
  fail(`Rust ${version} is needed, and there is no rustup to install it`)
else {
  run('rustup', ['toolchain', 'install', version, '--profile', 'minimal', '--target', TARGET])
  run('rustup', ['run', version, 'cargo', ...check], env)
}
