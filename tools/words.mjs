// @ts-check
/**
 * Words that messages, help, documentation, comments and test titles do not use, each with what to write
 * instead.
 *
 * `npm run words` searches string literals of `src/` and `js/` and the documentation for {@link WORDS}, and
 * all comments and test titles for {@link COMMENT_WORDS}. The table in docs/contributing.md explains the
 * reasons.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { root } from './run.mjs'

/** @typedef {readonly (readonly [habit: RegExp, instead: string])[]} Words */

/** @type {Words} */
const COMMON = [
  [/\banew\b/i, 'again'],
  [/\blikewise\b/i, 'also'],
  [/\bfor want of\b/i, 'because no … is set'],
  [/\bwhoever\b/i, 'name the person or the thing'],
  [/\b(?:nobody|somebody|someone)\b/i, 'name the user, or use the passive: "no prompt is available"'],
  [/\botherwise than\b/i, 'differently from'],
  [/\bin (?:the )?place of\b/i, 'instead of'],
  [/\bthis machine\b/i, 'this host, loopback, local'],
  [/\b(?:is|are|was|were) asked\b/i, 'prompts, requests'],
  [/\bcan(?:not)? be had\b/i, 'is (not) available'],
  [/\bmake-believe\b/i, 'mock'],
  [/\bsurroundings\b/i, 'runtime'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
]

/** For comments and test titles. @type {Words} */
export const COMMENT_WORDS = [
  ...COMMON,
  [/\bpeople\b/i, 'users'],
  [/^\W*(?:What|Who|Whose) /, 'name the thing: "The result of …", "How to …"'],
  [/(?<!\bthere )\bis no (?!longer\b|limit\b|reason\b)[a-z]/i, 'is not a …'],
]

/** For messages, help and documentation. @type {Words} */
export const WORDS = [
  ...COMMON,
  [/\bstands? (?:twice|in|above|behind|alone)\b/i, 'is duplicated, is in, is above'],
  [/\bcounts? as (?:not set|absent|empty)\b/i, 'is ignored, is treated as'],
  [/\bgoes? round in\b|\bin a circle\b/i, 'forms a cycle'],
  [/\bis no (?:profile|JSON|number|time|token|URL|key|port|folder|file)\b/i, 'is not a …'],
  [/\bmay not be read\b/i, 'no permission to read'],
  [/\b(?:make|makes|made|making) out\b/i, 'determine, parse'],
  [/\bg(?:ive|ives|ave|iven) (?:it|them|a lock|the lock) back\b/i, 'release'],
  [/\bgives? up\b|\bgiven up\b/i, 'aborts, cancels'],
  [/\bblanks?\b/i, 'whitespace, spaces'],
  [/\bis out of reach\b/i, 'cannot be reached'],
  [/\bg(?:ave|ives?|iven) no\b|\bdid not give\b/i, 'returned no …, returned a … without …'],
  [/\banswered\b/i, 'returned'],
  [/\b(?:leave|take) (?:it|them) out\b/i, 'omit, remove'],
  [/\bthat do(?:es)? not show\b/i, 'invisible'],
  [/\b(?:unless|if) it is meant\b/i, 'intended'],
  [/\bg(?:et|ets|ot) lost\b/i, 'is lost'],
  [/\bborder\b/i, 'boundary'],
]

/** Comments and string literals. In Rust an apostrophe can be a lifetime's. */
const TOKENS = {
  rust: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[^'\n]+|[^'\\\n])'|r(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"/g,
  typescript: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g,
}

/** The string in front of a test title. */
const TITLE = /\b(?:test|it|describe)\(\s*$/

/** @typedef {{ text: string, line: number }} Passage */

/** The number of the line at an offset. @param {string} text @param {number} index */
const lineAt = (text, index) => text.slice(0, index).split('\n').length

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
    .map(({ 0: text, index }) => ({ text, line: lineAt(own, index) }))
}

/**
 * The comments of code and the titles of its tests, line by line.
 * @param {string} code
 * @param {keyof typeof TOKENS} language
 * @returns {Passage[]}
 */
function comments(code, language) {
  return [...code.matchAll(TOKENS[language])]
    .filter(({ 0: token, index }) => token.startsWith('/') || TITLE.test(code.slice(0, index)))
    .flatMap(({ 0: token, index }) => token.split('\n').map((text, at) => ({ text, line: lineAt(code, index) + at })))
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

/** The language of a file. @param {string} file */
const languageOf = (file) => (file.endsWith('.rs') ? 'rust' : 'typescript')

/**
 * The words of a list in passages of a file.
 * @param {string} file
 * @param {readonly Passage[]} passages
 * @param {Words} words
 * @returns {string[]} a line for each
 */
const found = (file, passages, words) =>
  passages.flatMap(({ text, line }) =>
    words.flatMap(([habit, instead]) => {
      const [word] = habit.exec(text) ?? []
      return word === undefined ? [] : [`${file}:${line}: “${word}”; write: ${instead}`]
    }),
  )

/**
 * The words to avoid in the messages, help or prose of one file.
 * @param {string} file its path, with slashes: its ending says how it is read
 * @param {string} text
 */
export const habitsIn = (file, text) =>
  found(file, file.endsWith('.md') ? prose(text) : literals(text, languageOf(file)), WORDS)

/**
 * The words to avoid in the comments and test titles of one file.
 * @param {string} file its path, with slashes: its ending says how it is read
 * @param {string} text
 */
export const commentHabitsIn = (file, text) => found(file, comments(text, languageOf(file)), COMMENT_WORDS)

/** The folders that are searched, and the files in them that count. */
const SEARCHED = /** @type {[folder: string, files: RegExp][]} */ ([
  ['src', /^(?!.*\btests?\b).*\.rs$/],
  ['js', /^(?!generated\/).*\.ts$/],
  ['docs', /\.md$/],
  ['tests', /(?:^|\/)README\.md$/],
  ['examples', /^[^/]+\/README\.md$/],
])

/** The files with comments. Their own code is searched, not what was built or installed. */
const CODE =
  /^(?!(?:.*\/)?(?:dist|node_modules|generated)\/|words(?:\.test)?\.mjs|packaging\/words).*\.(?:rs|tsx?|m?js)$/

/**
 * The files of a folder.
 * @param {string} folder
 * @param {RegExp} counts of their paths below it
 */
const below = (folder, counts) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter((name) => counts.test(name))
    .map((name) => `${folder}/${name}`)
    .sort()

/**
 * The files whose messages or prose are searched. `docs/contributing.md` shows the words to avoid, so it is
 * not among them.
 */
export const files = () => [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...SEARCHED.flatMap(([folder, counts]) => below(folder, counts)).filter((name) => name !== 'docs/contributing.md'),
]

/** The files whose comments and test titles are searched. */
export const codeFiles = () =>
  ['src', 'js', 'tests', 'examples', 'tools', 'benches', 'xtask', 'fuzz/src'].flatMap((folder) => below(folder, CODE))

/** The words to avoid in the whole project. */
export const habits = () => {
  const text = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
  return [
    ...files().flatMap((file) => habitsIn(file, text(file))),
    ...codeFiles().flatMap((file) => commentHabitsIn(file, text(file))),
  ]
}
