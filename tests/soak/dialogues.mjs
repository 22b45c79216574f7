// @ts-check
/** The input of a user, an editor or a program for a command that does not end by itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CANARY } from './wire-services.mjs'

/** @typedef {import('node:child_process').ChildProcess} Child */

/** A message of the language server protocol. @param {object} message */
function frame(message) {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message })
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

/** The requests of an editor about a position, and about a document. */
const AT = ['hover', 'completion', 'definition', 'references', 'documentHighlight', 'prepareRename']
const ABOUT = ['documentSymbol', 'codeAction', 'semanticTokens/full', 'documentLink', 'inlayHint', 'codeLens']

/** The number of the last request. */
const LAST = 100_000

/** The messages of an editor that opens both files and asks about each of their lines. @param {string} home */
function questions(home) {
  let id = 0
  const ask = (/** @type {string} */ method, /** @type {object} */ params) => {
    id += 1
    return frame({ id, method, params })
  }
  const opened = ['config', 'credentials'].map((name) => {
    const path = join(home, '.aws', name)
    const [uri, text] = [pathToFileURL(path).href, readFileSync(path, 'utf8')]
    const lines = text.split('\n').slice(0, 60)
    const end = { line: lines.length, character: 0 }
    const params = {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end },
      context: { diagnostics: [], includeDeclaration: true },
    }
    return [
      frame({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'ini', version: 1, text } },
      }),
      ...ABOUT.map((what) => ask(`textDocument/${what}`, params)),
      ...lines.flatMap((line, at) =>
        AT.map((what) => ask(`textDocument/${what}`, { ...params, position: { line: at, character: line.length } })),
      ),
    ]
  })
  return [
    ask('initialize', { processId: null, rootUri: null, capabilities: {} }),
    frame({ method: 'initialized', params: {} }),
    ...opened.flat(),
    frame({ id: LAST, method: 'shutdown' }),
  ].join('')
}

/** An editor that asks, and ends the language server when it has answered. @param {Child} child @param {string} home */
export function edit(child, home) {
  child.stdin?.write(questions(home))
  follow(child.stdout, (text) => {
    if (!text.includes(`"id":${LAST}`)) return false
    child.stdin?.end(frame({ method: 'exit' }))
    return true
  })
}

/** The messages of a language server. @param {string} output @returns {any[]} */
export function messagesIn(output) {
  const messages = []
  for (let rest = Buffer.from(output); rest.length > 0; ) {
    const [head = '', length] = /^Content-Length: (\d+)\r\n\r\n/i.exec(rest.toString()) ?? []
    if (head === '') throw new Error(`not a message: ${rest.toString().slice(0, 80)}`)
    const end = head.length + Number(length)
    messages.push(JSON.parse(rest.subarray(head.length, end).toString()))
    rest = rest.subarray(end)
  }
  return messages
}

/** Calls work with the output of a stream, until it returns true. @param {import('node:stream').Readable | null} stream @param {(text: string) => boolean} work */
function follow(stream, work) {
  let text = ''
  stream?.on('data', function more(piece) {
    text += piece
    if (work(text)) stream.off('data', more)
  })
}

/** A program that uses the endpoint of `serve` once; then the command is ended. @param {Child} child */
export function useEndpoint(child) {
  follow(child.stdout, (text) => {
    const [, url] = /_FULL_URI"?[=:] ?"?(http:[^\s"]+)/.exec(text) ?? []
    const [, token] = /_TOKEN"?[=:] ?"?([\w-]+)/.exec(text) ?? []
    if (url === undefined || token === undefined) return false
    void fetch(url, { headers: { authorization: token } })
      .then((answer) => answer.text())
      .finally(() => child.kill('SIGTERM'))
    return true
  })
}

/** A user who enters the code that the page of `login --remote` shows. @param {Child} child */
export function enterCode(child) {
  follow(child.stderr, (text) => {
    const [url] = /https:\S+\/v1\/authorize\?\S+(?=\s)/.exec(text) ?? []
    if (url === undefined) return false
    const state = new URL(url).searchParams.get('state') ?? ''
    const code = new URLSearchParams({ state, code: `${CANARY}-code` })
    child.stdin?.end(`${Buffer.from(String(code)).toString('base64')}\n`)
    return true
  })
}

/** A user who enters access keys. @type {[seen: string, typed: string][]} */
export const ENTER_KEYS = [
  ['Kind ', 'keys\r'],
  ['Access key ID: ', 'AKIAIOSFODNN7EXAMPLE\r'],
  ['Secret access key: ', `${CANARY}-key-that-the-user-enters-0123\r`],
  ['Region (optional): ', 'eu-west-1\r'],
  ['Write this? [y/N]: ', 'y\r'],
]

/** A user who picks a profile. @type {[seen: string, typed: string][]} */
export const PICK = [
  ['Profile: ', 'Three'],
  ['> Three', '\r'],
]
