// @ts-check
/** The package as users get it: packed, and installed into an empty folder. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../tools/run.mjs'

/** Packs and installs. `folder` is the project with the package in its `node_modules`. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-package-'))
  const tarball = join(folder, 'rolehop.tgz')
  const quiet = ['--silent', '--ignore-scripts']
  const npm = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', timeout: 120_000 }).trim()
  renameSync(join(folder, npm(root, 'pack', ...quiet, '--pack-destination', folder)), tarball)
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }')
  npm(folder, 'install', ...quiet, '--offline', '--no-audit', '--no-fund', tarball)
  return {
    folder,
    tarball,
    installed: join(folder, 'node_modules/rolehop'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
