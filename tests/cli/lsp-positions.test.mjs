// @ts-check
/** `rolehop lsp`: the positions in its answers are those of the editor's text, whatever the text is. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { edit } from './lsp-client.mjs'

/** Numbers from 0 to 1, the same ones in each run. @param {number} seed */
function numbers(seed) {
  let last = seed
  return () => {
    last = (last * 1_103_515_245 + 12_345) % 2_147_483_648
    return last / 2_147_483_648
  }
}

const ODD = [
  ...['[', ']', '=', '#', ';', '"', "'", '`', '\\', ':', ' ', '\t', '\0', '\v', '\f', '\u0085', '\u00a0', '\u00e9'],
  ...['\u200b', '\u2028', '\ufeff', '\ud800', '\udc00', '\u{1F511}'],
]
const NAMES = ['a', 'b', 'default', '\u{1F511}', '"a b"']
const ENDS = ['\n', '\n', '\r\n', '\r\n', '\r']
const LINES = [
  '[profile ?N?]',
  '[N]',
  '[sso-session N]?',
  '[services N',
  'source_profile? = N?',
  'sso_session = N',
  'region =? eu-west-1',
  'regoin=?x',
  's3 =',
  '  ?nested = ?y',
  '# ? c',
  'role_arn = arn:aws:iam::111122223333:role/?R',
  'mfa_serial = ?',
  '?',
]

/** A text whose lines have something odd. @param {() => number} random */
function oddText(random) {
  const one = (/** @type {string[]} */ of) => of[Math.floor(random() * of.length)] ?? ''
  const line = () =>
    one(LINES)
      .replace('N', () => one(NAMES))
      .replaceAll('?', () => (random() < 0.35 ? one(ODD) : ''))
  const lines = Array.from({ length: 3 + Math.floor(random() * 12) }, () => line() + one(ENDS))
  return (random() < 0.3 ? '\ufeff' : '') + lines.join('')
}

/** A document that judges ranges. */
class Judge {
  /** @param {string} text */
  constructor(text) {
    this.document = TextDocument.create('file:///judge', 'ini', 1, text)
    this.shown = JSON.stringify(text)
  }

  /** The text of a range, which must be in the document. @param {any} range @param {string} what */
  textOf(range, what) {
    const { document } = this
    for (const place of [range.start, range.end])
      assert.deepEqual(document.positionAt(document.offsetAt(place)), place, `${what} is outside of ${this.shown}`)
    assert.ok(document.offsetAt(range.start) <= document.offsetAt(range.end), `${what} is reversed in ${this.shown}`)
    return document.getText(range)
  }
}

/** @param {Judge} judge @param {any[]} symbols */
function judgeSymbols(judge, symbols) {
  for (const { name, range, selectionRange, children } of symbols) {
    judge.textOf(range, name)
    assert.ok(judge.textOf(selectionRange, name).startsWith('['), `${name} is not a header of ${judge.shown}`)
    for (const key of children) {
      judge.textOf(key.range, key.name)
      const text = judge.textOf(key.selectionRange, key.name)
      // Other characters are written out.
      if (/^[ -~]+$/.test(text)) assert.equal(text.trim().toLowerCase(), key.name, `a key of ${judge.shown}`)
    }
  }
}

/** @param {Judge} judge @param {number[]} data */
function judgeTokens(judge, data) {
  let [line, character] = [0, 0]
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type] = data.slice(at)
    character = lines > 0 ? characters : character + characters
    line += lines
    const range = { start: { line, character }, end: { line, character: character + length } }
    const text = judge.textOf(range, 'a token')
    assert.notEqual(text, '', `an empty token of ${judge.shown}`)
    if (type === 0) assert.match(text.trim(), /^[#;]/, `a comment of ${judge.shown}`)
  }
}

