// @ts-check
/**
 * The manual page `rolehop(1)`, from the tables that `--help` prints: `js/cli/commands/`,
 * `js/cli/options.ts` and `js/cli/help.ts`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from './run.mjs'

const TABLES = `
  export { COMMANDS } from './js/cli/commands/index.ts'
  export { EXIT_CODES, TITLE, synopsis } from './js/cli/help.ts'
  export { COMMON, OPTIONS } from './js/cli/options.ts'`

/**
 * @typedef {object} Tables
 * @property {readonly import('../js/cli/command.ts').Command[]} COMMANDS
 * @property {typeof import('../js/cli/help.ts').EXIT_CODES} EXIT_CODES
 * @property {string} TITLE
 * @property {typeof import('../js/cli/help.ts').synopsis} synopsis
 * @property {readonly import('../js/cli/options.ts').OptionName[]} COMMON
 * @property {Record<string, import('../js/cli/options.ts').Option>} OPTIONS
 */

/** Loads the tables, which are TypeScript. @returns {Promise<Tables>} */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'rolehop-manual-'))
  const outfile = join(folder, 'tables.mjs')
  try {
    const stdin = { contents: TABLES, resolveDir: root }
    await build({
      stdin,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'es2022',
      logLevel: 'warning',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Text as `roff` has it: its escapes, and hyphens that can be copied. @param {string} text */
const escaped = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&')

const bold = (/** @type {string} */ text) => `\\fB${escaped(text)}\\fR`

/** Words in backticks are bold. @param {string} text */
const prose = (text) =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? bold(part) : escaped(part)))
    .join('')

/** An entry of a list: what it is about, and the text. @param {string} term @param {string} text */
const entry = (term, text) => `.TP\n${term}\n${text}`

/** Lines as they are, indented. @param {string} text */
const example = (text) => `.PP\n.RS 4\n.nf\n${escaped(text)}\n.fi\n.RE`

/** The paragraphs of a command's details; those whose lines are indented are examples. @param {string} details */
const paragraphs = (details) =>
  details
    .split('\n\n')
    .map((text) => (text.startsWith('  ') ? example(text.replaceAll(/^ {2}/gm, '')) : `.PP\n${prose(text)}`))
    .join('\n')

/**
 * Writes the page.
 * @param {Tables} tables
 * @param {string} version
 */
function page({ COMMANDS, COMMON, EXIT_CODES, OPTIONS, TITLE, synopsis }, version) {
  const option = (/** @type {string} */ name) => {
    const { short, value } = OPTIONS[name] ?? {}
    const names = [...(short ? [`-${short}`] : []), `--${name}`].map(bold).join(', ')
    return value === undefined ? names : `${names} \\fI${escaped(value)}\\fR`
  }
  const command = (/** @type {import('../js/cli/command.ts').Command} */ it) => {
    const options = [...it.options, ...COMMON].map((name) => bold(`--${name}`)).join(', ')
    const usage = `${synopsis(it)}${it.takesCommand ? ' [-- PROGRAM [ARGUMENTS]]' : ''}`
    return [
      `.SS ${escaped(usage)}`,
      `${prose(it.summary)}.`,
      paragraphs(it.details),
      `.PP\nOptions: ${options}`,
      ...Object.entries(it.own ?? {}).map(([name, { help }]) => entry(option(name), prose(help))),
      example(it.example),
    ]
  }
  const named = (/** @type {string} */ name) => entry(option(name), prose(OPTIONS[name]?.help ?? ''))
  const lines = [
    `.TH ROLEHOP 1 "" "rolehop ${escaped(version)}" "User Commands"`,
    // No hyphens in names, and no wide gaps beside them.
    '.nh',
    '.ad l',
    `.SH NAME\nrolehop \\- ${escaped(TITLE)}`,
    `.SH SYNOPSIS\n${bold('rolehop')} \\fICOMMAND\\fR [\\fIOPTIONS\\fR]`,
    '.SH DESCRIPTION',
    prose(
      'Reads `~/.aws/config` and `~/.aws/credentials` as the AWS CLI v2 does, shows what a profile will do before the first call, prompts for the MFA code once, and shares the session cache of the AWS CLI. Results go to stdout, everything else to stderr.',
    ),
    '.SH COMMANDS',
    ...COMMANDS.flatMap(command),
    '.SH OPTIONS',
    'Options go before or after the command; each command lists those that have an effect on it.',
    ...Object.keys(OPTIONS).map(named),
    '.SH EXIT STATUS',
    ...EXIT_CODES.map(([code = '', when = '']) => entry(bold(code), prose(when))),
    '.SH FILES',
    entry(bold('~/.aws/config'), `The config file, unless ${bold('AWS_CONFIG_FILE')} is set.`),
    entry(bold('~/.aws/credentials'), `The credentials file, unless ${bold('AWS_SHARED_CREDENTIALS_FILE')} is set.`),
    entry(bold('~/.aws/cli/cache'), 'Sessions, shared with the AWS CLI.'),
    entry(bold('~/.aws/rolehop'), 'Sessions of custom endpoints, and locks.'),
    '.SH SEE ALSO',
    `${bold('aws')}(1), ${escaped('https://github.com/rolehop/rolehop/blob/main/docs/cli.md')}`,
  ]
  return `${lines.join('\n')}\n`
}

/** The text of the page. */
export async function manual() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return page(await load(), version)
}
