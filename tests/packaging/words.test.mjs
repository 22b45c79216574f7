// @ts-check
/** Messages, help and documentation use the words of their field: `tools/words.mjs` lists those to avoid. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { files, habits, habitsIn } from '../../tools/words.mjs'

test('no message, help text or page uses a word to avoid', () => {
  const found = habits()
  assert.equal(found.length, 0, `${found.length} places:\n${found.join('\n')}`)
})

test('sources and pages are searched', () => {
  const searched = files()
  for (const file of ['src/lib.rs', 'js/index.ts', 'docs/cli.md', 'README.md', 'tests/browser/README.md'])
    assert.ok(searched.includes(file), file)
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
