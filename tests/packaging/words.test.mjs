// @ts-check
/** Texts, comments and test titles use the words of their field: `tools/words.mjs` lists those to avoid. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeFiles, commentHabitsIn, files, habits, habitsIn } from '../../tools/words.mjs'

test('no message, help text, page, comment or test title uses a word to avoid', () => {
  const found = habits()
  assert.equal(found.length, 0, `${found.length} places:\n${found.join('\n')}`)
})

test('sources and pages are searched', () => {
  const searched = files()
  for (const file of ['src/lib.rs', 'js/index.ts', 'docs/cli.md', 'README.md', 'tests/browser/README.md'])
    assert.ok(searched.includes(file), file)
  const code = codeFiles()
  for (const file of [
    'src/lib.rs',
    'js/index.ts',
    'tests/node/sign.test.mjs',
    'tests/rust/main.rs',
    'xtask/src/main.rs',
  ])
    assert.ok(code.includes(file), file)
  assert.ok(code.every((file) => !/node_modules|\/dist\/|\/generated\//.test(file)))
})

test('a word to avoid is found in string literals and prose', () => {
  const word = 'a.rs:2: “anew”; write: again'
  assert.deepEqual(habitsIn('a.rs', '\nconst TEXT: &str = "ask anew";'), [word])
  assert.deepEqual(habitsIn('a.rs', 'fn f<\'a>(x: &\'a str) {\nask("it\'s made anew", r#"a "raw" one"#) }'), [word])
  assert.deepEqual(habitsIn('a.ts', '\nconst text = `ask anew`'), [word.replace('.rs', '.ts')])
  assert.deepEqual(habitsIn('a.md', '\nAsk anew.'), [word.replace('.rs', '.md')])
})

test('names, comments, code and links are not searched', () => {
  assert.deepEqual(habitsIn('a.rs', '// ask anew\nconst NAME: &str = "anew";'), [])
  assert.deepEqual(habitsIn('a.ts', "/* ask anew */ const name = 'anew' // ask anew"), [])
  assert.deepEqual(habitsIn('a.md', 'Run `ask anew`, or [this](https://example.com/anew).\n```\nask anew\n```\n'), [])
})

test('a word to avoid is found in comments and test titles, not in other strings', () => {
  const word = 'a.mjs:2: “anew”; write: again'
  assert.deepEqual(commentHabitsIn('a.rs', '\n/// Asks anew.'), [word.replace('.mjs', '.rs')])
  for (const text of ['// ask anew', '/* ask anew */', "test('asks anew', () => {})", 'it(`asks anew`, f)'])
    assert.deepEqual(commentHabitsIn('a.mjs', `\n${text}`), [word], text)
  assert.deepEqual(commentHabitsIn('a.mjs', '\n/**\n * A name is no file.\n */'), [
    'a.mjs:3: “is no f”; write: is not a …',
  ])
  assert.match(`${commentHabitsIn('a.ts', '/** What a program gets. */')}`, /^a\.ts:1: .*name the thing/)
  assert.deepEqual(commentHabitsIn('a.ts', '/** Returns what a program prints. */'), [])
  assert.deepEqual(
    commentHabitsIn('a.mjs', "const text = 'ask anew' // there is no file, and it is no longer used"),
    [],
  )
})
