/** The paths of programs. Windows searches the current directory first, which any user may be able to write. */
import { statSync } from 'node:fs'
import { win32 } from 'node:path'
import type { Environment } from '../../model/types.ts'

/** The Windows directory if the environment does not have it as an absolute path. */
const WINDOWS = 'C:\\Windows'

/** The extensions that Windows adds to the name of a program. Batch files need its shell, which is not used. */
const ENDINGS = ['', '.com', '.exe']

/**
 * Returns the absolute path of a program of Windows itself.
 *
 * @param name such as `taskkill.exe`
 * @param env of this process
 */
export function windowsProgram(name: string, env: Environment = process.env): string {
  const root = variable(env, 'SystemRoot') ?? ''
  return win32.join(isFull(root) ? root : WINDOWS, 'System32', name)
}

/**
 * Returns the path of a `credential_process`. On Windows a name without a directory is searched in `Path`,
 * as on other systems, and not in the current directory.
 *
 * @param env the environment of the program
 * @returns `undefined` if the program does not exist
 */
export function programPath(
  name: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  isFile: (path: string) => boolean = isRegularFile,
): string | undefined {
  if (platform !== 'win32' || /[\\/:]/.test(name)) return name
  const endings = win32.extname(name) ? ENDINGS : ENDINGS.slice(1)
  const folders = (variable(env, 'Path') ?? '').split(';').map((folder) => folder.trim().replaceAll('"', ''))
  const paths = folders.filter(isFull).flatMap((folder) => endings.map((ending) => win32.join(folder, name + ending)))
  return paths.find(isFile)
}

/** Whether a path depends on neither the current directory nor its drive. */
function isFull(path: string): boolean {
  return /^[a-z]:[\\/]|^\\\\[^\\]/i.test(path)
}

/** On Windows the names of variables are case-insensitive. */
function variable(env: Environment, name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : env[key]
}

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** The program that opens a page in the user's browser, with its first arguments. No shell. */
export function opener(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['/usr/bin/open']
  if (platform === 'win32') return [windowsProgram('rundll32.exe', env), 'url.dll,FileProtocolHandler']
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = env
  return DISPLAY || WAYLAND_DISPLAY || BROWSER ? ['xdg-open'] : undefined
}
