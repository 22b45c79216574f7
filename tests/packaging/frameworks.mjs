// @ts-check
/**
 * `npm run test:frameworks`: the packed package in Jest, Next.js, Bun, Deno and newer versions of Node,
 * each with its default settings, and its completion script in the grammar of PowerShell. The pages of
 * Next.js are opened in Chromium. It installs them from the registry, some 900 MB, so `npm test` does not
 * run it. `npm run test:frameworks -- jest bun` runs some of them.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fail } from '../../tools/run.mjs'
import { DEMO_MFA, writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { launch } from '../browser/browser.mjs'
import { atTerminal, skip } from '../cli/pty.mjs'
import { ended } from '../cli/support.mjs'
import { install } from './installed.mjs'

const STEPS = `
export async function steps() {
  const config = await SharedConfig.load()
  const { arn } = await getCallerIdentity(fromProfile({ profile: 'readonly' }))
  return [config.profiles.length, arn.split('/')[1], config.plan('deploy').hops.length].join(' ')
}
`
const NAMES = '{ fromProfile, getCallerIdentity, SharedConfig }'
const MODULE = `import ${NAMES} from 'rolehop'${STEPS}`
const COMMONJS = `const ${NAMES} = require('rolehop')${STEPS.replace('export ', '')}module.exports = { steps }`
const EXPECTED = '5 ReadOnly 2'
const MAIN = `${MODULE}\nconsole.log(await steps())`

/** Prompts for an MFA code at the terminal, once, and ends. */
const PROMPT = `
import { fromProfile } from 'rolehop'
const provider = fromProfile({ profile: 'hub' })
const [first, second] = [await provider(), await provider()]
console.log(['account', first.accountId, second === first].join(' '))`
const PROMPTED = 'account 111122223333 true'

/** A version of Node, from its package in the registry: as module, as CommonJS, as the command. */
const nodeVersion = (/** @type {number} */ version) => {
  const node = 'node_modules/node/bin/node'
  return {
    packages: [`node@${version}`],
    files: {
      'main.mjs': MAIN,
      'steps.cjs': COMMONJS,
      'main.cjs': "require('./steps.cjs').steps().then(console.log)",
      'prompt.mjs': PROMPT,
    },
    run: [
      [node, 'node_modules/rolehop/dist/cli.cjs', 'whoami', '--profile', 'readonly'],
      [node, 'main.cjs'],
      [node, 'main.mjs'],
    ],
    prompt: [node, 'prompt.mjs'],
    shows: [EXPECTED],
  }
}

/** A page with a server component and a client component. */
const page = (/** @type {string} */ client) => ({
  'steps.mjs': MODULE,
  'app/page.js': `
import { steps } from '../steps.mjs'
import { Client } from './client.js'
export const dynamic = 'force-dynamic'
export default async function Page() {
  return <main><p>{await steps()}</p><Client /></main>
}`,
  'app/client.js': `'use client'
import { useEffect, useState } from 'react'
${client}`,
  'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>',
})

/** A client component that runs on the server and in the browser. */
const CLIENT = `import { SharedConfig } from 'rolehop'
const read = () => SharedConfig.parse({ config: '[profile pasted]\\n' }).profiles.join()
export function Client() {
  const [text, setText] = useState(() => 'server ' + read())
  useEffect(() => setText('browser ' + read()), [])
  return <p>{text}</p>
}`

/** A client component that loads the engine as a file of the site. */
const SLIM_CLIENT = `import { loadEngine, SharedConfig } from 'rolehop/slim'
const engine = new URL('rolehop/rolehop.wasm', import.meta.url)
export function Client() {
  const [text, setText] = useState('')
  useEffect(() => {
    loadEngine(fetch(engine)).then(
      () => setText('browser ' + SharedConfig.parse({ config: '[profile pasted]\\n' }).profiles.join()),
      ({ code, message }) => setText(code + ': ' + message),
    )
  }, [])
  return <p>{text}</p>
}`

const NEXT = ['node', 'node_modules/next/dist/bin/next']

