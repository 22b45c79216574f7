// @ts-check
/** Processes of another user, for tests run as root. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { folder, root } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

export const OTHER_USER = 65534
/** A user that the user database does not have. */
export const UNKNOWN_USER = 54321
export const isRoot = process.geteuid?.() === 0
export const asRoot = { skip: !isRoot && 'needs root' }

/** Whether a program exists and succeeds. */
export const has = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
  spawnSync(program, args).status === 0

export const withUsers = { skip: !(isRoot && has('setpriv', '--version')) && 'needs root and setpriv' }

/** A copy of the package that every user can read, for processes of other users. */
export function readable(/** @type {TestContext} */ t, name = 'node.js') {
  const path = folder(t)
  cpSync(new URL('dist', root), join(path, 'dist'), { recursive: true })
  chmodSync(path, 0o755)
  return join(path, 'dist', name)
}

/** Runs a module as a user other than root. */
export const asOtherUser = (
  /** @type {string} */ source,
  /** @type {Record<string, string>} */ env,
  /** @type {number[]} */ groups = [],
) => {
  return runAs(OTHER_USER, ['--input-type=module', '-e', source], env, groups)
}

/** Runs Node as a user other than root. */
export function runAs(
  /** @type {number} */ user,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env,
  /** @type {number[]} */ groups = [],
) {
  const ids = groups.length > 0 ? ['--groups', groups.join()] : ['--clear-groups']
  const as = ['--reuid', `${user}`, '--regid', `${user}`, ...ids, process.execPath, ...args]
  const { status, stdout, stderr } = spawnSync('setpriv', as, { env, encoding: 'utf8' })
  return { status, stdout, stderr }
}
