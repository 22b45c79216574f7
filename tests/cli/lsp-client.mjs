// @ts-check
/** A client of `rolehop lsp`: the protocol's own library, over a real process. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node'
import { CLI, stage } from './support.mjs'

/** A secret that no message may contain. */
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

const CAPABILITIES = {
  textDocument: {
    hover: { contentFormat: ['markdown'] },
    completion: { completionItem: { snippetSupport: true } },
  },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
}

/** An editor with a language server. */
export class Editor {
  /** @param {import('./support.mjs').Stage} user @param {import('node:child_process').ChildProcessWithoutNullStreams} child */
  constructor(user, child) {
    this.user = user
    this.child = child
    /** The bytes of every message and of stderr. */
    this.received = ''
    child.stdout.on('data', (text) => (this.received += text))
    child.stderr.on('data', (text) => (this.received += text))
    this.exited = once(child, 'close')
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    )
    /** @type {Map<string, any>} */
    this.published = new Map()
    /** @type {(() => void)[]} */
    this.waiting = []
    this.connection.onNotification('textDocument/publishDiagnostics', (sent) => {
      this.published.set(sent.uri, sent)
      for (const look of this.waiting) look()
    })
    this.connection.listen()
  }

  /** The URI of a file below `~/.aws`. @param {string} name */
  uri(name) {
    return pathToFileURL(this.user.path(name)).href
  }

  /** Sends a request about a document. @param {string} method @param {string} uri @param {object} [more] @returns {Promise<any>} */
  ask(method, uri, more = {}) {
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more })
  }

  /** Opens a document. @param {string} uri @param {string} text @param {string} [languageId] */
  open(uri, text, languageId = 'ini') {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    })
  }

  /** Replaces a part of a document. @param {string} uri @param {number} version @param {object} change */
  change(uri, version, change) {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    })
  }

  /** Waits until the diagnostics of a document are as expected. @param {string} uri @param {(codes: string[], sent: any) => boolean} expected */
  diagnosed(uri, expected) {
    return new Promise((resolve) => {
      const look = () => {
        const sent = this.published.get(uri)
        if (
          sent &&
          expected(
            sent.diagnostics.map((/** @type {any} */ { code }) => code),
            sent,
          )
        )
          resolve(sent)
      }
      this.waiting.push(look)
      look()
    })
  }

  /** Ends the session in good order; the exit code. */
  async end() {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    const [code] = await this.exited
    assert.ok(!this.received.includes(SECRET), 'a message contains a secret')
    return code
  }
}

/**
 * Starts the server in a temporary home folder, and initializes it.
 * @param {import('node:test').TestContext} t
 * @param {{ files?: { config?: string, credentials?: string }, args?: string[], capabilities?: object }} [options]
 */
export async function edit(t, { files = {}, args = ['--stdio'], capabilities = CAPABILITIES } = {}) {
  const user = await stage(t, { files })
  const child = spawn(process.execPath, [CLI, 'lsp', ...args], { env: user.env, stdio: 'pipe' })
  t.after(() => child.kill('SIGKILL'))
  const editor = new Editor(user, child)
  const about = { processId: process.pid, rootUri: null, capabilities }
  const { capabilities: server } = /** @type {any} */ (await editor.connection.sendRequest('initialize', about))
  await editor.connection.sendNotification('initialized', {})
  return Object.assign(editor, { server })
}

/** A text with edits of the protocol. @param {string} text @param {any[]} edits */
export function edited(text, edits) {
  const lines = text.split(/(?<=\n)/)
  const offset = (/** @type {any} */ { line, character }) => lines.slice(0, line).join('').length + character
  const last = edits.toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
  return last.reduce(
    (now, { range, newText }) => now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
    text,
  )
}
