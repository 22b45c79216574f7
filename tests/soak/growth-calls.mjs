// @ts-check
/** A call of each function of the package whose input can grow. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Credentials,
  consoleUrl,
  formatCredentials,
  fromProfile,
  fromProfiles,
  getCallerIdentity,
  getSessionToken,
  listSsoRoles,
  planSsoProfiles,
  SharedConfig,
  secretRanges,
  signAssumeRole,
  signGetCallerIdentity,
} from 'rolehop'
import {
  pairedUri,
  secretStore,
  toCodeActions,
  toCompletionItems,
  toDiagnostics,
  toHover,
  toWorkspaceEdit,
  watchFiles,
} from 'rolehop/vscode'
import { chain, list, longToken, mistakes, profilesOfRoles, repeat, role, rolesOfAccount } from './growth-shapes.mjs'
import { inScope } from './scope.mjs'
import { response, startServer } from './wire-server.mjs'
import { MFA_CODE, serviceOf } from './wire-services.mjs'
import { homeOf } from './wire-stages.mjs'

const BASE = '[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n'

/** Roles with one source. @param {number} count */
const roles = (count) => BASE + repeat(count, (at) => role(`p${at}`))

/** @param {string} config */
const parsed = (config) => SharedConfig.parse({ config })

/** Calls a function with a config of many roles. @param {(config: SharedConfig) => unknown} use @returns {(count: number) => unknown} */
const withRoles = (use) => (count) => use(parsed(roles(count)))

/** Calls a function with a config of many mistakes. @param {(found: import('rolehop').Diagnostic[]) => unknown} use @returns {(count: number) => unknown} */
const withMistakes = (use) => (count) => use(parsed(BASE + mistakes(count)).check())

const TOP = { line: 1, column: 1 }

/** The name `base` in its header. */
const NAME = { line: 1, column: 11 }

/** @param {number} count */
const keys = (count) => ({
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: longToken(count),
})

/** Roles of an account. @param {number} count */
const portal = (count) => ({
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
  session: 'corp',
  accounts: [{ accountId: '111122223333', accountName: 'A', roles: list(count, (at) => `Role${at}`) }],
})

/** A home folder with files, and services with many roles. @param {number} count @param {(home: { home: string, env: Record<string, string> }) => unknown} use */
const served = (count, use) =>
  inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => {
      const body = rolesOfAccount(count, request.path)
      return body === undefined ? serviceOf(request) : { good: response(body) }
    })
    const found = homeOf({ scope, url: `http://127.0.0.1:${port}`, env: {}, options: {} })
    return use(found)
  })

/** A home folder whose config has more text. @param {string} text @param {(home: { env: Record<string, string> }) => unknown} use */
const filed = (text, use) =>
  served(0, ({ home, env }) => {
    appendFileSync(join(home, '.aws/config'), text)
    return use({ env })
  })

/** The part of VS Code that the package uses. @type {any} */
const vscode = {
  CodeAction: class {},
  CodeActionKind: { QuickFix: {} },
  CompletionItem: class {},
  CompletionItemKind: { Module: 0, Property: 1, Value: 2 },
  Diagnostic: class {},
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
  Hover: class {},
  MarkdownString: class {
    appendCodeblock() {}
  },
  Range: class {},
  RelativePattern: class {},
  SnippetString: class {},
  Uri: { joinPath: () => ({}) },
  WorkspaceEdit: class {
    createFile() {}
    replace() {}
  },
  workspace: {
    createFileSystemWatcher: () => ({ onDidChange() {}, onDidCreate() {}, onDidDelete() {}, dispose() {} }),
  },
}

const URIS = { config: {}, credentials: {} }

const ALL = { start: { line: 0 }, end: { line: 1_000_000 } }