/** A site of Next.js. @type {(client: string, shows: string[], ...options: string[]) => Framework} */
const nextSite = (client, shows, ...options) => ({
  packages: ['next@16.4.6', 'react@19', 'react-dom@19'],
  files: page(client),
  run: [[...NEXT, 'build', ...options]],
  site: [...NEXT, 'start', '--port', '0', '--hostname', '127.0.0.1'],
  shows: [EXPECTED, ...shows],
})

/** The same program, for bundlers that leave files out. */
const BUNDLED = MAIN.replace("'rolehop'", "'rolehop/inline'")
const bun = (/** @type {string[]} */ ...args) => ['node_modules/.bin/bun', ...args]
const bunForNode = (/** @type {string} */ from, /** @type {string} */ to, /** @type {string[]} */ ...more) =>
  bun('build', '--target=node', from, `--outfile=out/${to}`, ...more)

/** Reads the completion script with a grammar of PowerShell, and the same script with mistakes. */
const PARSE = `
import { execFileSync } from 'node:child_process'
import { Language, Parser } from 'web-tree-sitter'
await Parser.init()
const parser = new Parser()
parser.setLanguage(await Language.load('node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm'))
const isValid = (text) => !parser.parse(text).rootNode.hasError
const script = execFileSync(process.execPath, ['node_modules/rolehop/dist/cli.cjs', 'completion', 'powershell'], { encoding: 'utf8' })
const mistakes = [script.replace('$found |', '$found ||| |'), script.replace('= @(', '= @(('), script.trimEnd().slice(0, -1)]
console.log(isValid(script), ...mistakes.map((text) => text !== script && !isValid(text)))`

/**
 * @typedef {object} Framework
 * @property {string[]} packages what to install
 * @property {Record<string, string>} files
 * @property {string[][]} run the commands; the output of the last one contains the result
 * @property {{ argv: string[], says: string }} [fails] a command that fails, and what it says
 * @property {string[]} [prompt] a command that prompts for an MFA code
 * @property {string[]} [site] the command of a server, whose page contains the result, as sent or in Chromium
 * @property {string[]} shows texts of the result
 */

/** @type {Record<string, Framework>} */
const FRAMEWORKS = {
  jest: {
    packages: ['jest@30.5.2'],
    files: {
      'steps.js': COMMONJS,
      'rolehop.test.js': `test('steps', async () => { expect(await require('./steps.js').steps()).toBe('${EXPECTED}') })`,
    },
    run: [['node', 'node_modules/jest/bin/jest.js']],
    shows: ['1 passed'],
  },
  next: nextSite(CLIENT, ['server pasted', 'browser pasted']),
  'next-slim': nextSite(SLIM_CLIENT, ['browser pasted']),
  'next-slim-webpack': nextSite(SLIM_CLIENT, ['browser pasted'], '--webpack'),
  bun: {
    packages: ['bun@1.4.5'],
    files: { 'main.mjs': MAIN, 'inline.mjs': BUNDLED, 'prompt.mjs': PROMPT },
    run: [
      bunForNode('main.mjs', 'without.mjs'),
      bunForNode('inline.mjs', 'inline.mjs'),
      ['node', 'out/inline.mjs'],
      bunForNode('main.mjs', 'with.mjs', '--conditions=module'),
      ['node', 'out/with.mjs'],
      bun('build', '--target=bun', 'main.mjs', '--outfile=out/main.mjs'),
      bun('out/main.mjs'),
      bun('main.mjs'),
    ],
    fails: { argv: ['node', 'out/without.mjs'], says: 'import `rolehop/inline` instead' },
    prompt: bun('prompt.mjs'),
    shows: [EXPECTED],
  },
  powershell: {
    packages: ['web-tree-sitter@0.27.2', 'tree-sitter-powershell@0.26.4'],
    files: { 'parse.mjs': PARSE },
    run: [['node', 'parse.mjs']],
    shows: ['true true true true'],
  },
  deno: {
    packages: ['deno@2.9.6'],
    files: { 'main.mjs': MAIN, 'prompt.mjs': PROMPT },
    run: [['node_modules/.bin/deno', 'run', '--allow-all', 'main.mjs']],
    prompt: ['node_modules/.bin/deno', 'run', '--allow-all', 'prompt.mjs'],
    shows: [EXPECTED],
  },
  node22: nodeVersion(22),
  node24: nodeVersion(24),
}

