/** Where programs are found. Windows by itself looks in the current folder first, which may be anybody's. */
import { statSync } from 'node:fs'
import { win32 } from 'node:path'
import type { Environment } from '../../model/types.ts'

/** The folder of Windows where its environment does not say, or says something that is no full path. */
const WINDOWS = 'C:\\Windows'

/** What Windows adds to the name of a program. Batch files are for its shell, which is not used. */
const ENDINGS = ['', '.com', '.exe']

/**
 * The full path of a program of Windows itself.
 *
 * @param name such as `taskkill.exe`
 * @param env of this process
 */
export function windowsProgram(name: string, env: Environment = process.env): string {
  const root = variable(env, 'SystemRoot') ?? ''
  return win32.join(isFull(root) ? root : WINDOWS, 'System32', name)
}

/**
 * The path by which a `credential_process` is started. On Windows a bare name is looked for in the
 * folders of `Path`, as on every other system, and not in the current folder.
 *
 * @param env that the program is started with
 * @returns `undefined` when there is no such program
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

/** A path that does not depend on the current folder, nor on its drive. */
function isFull(path: string): boolean {
  return /^[a-z]:[\\/]|^\\\\[^\\]/i.test(path)
}

/** Windows gives names of variables no case. */
function variable(env: Environment, name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : env[key]
}

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** What opens a page in the person's browser: the program and what comes before the page. No shell. */
export function opener(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['/usr/bin/open']
  if (platform === 'win32') return [windowsProgram('rundll32.exe', env), 'url.dll,FileProtocolHandler']
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = env
  return DISPLAY || WAYLAND_DISPLAY || BROWSER ? ['xdg-open'] : undefined
}
