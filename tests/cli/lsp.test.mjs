// @ts-check
/** `rolehop lsp`: sessions of an editor with the language server. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { edit, edited, SECRET } from './lsp-client.mjs'

const CONFIG = `# chain
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = bsae
[profile base]
region = eu-west-1
`
const CREDENTIALS = `[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${SECRET}
`
const FILES = { config: CONFIG, credentials: CREDENTIALS }

/** Whether the chain of `deploy` has no source. */
const isBroken = (/** @type {string[]} */ codes) => codes.includes('source-profile-not-found')

const at = (/** @type {number} */ line, /** @type {number} */ character) => ({ position: { line, character } })
const lines = (/** @type {number} */ start, /** @type {number} */ end) => ({
  range: { start: { line: start, character: 0 }, end: { line: end, character: 0 } },
})

describe('a session', { concurrency: 2, timeout: 120_000 }, () => {
  it('shows a diagnostic, applies its fix, and renames a profile in both files', async (t) => {
    const editor = await edit(t, { files: FILES })
    const [config, credentials] = [editor.uri('config'), editor.uri('credentials')]
    await editor.open(config, CONFIG)
    const { diagnostics, version } = await editor.diagnosed(config, isBroken)
    assert.equal(version, 1)
    const [wrong] = diagnostics
    assert.deepEqual(wrong.range, { start: { line: 3, character: 17 }, end: { line: 3, character: 21 } })
    assert.deepEqual([wrong.severity, wrong.source], [1, 'rolehop'])
    assert.match(wrong.codeDescription.href, /diagnostics[.]md#source-profile-not-found$/)

    const [action] = await editor.ask('codeAction', config, { ...lines(3, 3), context: { diagnostics } })
    assert.deepEqual([action.title, action.isPreferred, action.diagnostics], ['use base', true, [wrong]])
    const [{ textDocument, edits }] = action.edit.documentChanges
    assert.deepEqual(textDocument, { uri: config, version: 1 })
    const fixed = edited(CONFIG, edits)
    assert.equal(fixed, CONFIG.replace('bsae', 'base'))
    await editor.change(config, 2, { range: edits[0].range, text: edits[0].newText })
    await editor.diagnosed(config, (codes, { version }) => version === 2 && !isBroken(codes))

    const place = at(3, 18)
    const prepared = await editor.ask('prepareRename', config, place)
    assert.equal(prepared.placeholder, 'base')
    const renamed = await editor.ask('rename', config, { ...place, newName: 'hub user' })
    const changes = Object.fromEntries(
      renamed.documentChanges.map((/** @type {any} */ { textDocument, edits }) => [textDocument.uri, edits]),
    )
    assert.equal(
      edited(fixed, changes[config]),
      fixed.replace('source_profile = base', 'source_profile = hub user').replace('profile base', "profile 'hub user'"),
    )
    assert.equal(edited(CREDENTIALS, changes[credentials]), CREDENTIALS.replace('[base]', '[hub user]'))
    assert.equal(await editor.end(), 0)
  })

  it('shows the chain of a profile whose credentials are in the environment of a terminal', async (t) => {
    const editor = await edit(t, { files: FILES })
    const uri = editor.uri('config')
    const section = (/** @type {string} */ source) =>
      `[profile ${source}]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = ${source}\n`
    await editor.open(uri, section('Environment') + section('EcsContainer'))
    for (const [line, shown] of /** @type {const} */ ([
      [0, /\n● environment.* config:3\n/],
      [3, /\n● container.* config:6\n/],
    ])) {
      const { contents } = await editor.ask('hover', uri, at(line, 10))
      assert.match(contents.value, shown)
    }
    assert.equal(await editor.end(), 0)
  })

  it('answers everything else about a document', async (t) => {
    const editor = await edit(t, { files: FILES })
    const uri = editor.uri('config')
    const text = CONFIG.replace('bsae', 'base')
    await editor.open(uri, text)
    const hover = await editor.ask('hover', uri, at(1, 3))
    assert.match(hover.contents.value, /^```text\nprofile deploy\n[\s\S]*AssumeRole[\s\S]*\n```$/)
    const described = await editor.ask('hover', uri, at(2, 2))
    assert.equal(described.contents.value, '`role_arn`: ARN of the role to assume')
    const target = await editor.ask('definition', uri, at(3, 18))
    assert.deepEqual(target.range.start, { line: 4, character: 0 })
    const all = await editor.ask('references', uri, { ...at(3, 18), context: { includeDeclaration: true } })
    assert.deepEqual(
      all.map((/** @type {any} */ { uri, range }) => [uri.slice(uri.lastIndexOf('/') + 1), range.start.line]),
      [
        ['config', 3],
        ['config', 4],
        ['credentials', 0],
      ],
    )
    const uses = await editor.ask('references', uri, { ...at(3, 18), context: { includeDeclaration: false } })
    assert.deepEqual(
      uses.map((/** @type {any} */ { range }) => range.start.line),
      [3],
    )
    const symbols = await editor.ask('documentSymbol', uri)
    assert.deepEqual(
      symbols.map((/** @type {any} */ { name, children }) => [
        name,
        ...children.map((/** @type {any} */ it) => it.name),
      ]),
      [
        ['profile deploy', 'role_arn', 'source_profile'],
        ['profile base', 'region'],
      ],
    )
    assert.deepEqual(await editor.ask('foldingRange', uri), [
      { startLine: 1, endLine: 3 },
      { startLine: 4, endLine: 5 },
    ])
    const { data } = await editor.ask('semanticTokens/full', uri)
    const { tokenTypes } = editor.server.semanticTokensProvider.legend
    assert.deepEqual(data.slice(0, 15), [0, 0, 7, 0, 0, 1, 1, 7, 1, 0, 0, 8, 6, 2, 0])
    assert.deepEqual(tokenTypes.slice(0, 3), ['comment', 'keyword', 'class'])
    await editor.change(uri, 2, { range: { start: at(0, 0).position, end: at(0, 7).position }, text: '[pro' })
    const [header] = await editor.ask('completion', uri, at(0, 4))
    assert.deepEqual(
      [header.label, header.textEdit.newText, header.insertTextFormat],
      ['[profile NAME]', ['[profile $', '{1:NAME}]'].join(''), 2],
    )
    const keys = await editor.ask('completion', uri, at(5, 0))
    assert.ok(keys.some((/** @type {any} */ { label }) => label === 'role_arn'))
    const names = await editor.ask('completion', uri, at(3, 17))
    assert.deepEqual(
      names.map((/** @type {any} */ { label }) => label),
      ['deploy', 'base'],
    )
    await editor.end()
  })

  it('does what a client with few capabilities can do', async (t) => {
    const editor = await edit(t, { files: FILES, capabilities: {} })
    const uri = editor.uri('config')
    await editor.open(uri, CONFIG)
    const hover = await editor.ask('hover', uri, at(5, 2))
    assert.deepEqual(hover.contents, { kind: 'plaintext', value: '`region`: AWS Region of the calls' })
    const renamed = await editor.ask('rename', uri, { ...at(4, 10), newName: 'hub' })
    assert.deepEqual(Object.keys(renamed.changes), [uri, editor.uri('credentials')])
    await editor.change(uri, 2, { text: '[' })
    const [header] = await editor.ask('completion', uri, at(0, 1))
    assert.deepEqual([header.textEdit.newText, header.insertTextFormat], ['[profile NAME]', undefined])
    await editor.end()
  })
})

describe('the two files', { concurrency: 2, timeout: 120_000 }, () => {
  it('an unsaved document overrides the file, and a change on the disk is seen', async (t) => {
    const editor = await edit(t, {
      files: { config: CONFIG.replace('[profile base]', '[profile x]'), credentials: '' },
    })
    const [config, credentials] = [editor.uri('config'), editor.uri('credentials')]
    const text = CONFIG.replace('bsae', 'base').replace('[profile base]', '[profile x]')
    await editor.open(config, text)
    await editor.diagnosed(config, isBroken)
    await editor.open(credentials, CREDENTIALS)
    await editor.diagnosed(config, (codes) => !isBroken(codes))
    await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri: credentials } })
    await editor.change(config, 2, { text })
    await editor.diagnosed(config, (codes, { version }) => version === 2 && isBroken(codes))
    // As editors and `aws configure` write: a new file replaces the old one.
    writeFileSync(editor.user.path('new'), CREDENTIALS)
    renameSync(editor.user.path('new'), editor.user.path('credentials'))
    await editor.diagnosed(config, (codes) => !isBroken(codes))
    await editor.end()
  })

  it('a document is read with the file beside it', async (t) => {
    const editor = await edit(t, { files: {} })
    const folder = join(editor.user.home, 'work')
    mkdirSync(folder)
    writeFileSync(join(folder, 'credentials'), CREDENTIALS)
    const uri = pathToFileURL(join(folder, 'config')).href
    await editor.open(uri, CONFIG, 'aws-config')
    await editor.diagnosed(uri, isBroken)
    const renamed = await editor.ask('rename', uri, { ...at(4, 10), newName: 'hub' })
    assert.deepEqual(
      renamed.documentChanges.map((/** @type {any} */ { textDocument }) => textDocument.uri),
      [uri, pathToFileURL(join(folder, 'credentials')).href],
    )
    await editor.end()
  })

  it('files with other names are read if the client or the command line says so', async (t) => {
    const named = await edit(t, { files: FILES })
    const other = pathToFileURL(join(named.user.home, 'aws.ini')).href
    await named.open(other, CONFIG)
    assert.equal(await named.ask('hover', other, at(1, 3)), null)
    assert.deepEqual(await named.ask('semanticTokens/full', other), { data: [] })
    await named.connection.sendNotification('textDocument/didClose', { textDocument: { uri: other } })
    await named.open(other, CONFIG, 'aws-config')
    const { diagnostics } = await named.diagnosed(other, (codes) => codes.length > 0)
    assert.equal(diagnostics[0].code, 'source-profile-not-found')
    await named.end()

    const path = join(named.user.home, 'team.ini')
    writeFileSync(path, CONFIG)
    const chosen = await edit(t, { files: FILES, args: ['--config-file', path] })
    await chosen.open(pathToFileURL(path).href, CONFIG)
    await chosen.diagnosed(pathToFileURL(path).href, isBroken)
    const missing = await named.user.run(['lsp', '--config-file', join(named.user.home, 'none')])
    assert.equal(missing.status, 252, missing.stderr)
    await chosen.end()
  })

  it('a refused name is an error of the request, with what to do', async (t) => {
    const editor = await edit(t, { files: FILES })
    const uri = editor.uri('config')
    await editor.open(uri, CONFIG)
    const refused = [
      ['deploy', '`deploy` already exists; choose another name'],
      ['a]b', 'a section name must not contain brackets; choose another name'],
    ]
    for (const [newName, message] of refused)
      await assert.rejects(editor.ask('rename', uri, { ...at(4, 10), newName }), { code: -32803, message })
    assert.equal(await editor.ask('prepareRename', uri, at(0, 0)), null)
    await editor.end()
  })
})