/** Runs a command in a folder; gives its status, and its output and errors. */
async function output(
  /** @type {string} */ cwd,
  /** @type {string[]} */ argv,
  /** @type {Record<string, string>} */ env,
) {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const { status, stdout, stderr } = await ended(child)
  return { status, text: `${stdout}\n${stderr}` }
}

/** Runs a command that must succeed, and gives its output. @type {(...call: Parameters<typeof output>) => Promise<string>} */
async function succeed(cwd, argv, env) {
  const { status, text } = await output(cwd, argv, env)
  return status === 0 ? text : fail(`${argv.join(' ')} ended with ${status}\n${text}`)
}

/** Runs a command that must fail and say something. */
async function refuse(
  /** @type {string} */ cwd,
  /** @type {NonNullable<Framework['fails']>} */ { argv, says },
  /** @type {Record<string, string>} */ env,
) {
  const { status, text } = await output(cwd, argv, env)
  if (status === 0 || !text.includes(says)) fail(`${argv.join(' ')} ended with ${status}, not with ${says}\n${text}`)
}

/** Runs a command that prompts for an MFA code, and enters it; a failure ends the tests. */
async function answerPrompt(
  /** @type {string} */ cwd,
  /** @type {string[]} */ argv,
  /** @type {Record<string, string>} */ env,
) {
  if (skip) return console.log(skip)
  const inFolder = ['sh', '-c', 'cd "$0" && exec "$@"', cwd, ...argv]
  const { status, screen } = await atTerminal(inFolder, env, [['Enter MFA code', `${DEMO_MFA.code}\r`]])
  if (status !== 0 || !screen.includes(PROMPTED)) fail(`${argv.join(' ')} ended with ${status}\n${screen}`)
}

/** Starts the server of a site; gives its page as sent, and as it is in Chromium when it shows the last of the texts. */
async function visit(
  /** @type {string} */ cwd,
  /** @type {string[]} */ argv,
  /** @type {Record<string, string>} */ env,
  /** @type {string[]} */ shows,
) {
  const [program = '', ...args] = argv
  const server = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const browser = await launch()
  try {
    const tab = await browser.newPage()
    const url = await urlOf(server.stdout)
    await tab.goto(url)
    await tab.getByText(shows.at(-1) ?? '').waitFor()
    return `${await (await fetch(url)).text()}\n${await tab.locator('main').textContent()}`
  } finally {
    await browser.close()
    server.kill()
  }
}

/** The URL that a server prints when it is ready. */
async function urlOf(/** @type {import('node:stream').Readable} */ stdout) {
  let text = ''
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    text += chunk
    const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(text) ?? []
    if (url !== undefined && text.includes('Ready')) return url
  }
  return fail(`the server ended: ${text}`)
}

/** @param {string} name @param {string} tarball @param {string} folder */
async function runFramework(name, tarball, folder) {
  const { packages, files, run, fails, prompt, site, shows } = FRAMEWORKS[name] ?? fail(`unknown: ${name}`)
  for (const [file, text] of Object.entries({ 'package.json': '{ "private": true }', ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball, ...packages], { cwd: folder })
  const sts = await startSts()
  const home = join(folder, 'home')
  writeDemoHome(home)
  const env = { PATH: process.env.PATH ?? '', HOME: home, AWS_ENDPOINT_URL_STS: sts.url, NEXT_TELEMETRY_DISABLED: '1' }
  let last = ''
  for (const argv of run) last = await succeed(folder, argv, env)
  if (fails) await refuse(folder, fails, env)
  if (site) last = await visit(folder, site, env, shows)
  if (prompt) await answerPrompt(folder, prompt, env)
  await sts.close()
  for (const text of shows) if (!last.includes(text)) fail(`${name} does not show ${text}:\n${last}`)
  console.log(`${name}: works (${packages.join(', ')})`)
}

const names = process.argv.slice(2)
const { tarball, remove } = install()
for (const name of names.length > 0 ? names : Object.keys(FRAMEWORKS)) {
  const folder = mkdtempSync(join(tmpdir(), `rolehop-${name}-`))
  try {
    await runFramework(name, tarball, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
remove()
