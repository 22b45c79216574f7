/** The table of commands, in the order of the help. */
import type { Command } from '../command.ts'
import { cacheClear } from './cache-clear.ts'
import { cacheList } from './cache-list.ts'
import { check } from './check.ts'
import { completion } from './completion.ts'
import { configure } from './configure.ts'
import { consoleCommand } from './console.ts'
import { credentials } from './credentials.ts'
import { exec } from './exec.ts'
import { get } from './get.ts'
import { listProfiles } from './list-profiles.ts'
import { listSections } from './list-sections.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { lsp } from './lsp.ts'
import { mfaLogin } from './mfa-login.ts'
import { plan } from './plan.ts'
import { serve } from './serve.ts'
import { set } from './set.ts'
import { show } from './show.ts'
import { ssoList } from './sso-list.ts'
import { ssoWrite } from './sso-write.ts'
import { unset } from './unset.ts'
import { whoami } from './whoami.ts'

/** Every command. */
export const COMMANDS: readonly Command[] = [
  listProfiles,
  listSections,
  get,
  set,
  unset,
  show,
  configure,
  check,
  plan,
  login,
  logout,
  ssoList,
  ssoWrite,
  mfaLogin,
  whoami,
  credentials,
  exec,
  serve,
  consoleCommand,
  cacheList,
  cacheClear,
  lsp,
  completion(() => COMMANDS),
]