describe('hostile documents', { concurrency: 2, timeout: 300_000 }, () => {
  const ASTRAL = '\u{1F511}'

  it('positions count UTF-16 code units, and a byte order mark', async (t) => {
    const editor = await edit(t, { files: {} })
    const uri = editor.uri('config')
    await editor.open(uri, `\ufeff[profile ${ASTRAL}]\r\nsource_profile = ${ASTRAL}x\r\nrole_arn = x\r\n`)
    const found = await editor.ask('prepareRename', uri, at(0, 11))
    assert.deepEqual(found.range, { start: { line: 0, character: 10 }, end: { line: 0, character: 12 } })
    const { diagnostics } = await editor.diagnosed(uri, isBroken)
    const wrong = diagnostics.find((/** @type {any} */ { code }) => code === 'source-profile-not-found')
    assert.deepEqual(wrong.range, { start: { line: 1, character: 17 }, end: { line: 1, character: 20 } })
    await editor.end()
  })

  const TEXTS = {
    NULs: `\0[profile\0a]\n\0=\0\n[\0]\n`,
    'lone carriage returns': '[profile a]\rregion = x\r[profile b]\r',
    'unpaired surrogates': '[profile \ud800]\nregion = \udc00\n',
    backticks: '[profile ```a`]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = ```a`\n',
    'one line of a mebibyte': `[profile a]\nregion = ${'x'.repeat(1024 * 1024)}\n`,
    'a mebibyte of headers without an end': '[profile a\n'.repeat(96_000),
    'a mebibyte of brackets': '[\n'.repeat(512 * 1024),
    'a mebibyte of one header': '['.repeat(1024 * 1024),
    'the same section twenty thousand times': '[profile a]\nregion = eu-west-1\n'.repeat(20_000),
    'a setting of a hundred thousand lines': `[profile a]\ns3 =\n${'  x = y\n'.repeat(100_000)}`,
    'ten thousand sections with a byte order mark and CR LF': `\ufeff${'[profile a]\r\nregoin = x\r\n'.repeat(10_000)}`,
    'ten thousand profiles': Array.from(
      { length: 10_000 },
      (_, n) => `[profile p${n}]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = p${n + 1}\n`,
    ).join(''),
  }
  for (const [shows, text] of Object.entries(TEXTS)) {
    it(shows, async (t) => {
      const editor = await edit(t, { files: {} })
      const uri = editor.uri('config')
      await editor.open(uri, text)
      const { diagnostics } = await editor.diagnosed(uri, () => true)
      assert.ok(diagnostics.length <= 1000)
      const methods = ['documentSymbol', 'foldingRange', 'semanticTokens/full']
      const places = ['hover', 'definition', 'completion', 'prepareRename', 'references', 'rename', 'codeAction']
      const more = { newName: 'z', context: { diagnostics: [], includeDeclaration: true } }
      for (const method of methods) await editor.ask(method, uri)
      for (const line of [0, 2, 99_999_999])
        for (const method of places)
          await editor.ask(method, uri, { ...at(line, 12), ...lines(line, line), ...more }).catch((error) => {
            assert.equal(method, 'rename', `${method}: ${error.message}`)
          })
      assert.equal(await editor.end(), 0)
    })
  }

  it('a request that is canceled is not answered', async (t) => {
    const editor = await edit(t, { files: {} })
    const uri = editor.uri('config')
    await editor.open(uri, TEXTS['ten thousand profiles'])
    const { connection } = editor
    const first = editor.ask('semanticTokens/full', uri)
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node')
    const source = new CancellationTokenSource()
    const second = connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } }, source.token)
    source.cancel()
    await assert.rejects(second, { code: -32800 })
    assert.ok((await first).data.length > 0)
    await editor.end()
  })

  it('an editor that goes away ends the server', async (t) => {
    const editor = await edit(t, { files: {} })
    editor.child.stdin.end()
    const [code] = await editor.exited
    assert.equal(code, 1)
    const interrupted = await edit(t, { files: {} })
    interrupted.child.kill('SIGINT')
    const [status, signal] = await once(interrupted.child, 'exit')
    assert.ok(status === 130 || signal === 'SIGINT', `${status} ${signal}`)
  })

  it('no message about a secret contains it', async (t) => {
    const editor = await edit(t, { files: FILES })
    const uri = editor.uri('credentials')
    const text = `${CREDENTIALS}[broken\n${SECRET}\naws_session_token: ${SECRET}\n`
    await editor.open(uri, text)
    await editor.diagnosed(uri, (codes) => codes.length > 0)
    for (const line of [2, 4, 5])
      for (const method of ['hover', 'definition', 'completion', 'prepareRename', 'documentSymbol', 'codeAction'])
        await editor.ask(method, uri, { ...at(line, 30), ...lines(line, line), context: { diagnostics: [] } })
    assert.equal(await editor.end(), 0)
  })
})
