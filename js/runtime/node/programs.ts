/** The paths of programs. Windows searches the current directory first, which any user may be able to write. */
import { statSync } from 'node:fs'
import { win32 } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import type { Environment } from '../../model/types.ts'
import { batchArguments, isBatchFile } from './batch-files.ts'

/** The Windows directory if the environment does not have it as an absolute path. */
const WINDOWS = 'C:\\Windows'

/** The extensions of programs that Windows adds to a name, in the order in which it tries them. */
const ENDINGS = ['.com', '.exe', '.bat', '.cmd']

/** The arguments of `spawn`. */
export interface Start {
  readonly file: string
  readonly args: readonly string[]
  /** Windows: whether the arguments are quoted already. */
  readonly windowsVerbatimArguments: boolean
}

/**
 * Returns how a program is started, without a shell. On Windows a name is looked up in `Path`, as on other
 * systems, and not in the current directory; a batch file is run by `cmd.exe`, with quoted arguments.
 *
 * @param argv the program and its arguments
 * @param env the environment of the program
 * @throws Error `ENOENT` if a name is not found, `EINVAL` if a batch file cannot get an argument
 */
export function startCommand(
  [name = '', ...args]: readonly string[],
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  isFile: (path: string) => boolean = isRegularFile,
): Start {
  if (platform !== 'win32') return { file: name, args, windowsVerbatimArguments: false }
  const path = findOnWindows(name, env, isFile)
  if (path === undefined) throw Object.assign(new Error('not found'), { code: 'ENOENT' })
  if (!isBatchFile(path)) return { file: path, args, windowsVerbatimArguments: false }
  const line = batchArguments(win32.normalize(path), args)
  return { file: windowsProgram('cmd.exe', env), args: line, windowsVerbatimArguments: true }
}

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

/** Why a program could not be started: the system's code, or why its arguments are invalid. */
export function startFailure(error: Error): string {
  const code = systemCode(error)
  return code === 'EINVAL' ? error.message : code
}

/** The file that a name or a path selects; a path without a file is returned unchanged. */
function findOnWindows(name: string, env: Environment, isFile: (path: string) => boolean): string | undefined {
  if (name === '') return undefined
  const endings = win32.extname(name) ? ['', ...ENDINGS] : ENDINGS
  const find = (path: string) => endings.map((ending) => path + ending).find(isFile)
  if (/[\\/:]/.test(name)) return find(name) ?? name
  const folders = (variable(env, 'Path') ?? '').split(';').map((folder) => folder.trim().replaceAll('"', ''))
  for (const folder of folders.filter(isFull)) {
    const found = find(win32.join(folder, name))
    if (found !== undefined) return found
  }
  return undefined
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

/**
 * The command that opens a page in the user's browser, without a shell; `undefined` without a desktop
 * session. `BROWSER` selects the browser, as for the AWS CLI: on macOS it is interpreted here, and by
 * `xdg-open` elsewhere.
 */
export function opener(
  url: string,
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly string[] | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = env
  if (platform === 'win32') return [windowsProgram('rundll32.exe', env), 'url.dll,FileProtocolHandler', url]
  if (platform === 'darwin') return browser(BROWSER ?? '', url) ?? ['/usr/bin/open', url]
  return DISPLAY || WAYLAND_DISPLAY || BROWSER ? ['xdg-open', url] : undefined
}

/** The first of the commands in `BROWSER`, which colons separate. `%s` is the page; without it, the page comes last. */
function browser(commands: string, url: string): readonly string[] | undefined {
  const words = commands
    .split(':')
    .find((command) => command.trim() !== '')
    ?.trim()
    .split(/\s+/)
  if (words === undefined) return undefined
  return words.some((word) => word.includes('%s'))
    ? words.map((word) => word.replaceAll('%s', () => url))
    : [...words, url]
}