describe('positions', { timeout: 300_000 }, () => {
  it('are in the text, and point to what they name, in 500 odd texts', async (t) => {
    const editor = await edit(t, { files: {} })
    const uri = editor.uri('config')
    await editor.open(uri, '')
    const random = numbers(7)
    for (let version = 2; version < 502; version += 1) {
      const text = oddText(random)
      const judge = new Judge(text)
      const { lineCount } = judge.document
      await editor.change(uri, version, { text })
      judgeSymbols(judge, await editor.ask('documentSymbol', uri))
      judgeTokens(judge, (await editor.ask('semanticTokens/full', uri)).data)
      for (const { startLine, endLine } of await editor.ask('foldingRange', uri))
        assert.ok(startLine < endLine && endLine < lineCount, `a fold of ${judge.shown}`)
      const position = { line: Math.floor(random() * lineCount), character: Math.floor(random() * 12) }
      for (const { textEdit, label } of await editor.ask('completion', uri, { position })) {
        judge.textOf(textEdit.range, label)
        assert.deepEqual([textEdit.range.start.line, textEdit.range.end.line], [position.line, position.line])
      }
      for (const method of ['hover', 'definition', 'prepareRename'])
        judgeIfAny(judge, await editor.ask(method, uri, { position }), method)
      const references = await editor.ask('references', uri, { position, context: { includeDeclaration: true } })
      for (const { range } of references) judge.textOf(range, 'a reference')
      const range = { start: { line: 0, character: 0 }, end: { line: lineCount, character: 0 } }
      for (const { title, edit } of await editor.ask('codeAction', uri, { range, context: { diagnostics: [] } }))
        for (const { edits = [] } of edit.documentChanges) for (const one of edits) judge.textOf(one.range, title)
    }
    await editor.end()
  })

  /** @param {Judge} judge @param {any} answer @param {string} what */
  function judgeIfAny(judge, answer, what) {
    if (answer?.range) judge.textOf(answer.range, what)
  }

  const CONFIG = `\ufeff[profile '\u{1F511} a']\r\nregion = eu-west-1\r\n[profile b]\r\nsource_profile = \u{1F511} a\r\n`
  const CREDENTIALS = '\ufeff[\u{1F511} a]\r\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\r\n'

  it('of a new name are right in both files, with byte order marks, CR LF and surrogate pairs', async (t) => {
    // The other file on the disk, which is read without its mark, and open, with it.
    for (const isOpen of [false, true]) {
      const editor = await edit(t, { files: { config: CONFIG, credentials: CREDENTIALS } })
      const [config, credentials] = [editor.uri('config'), editor.uri('credentials')]
      await editor.open(config, CONFIG)
      if (isOpen) await editor.open(credentials, CREDENTIALS)
      const position = { line: 3, character: 18 }
      const { documentChanges } = await editor.ask('rename', config, { position, newName: 'hub' })
      const texts = { [config]: CONFIG, [credentials]: isOpen ? CREDENTIALS : CREDENTIALS.slice(1) }
      const renamed = documentChanges.map((/** @type {any} */ { textDocument: { uri }, edits }) => [
        uri,
        TextDocument.applyEdits(TextDocument.create(uri, 'ini', 1, texts[uri] ?? ''), edits),
      ])
      assert.deepEqual(Object.fromEntries(renamed), {
        [config]: CONFIG.replace("'\u{1F511} a'", 'hub').replace('\u{1F511} a', 'hub'),
        [credentials]: (texts[credentials] ?? '').replace('\u{1F511} a', 'hub'),
      })
      await editor.end()
    }
  })

  it('of changes count CR LF and a lone CR as one end of a line', async (t) => {
    const editor = await edit(t, { files: {} })
    const uri = editor.uri('config')
    await editor.open(uri, '\ufeff[profile a]\r\nregion = x\rregoin = \u{1F511}y\r\n')
    const start = { line: 2, character: 9 }
    await editor.change(uri, 2, {
      range: { start, end: { line: 2, character: 11 } },
      text: '\r\n[profile b]\r\nregoin = ',
    })
    const sent = await editor.diagnosed(uri, (_, { version }) => version === 2)
    const unknown = sent.diagnostics.filter((/** @type {any} */ { code }) => code === 'unknown-key')
    assert.deepEqual(
      unknown.map((/** @type {any} */ { range }) => range.start),
      [
        { line: 2, character: 0 },
        { line: 4, character: 0 },
      ],
    )
    assert.equal((await editor.ask('documentSymbol', uri)).length, 2)
    await editor.end()
  })
})
