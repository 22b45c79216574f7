// @ts-check
/**
 * Runs each fuzz target for a few seconds: `npm run fuzz:smoke [SECONDS]`, 20 by default.
 *
 * cargo-fuzz and a nightly toolchain are not part of setup. Without them the command says what to
 * install and succeeds, but with `CI=true` it fails.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, fail, root, run } from './run.mjs'

/** The maximum input in bytes: the size of a large config file. */
const MAX_LENGTH = 2000
const seconds = Number(process.argv[2] ?? 20)
if (!Number.isInteger(seconds) || seconds < 1) fail('the number of seconds must be a positive integer')

const manifest = readFileSync(join(root, 'fuzz', 'Cargo.toml'), 'utf8')
const names = [...manifest.matchAll(/^path = "fuzz_targets\/(\w+)\.rs"$/gm)].map(([, name = '']) => name)
// `control` has a mistake, which the fuzzer must find.
const targets = names.filter((name) => name !== 'control')
if (targets.length === 0) fail('fuzz/Cargo.toml has no target')

/** A message about missing software, if any. */
function missing() {
  if (capture('cargo', ['fuzz', '--version']) === undefined)
    return 'cargo-fuzz is not installed: cargo install cargo-fuzz'
  if (process.env['RUSTC_BOOTSTRAP'] === '1') return undefined
  const nightly = capture('rustup', ['run', 'nightly', 'cargo', '--version']) !== undefined
  return nightly
    ? undefined
    : 'fuzzing needs a nightly toolchain: rustup toolchain install nightly, or set RUSTC_BOOTSTRAP=1'
}

const reason = missing()
if (reason !== undefined) {
  if (process.env['CI'] === 'true') fail(reason)
  console.log(`skipped: ${reason}`)
} else {
  const cargo = process.env['RUSTC_BOOTSTRAP'] === '1' ? ['cargo'] : ['rustup', 'run', 'nightly', 'cargo']
  for (const target of targets) {
    const [program = 'cargo', ...before] = cargo
    const limits = [`-max_total_time=${seconds}`, `-max_len=${MAX_LENGTH}`]
    const corpus = join(root, 'fuzz', 'corpus', target)
    mkdirSync(corpus, { recursive: true })
    run(program, [...before, 'fuzz', 'run', target, corpus, join(root, 'fuzz', 'seeds', target), '--', ...limits])
  }
}