/** The calls, each with the number of things in its input. @type {Record<string, (count: number) => unknown>} */
export const CALLS = {
  'SharedConfig.parse': (count) => parsed(roles(count)).profiles,
  'SharedConfig.load': (count) => filed(roles(count), ({ env }) => SharedConfig.load({ env })),
  'SharedConfig.profiles': withRoles((config) => config.profiles),
  'SharedConfig.ssoSessions': (count) => parsed(repeat(count, (at) => `[sso-session s${at}]\n`)).ssoSessions,
  'SharedConfig.services': (count) => parsed(repeat(count, (at) => `[services s${at}]\n`)).services,
  'SharedConfig.identities': withRoles((config) => config.identities),
  'SharedConfig.get': withRoles((config) => config.get('p1', 'region')),
  'SharedConfig.settings': (count) => parsed(`[profile p]\n${repeat(count, (at) => `k${at} = v\n`)}`).settings('p'),
  'SharedConfig.set': withRoles((config) => config.set('p1', 'region', 'eu-west-2')),
  'SharedConfig.unset': withRoles((config) => config.unset('p1', 'region')),
  'SharedConfig.apply': (count) => {
    const config = parsed(BASE + profilesOfRoles(count))
    config.apply({
      add: list(count, (at) => ({ name: `n${at}`, settings: [['region', 'x']] })),
      set: list(count - 1, (at) => ({ profile: `w${at}`, key: 'region', value: 'eu-west-1' })),
      remove: [`w${count - 1}`],
    })
    return config.text('config')
  },
  'SharedConfig.complete': withRoles((config) => config.complete('config', TOP)),
  'SharedConfig.symbolAt': withRoles((config) => config.symbolAt('config', NAME)),
  'SharedConfig.sections': withRoles((config) => config.sections('config')),
  'SharedConfig.tokens': withRoles((config) => config.tokens('config')),
  'SharedConfig.references': withRoles((config) => config.references('config', NAME)),
  'SharedConfig.renamable': withRoles((config) => config.renamable('config', NAME)),
  'SharedConfig.rename': withRoles((config) => config.rename('config', NAME, 'other')),
  'SharedConfig.text': withRoles((config) => config.text('config')),
  'SharedConfig.save': (count) =>
    filed(roles(count), async ({ env }) => {
      const config = await SharedConfig.load({ env })
      config.set('p1', 'region', 'eu-west-2')
      await config.save()
    }),
  'SharedConfig.check': withMistakes((found) => found),
  'SharedConfig.plan': (count) => String(parsed(BASE + chain(count)).plan('h0')),
  'SharedConfig.outline': (count) => parsed(BASE + chain(count)).outline('h0'),
  'SharedConfig.programEnvironment': (count) =>
    parsed(`[profile p]\n${repeat(count, (at) => `k${at} = v\n`)}`).programEnvironment('p'),
  'SharedConfig.selectedProfile': withRoles((config) => config.selectedProfile('p1')),
  'SharedConfig.requireReadable': withRoles((config) => config.requireReadable()),
  Credentials: (count) => String(new Credentials(keys(count))),
  consoleUrl: (count) =>
    served(0, ({ env }) =>
      consoleUrl(keys(count), {
        env,
        endpoint: env.AWS_ENDPOINT_URL,
        destination: `https://console.aws.amazon.com/${longToken(count)}`,
      }),
    ),
  formatCredentials: (count) =>
    /** @type {const} */ (['process', 'env', 'env-no-export', 'powershell', 'windows-cmd', 'fish', 'json', 'ini']).map(
      (format) => formatCredentials(keys(count), format),
    ),
  fromProfile: (count) => filed(chain(count), ({ env }) => fromProfile({ profile: 'h0', env })()),
  fromProfiles: (count) =>
    filed(roles(count), async ({ env }) => {
      const results = await fromProfiles(
        list(count, (at) => `p${at}`),
        { env },
      )
      assert.ok(results.every(({ error }) => error === undefined))
    }),
  getCallerIdentity: (count) => served(0, ({ env }) => getCallerIdentity(keys(count), { env })),
  getSessionToken: (count) =>
    served(0, ({ env }) => {
      const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: longToken(count) }
      const mfaSerial = 'arn:aws:iam::111122223333:mfa/alice'
      return getSessionToken(key, { env, mfaSerial, mfaCodeProvider: async () => MFA_CODE })
    }),
  listSsoRoles: (count) =>
    served(count, ({ env }) =>
      listSsoRoles({ ssoSession: 'corp', env, filters: list(count, (at) => `role=Role${at}*`) }),
    ),
  planSsoProfiles: (count) => planSsoProfiles(parsed(profilesOfRoles(count / 2)), portal(count), { prune: true }),
  secretRanges: (count) => secretRanges(repeat(count, (at) => `aws_secret_access_key = secret${at}\n`)),
  signAssumeRole: (count) =>
    signAssumeRole(
      {
        roleArn: 'arn:aws:iam::111122223333:role/R',
        region: 'eu-west-1',
        endpoint: 'https://sts.eu-west-1.amazonaws.com',
      },
      keys(count),
      {
        date: new Date(0),
      },
    ),
  signGetCallerIdentity: (count) => signGetCallerIdentity(keys(count), { date: new Date(0), region: 'eu-west-1' }),
  pairedUri: (count) => pairedUri(`${'a/'.repeat(count)}config`, 'config', {}),
  secretStore: async (count) => {
    const texts = new Map()
    const store = secretStore({
      get: async (/** @type {string} */ key) => texts.get(key),
      store: async (/** @type {string} */ key, /** @type {string} */ text) => void texts.set(key, text),
      delete: async (/** @type {string} */ key) => void texts.delete(key),
    })
    await store.set('0'.repeat(40), longToken(count))
    return store.get('0'.repeat(40))
  },
  toDiagnostics: withMistakes((found) => toDiagnostics(vscode, found, 'config')),
  toCodeActions: withMistakes((found) => {
    const squiggles = found.map(({ code, line = 1 }) => ({ code, range: { start: { line: line - 1 } } }))
    return toCodeActions(vscode, found, 'config', ALL, URIS, squiggles)
  }),
  toCompletionItems: withRoles((config) => toCompletionItems(vscode, config.complete('config', TOP))),
  toHover: (count) => {
    const config = parsed(BASE + chain(count))
    const symbol = config.symbolAt('config', { line: 4, column: 11 })
    return toHover(vscode, symbol, (profile) => config.plan(profile))
  },
  toWorkspaceEdit: withRoles((config) => toWorkspaceEdit(vscode, config.rename('config', NAME, 'other'), URIS)),
  watchFiles: (count) =>
    watchFiles(
      vscode,
      list(count, (at) => ({ path: `/f${at}` })),
      () => {},
    ),
}

/** The functions whose input does not grow: a sign-in, a prompt, a value of limited length, or the caller's own object. */
export const FIXED = [
  'RolehopError',
  'awsLogin',
  'dispose',
  'fromIni',
  'isRolehopError',
  'loadEngine',
  'promptForMfaCode',
  'setWasmModule',
  'ssoLogin',
  'switchRoleUrl',
  'SharedConfig.paths',
  'fileHost',
  'fromPosition',
  'mfaInputBox',
  'toRange',
  'trustOf',
]
