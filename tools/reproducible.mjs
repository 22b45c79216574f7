// @ts-check
/**
 * Builds the engine of the last commit twice, in two directories, and compares the bytes: `npm run reproducible`.
 * Nothing is shared between the builds except the downloaded crates.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, fail, run } from './run.mjs'

const folder = mkdtempSync(join(tmpdir(), 'rolehop-reproducible-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The last commit now; a commit that is made during the first build is not in the second. */
const commit = capture('git', ['rev-parse', 'HEAD']) ?? fail('git has no commit to build')

/** The SHA-256 of the engine that is built in a directory. @param {string} name */
function built(name) {
  const [place, archive] = [join(folder, name), join(folder, `${name}.tar`)]
  mkdirSync(place)
  run('git', ['archive', '--output', archive, commit])
  run('tar', ['--extract', '--file', archive, '--directory', place])
  run(
    'cargo',
    ['run', '--quiet', '--locked', '--package', 'xtask', '--manifest-path', join(place, 'Cargo.toml'), '--', 'build'],
    {
      CARGO_TARGET_DIR: join(place, 'target'),
    },
  )
  const sum = createHash('sha256')
    .update(readFileSync(join(place, 'pkg', 'rolehop_bg.wasm')))
    .digest('hex')
  // The files of a build are gigabytes.
  rmSync(place, { recursive: true })
  console.log(`${sum}  ${name}`)
  return sum
}

if (built('first') !== built('a-directory-with-another-path')) fail('the two builds differ')
console.log('both builds have the same bytes')
