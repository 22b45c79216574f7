// @ts-check
/**
 * Words that messages, help and documentation do not use, each with what to write instead.
 *
 * `npm run words` looks for them in string literals of `src/` and `js/` and in the documentation.
 * The table in docs/contributing.md explains the reasons.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { root } from './run.mjs'

/** @type {readonly (readonly [habit: RegExp, instead: string])[]} */
export const WORDS = [
  [/\banew\b/i, 'again'],
  [/\blikewise\b/i, 'also'],
  [/\bfor want of\b/i, 'because no … is set'],
  [/\bwhoever\b/i, 'name the person or the thing'],
  [/\b(?:nobody|somebody|someone)\b/i, 'name the user, or use the passive: "no prompt is available"'],
  [/\botherwise than\b/i, 'differently from'],
  [/\bin the place of\b/i, 'instead of'],
  [/\bstands? (?:twice|in|above|behind|alone)\b/i, 'is duplicated, is in, is above'],
  [/\bcounts? as (?:not set|absent|empty)\b/i, 'is ignored, is treated as'],
  [/\bgoes? round in\b|\bin a circle\b/i, 'forms a cycle'],
  [/\bis no (?:profile|JSON|number|time|token|URL|key|port|folder|file)\b/i, 'is not a …'],
  [/\bmay not be read\b/i, 'no permission to read'],
  [/\bmake-believe\b/i, 'mock'],
  [/\b(?:make|makes|made|making) out\b/i, 'determine, parse'],
  [/\bsurroundings\b/i, 'runtime'],
  [/\bg(?:ive|ives|ave|iven) (?:it|them|a lock|the lock) back\b/i, 'release'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bgives? up\b|\bgiven up\b/i, 'aborts, cancels'],
  [/\bblanks?\b/i, 'whitespace, spaces'],
  [/\bis out of reach\b/i, 'cannot be reached'],
  [/\bborder\b/i, 'boundary'],
]

/** Comments, which are skipped, and string literals. In Rust an apostrophe can be a lifetime's. */
const TOKENS = {
  rust: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[^'\n]+|[^'\\\n])'|r(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"/g,
  typescript: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g,
}

/** @typedef {{ text: string, line: number }} Passage */

/**
 * The string literals of code, without those of Rust's test modules. One without a space is a name.
 * @param {string} code
 * @param {keyof typeof TOKENS} language
 * @returns {Passage[]}
 */
function literals(code, language) {
  const [own = ''] = code.split(/^#\[cfg\(test\)\]\nmod tests \{/m)
  return [...own.matchAll(TOKENS[language])]
    .filter(([token]) => !token.startsWith('/') && token.includes(' '))
    .map(({ 0: text, index }) => ({ text, line: own.slice(0, index).split('\n').length }))
}

/**
 * The lines of a Markdown page without code blocks, code spans and link targets.
 * @param {string} page
 * @returns {Passage[]}
 */
function prose(page) {
  const bare = page
    .replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ''))
    .replaceAll(/`[^`\n]*`/g, '``')
    .replaceAll(/\]\([^)\n]*\)/g, ']')
  return bare.split('\n').map((text, at) => ({ text, line: at + 1 }))
}

/**
 * What a file says to its readers.
 * @param {string} file its path, with slashes
 * @param {string} text
 */
function passages(file, text) {
  if (file.endsWith('.md')) return prose(text)
  return literals(text, file.endsWith('.rs') ? 'rust' : 'typescript')
}

/**
 * The words of the list in one file.
 * @param {string} file its path, with slashes: its ending says how it is read
 * @param {string} text
 * @returns {string[]} a line for each
 */
export const habitsIn = (file, text) =>
  passages(file, text).flatMap(({ text: passage, line }) =>
    WORDS.flatMap(([habit, instead]) => {
      const [word] = habit.exec(passage) ?? []
      return word === undefined ? [] : [`${file}:${line}: “${word}”; write: ${instead}`]
    }),
  )

/** The folders that are searched, and the files in them that count. */
const SEARCHED = /** @type {[folder: string, files: RegExp][]} */ ([
  ['src', /^(?!.*\btests?\b).*\.rs$/],
  ['js', /^(?!generated\/).*\.ts$/],
  ['docs', /\.md$/],
  ['tests', /(?:^|\/)README\.md$/],
  ['examples', /^[^/]+\/README\.md$/],
])

/** The files that are searched. `docs/contributing.md` shows the words to avoid, so it is not among them. */
export const files = () => [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...SEARCHED.flatMap(([folder, counts]) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(sep, '/'))
      .filter((name) => counts.test(name))
      .map((name) => `${folder}/${name}`)
      .filter((name) => name !== 'docs/contributing.md')
      .sort(),
  ),
]

/** The words of the list in the whole project. */
export const habits = () => files().flatMap((file) => habitsIn(file, readFileSync(join(root, file), 'utf8')))
