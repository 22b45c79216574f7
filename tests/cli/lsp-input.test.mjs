// @ts-check
/** `rolehop lsp` and its input: what an editor sends wrongly, and the end of the input. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { CLI, stage } from './support.mjs'

/** A message with its header. @param {unknown} message */
const framed = (message) => {
  const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message))
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body])
}
const request = (/** @type {unknown} */ id, /** @type {string} */ method, /** @type {object} */ params = {}) =>
  framed({ jsonrpc: '2.0', id, method, params })
const notification = (/** @type {string} */ method, /** @type {unknown} */ params = {}) =>
  framed({ jsonrpc: '2.0', method, params })

const INITIALIZE = request(1, 'initialize', { processId: null, rootUri: null, capabilities: {} })
const SHUTDOWN = request(9, 'shutdown')
const EXIT = notification('exit')
const URI = 'file:///home/u/.aws/config'
const open = (/** @type {unknown} */ text, /** @type {unknown} */ uri = URI) =>
  notification('textDocument/didOpen', { textDocument: { uri, languageId: 'ini', version: 1, text } })
const symbols = (/** @type {number} */ id, /** @type {object} */ textDocument = { uri: URI }) =>
  request(id, 'textDocument/documentSymbol', { textDocument })

/** The messages in an output. @param {Buffer} output @returns {any[]} */
function messagesIn(output) {
  const header = /^Content-Length: (\d+)\r\n\r\n/.exec(output.toString('latin1'))
  if (!header) {
    assert.equal(output.length, 0, `not a message: ${output}`)
    return []
  }
  const end = header[0].length + Number(header[1])
  return [JSON.parse(output.subarray(header[0].length, end).toString()), ...messagesIn(output.subarray(end))]
}

/** Starts the server. @param {import('node:test').TestContext} t */
async function started(t) {
  const { env } = await stage(t, { files: {} })
  const child = spawn(process.execPath, [CLI, 'lsp'], { env, stdio: 'pipe' })
  t.after(() => child.kill('SIGKILL'))
  // The server may end before it has read everything.
  child.stdin.on('error', () => {})
  const output = /** @type {Buffer[]} */ ([])
  let stderr = ''
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (text) => (stderr += text))
  const result = once(child, 'close').then(([status]) => ({
    status,
    stderr,
    received: messagesIn(Buffer.concat(output)),
  }))
  return { child, result }
}

/**
 * The result of a session with this input, after which it ends.
 * @param {import('node:test').TestContext} t
 * @param {...(string | Buffer)} input
 */
async function session(t, ...input) {
  const { child, result } = await started(t)
  child.stdin.end(Buffer.concat(input.map((part) => Buffer.from(part))))
  return result
}

/** The error codes of the responses, by ID. @param {any[]} received */
const codesOf = (received) =>
  received.filter(({ id }) => id !== undefined).map(({ id, error }) => [id, error?.code ?? 'result'])

describe('the header of a message', { concurrency: 2, timeout: 300_000 }, () => {
  const body = '{"jsonrpc":"2.0","id":2,"method":"shutdown"}'
  /** @type {Record<string, [header: string, problem: RegExp]>} */
  const BROKEN = {
    'a length that is no number': ['Content-Length: abc\r\n\r\n', /not a number of bytes/],
    'a negative length': ['Content-Length: -1\r\n\r\n', /not a number of bytes/],
    'a fraction': ['Content-Length: 10.5\r\n\r\n', /not a number of bytes/],
    'an empty length': ['Content-Length:\r\n\r\n', /not a number of bytes/],
    'a length above the limit': ['Content-Length: 67108865\r\n\r\n', /more than 67108864/],
    'a length of 400 digits': [`Content-Length: ${'9'.repeat(400)}\r\n\r\n`, /more than 67108864/],
    'no length': ['Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n', /no `Content-Length`/],
    'an empty header': ['\r\n', /no `Content-Length`/],
    'two lengths': [`Content-Length: ${body.length}\r\ncontent-length: 5\r\n\r\n`, /twice/],
    'another encoding': [`Content-Length: ${body.length}\r\nContent-Type: a/b; charset=utf-16\r\n\r\n`, /not UTF-8/],
    'text before it': [`warning: x\r\nContent-Length: ${body.length} `, /inside a message/],
    'a line without a colon': ['hello\r\n', /not `Name: value`/],
    'JSON without a header': [`${body}\n`, /does not end with CR LF/],
    'bytes that are not ASCII': ['Content-Length: 5\u00e9\r\n', /not `Name: value`/],
    NULs: ['\0'.repeat(64 * 1024), /longer than 1024 bytes/],
    'line feeds alone': [`Content-Length: ${body.length}\n\n`, /does not end with CR LF/],
    'a line without an end': ['x'.repeat(1024 * 1024), /longer than 1024 bytes/],
    'fields without an end': [Array.from({ length: 5000 }, (_, n) => `X-${n}: y\r\n`).join(''), /more than 16 lines/],
  }
  for (const [shows, [header, problem]] of Object.entries(BROKEN)) {
    it(`${shows} ends the server with an error, after the responses before it`, async (t) => {
      const { child, result } = await started(t)
      // The input stays open: the server must not wait for its end.
      child.stdin.write(Buffer.concat([INITIALIZE, symbols(2), Buffer.from(header), Buffer.from(body)]))
      if (`${problem}`.includes('inside')) child.stdin.end()
      const { status, stderr, received } = await result
      assert.deepEqual(codesOf(received), [
        [1, 'result'],
        [2, 'result'],
      ])
      assert.match(stderr, /^error\[usage-invalid\]: the input is not the Language Server Protocol: /)
      assert.match(stderr, problem)
      assert.equal(status, 252)
    })
  }

  it('may have other fields, in any case, and arrive byte by byte', async (t) => {
    const { child, result } = await started(t)
    const type = 'content-TYPE: application/vscode-jsonrpc; charset="UTF8"\r\nX-Other: \r\n'
    const input = Buffer.concat([Buffer.from(type), INITIALIZE, SHUTDOWN, EXIT])
    for (const byte of input) {
      child.stdin.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { status, stderr, received } = await result
    assert.deepEqual([status, stderr], [0, ''])
    assert.deepEqual(codesOf(received), [
      [1, 'result'],
      [9, 'result'],
    ])
  })
})

describe('the end of the input', { concurrency: 2, timeout: 300_000 }, () => {
  it('comes after the responses to every request', async (t) => {
    const text = Array.from({ length: 5000 }, (_, n) => `[profile p${n}]\nregion = eu-west-1\n`).join('')
    const requests = Array.from({ length: 20 }, (_, n) => symbols(10 + n))
    const { status, stderr, received } = await session(t, INITIALIZE, open(text), ...requests)
    assert.deepEqual([status, stderr], [1, ''])
    const responses = received.filter(({ id }) => id >= 10)
    assert.deepEqual(
      responses.map(({ id, result }) => [id, result.length]),
      requests.map((_, n) => [10 + n, 5000]),
    )
  })

  it('is as good as `exit` after `shutdown`, and responses are sent before `exit`', async (t) => {
    for (const end of [[], [EXIT]]) {
      const input = [INITIALIZE, open('[profile a]\n'), symbols(2), SHUTDOWN, ...end]
      const { status, stderr, received } = await session(t, ...input)
      assert.deepEqual([status, stderr], [0, ''])
      assert.deepEqual(codesOf(received), [
        [1, 'result'],
        [2, 'result'],
        [9, 'result'],
      ])
    }
  })

  it('without `shutdown` is exit code 1, also before the first message', async (t) => {
    for (const input of [[], [EXIT], [INITIALIZE], [INITIALIZE, EXIT]])
      assert.equal((await session(t, ...input)).status, 1)
  })

  it('inside a message is an error', async (t) => {
    for (const cut of [5, 17, INITIALIZE.length - 1]) {
      const { status, stderr } = await session(t, INITIALIZE.subarray(0, cut))
      assert.match(stderr, /the input ends inside a message/)
      assert.equal(status, 252)
    }
  })
})

describe('a message that is not valid', { concurrency: 2, timeout: 300_000 }, () => {
  const [PARSE, INVALID, PARAMS, UNINITIALIZED, UNKNOWN] = [-32700, -32600, -32602, -32002, -32601]
  /** @type {Record<string, [body: string | Buffer, response: unknown[]]>} */
  const BODIES = {
    'an empty body': [framed(''), [null, PARSE]],
    'a body that is not JSON': [framed('{"jsonrpc": '), [null, PARSE]],
    'a body that is not UTF-8': [
      Buffer.concat([Buffer.from('Content-Length: 3\r\n\r\n'), Buffer.from([0x22, 0xff, 0x22])]),
      [null, PARSE],
    ],
    'a number': [framed('5'), [null, INVALID]],
    null: [framed('null'), [null, INVALID]],
    'a batch': [framed([{ jsonrpc: '2.0', id: 2, method: 'shutdown' }]), [null, INVALID]],
    'an object without a method': [framed({ jsonrpc: '2.0', id: 2 }), [null, INVALID]],
    'a method that is a number': [framed({ jsonrpc: '2.0', id: 2, method: 5 }), [null, INVALID]],
    'an ID that is an object': [framed({ jsonrpc: '2.0', id: {}, method: 'shutdown' }), [null, INVALID]],
    'deep nesting': [framed('['.repeat(1_000_000)), [null, PARSE]],
    'an unknown method': [request(2, 'textDocument/none'), [2, UNKNOWN]],
    'no parameters': [framed({ jsonrpc: '2.0', id: 2, method: 'textDocument/hover' }), [2, PARAMS]],
    'parameters of another type': [
      framed({ jsonrpc: '2.0', id: 2, method: 'textDocument/hover', params: 5 }),
      [2, PARAMS],
    ],
    'a document that is a number': [request(2, 'textDocument/hover', { textDocument: 5 }), [2, PARAMS]],
    'a second `initialize`': [request(2, 'initialize', { processId: null, capabilities: {} }), [2, INVALID]],
  }
  for (const [shows, [body, response]] of Object.entries(BODIES)) {
    it(`${shows} is answered, and the session continues`, async (t) => {
      const { status, stderr, received } = await session(t, INITIALIZE, body, SHUTDOWN, EXIT)
      const sorted = codesOf(received).toSorted(([a], [b]) => Number(a) - Number(b))
      const expected = [[1, 'result'], response, [9, 'result']].toSorted(([a], [b]) => Number(a) - Number(b))
      assert.deepEqual(sorted, expected)
      assert.deepEqual([status, stderr], [0, ''])
    })
  }

  /** @type {Record<string, Buffer>} */
  const NOTIFICATIONS = {
    'a text that is a number': open(5),
    'a path that is a number': open('', 5),
    'no document': notification('textDocument/didOpen'),
    'a change of a closed document': notification('textDocument/didChange', {
      textDocument: { uri: 'file:///none', version: 2 },
      contentChanges: [{ text: '' }],
    }),
    'changes that are no list': notification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: 5,
    }),
    'a change of another type': notification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [{ text: 5 }],
    }),
    'a range of another type': notification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [{ range: 5, text: 'x' }],
    }),
    'a cancelation without an ID': framed({ jsonrpc: '2.0', method: '$/cancelRequest' }),
    'a cancelation of an unknown request': notification('$/cancelRequest', { id: 77 }),
    'a response to no request': framed({ jsonrpc: '2.0', id: 77, result: 5 }),
    'parameters that are a number': notification('textDocument/didOpen', 5),
  }
  for (const [shows, sent] of Object.entries(NOTIFICATIONS)) {
    it(`${shows} has no effect on the session`, async (t) => {
      const { child, result } = await started(t)
      child.stdin.write(Buffer.concat([INITIALIZE, open('[profile a]\n'), sent]))
      // The diagnostics are made after a pause in typing.
      await new Promise((resolve) => {
        child.stdout.on('data', (chunk) => {
          if (`${chunk}`.includes('publishDiagnostics')) resolve(undefined)
        })
      })
      child.stdin.end(Buffer.concat([symbols(2), SHUTDOWN, EXIT]))
      const { status, stderr, received } = await result
      assert.equal(received.find(({ id }) => id === 2)?.result.length, 1)
      assert.deepEqual([status, stderr], [0, ''])
    })
  }

  it('a request before `initialize` or after `shutdown` is refused', async (t) => {
    const before = await session(t, symbols(2), open('[profile a]\n'), INITIALIZE, SHUTDOWN, EXIT)
    assert.deepEqual(codesOf(before.received), [
      [2, UNINITIALIZED],
      [1, 'result'],
      [9, 'result'],
    ])
    const after = await session(t, INITIALIZE, SHUTDOWN, symbols(2), SHUTDOWN, open('[profile a]\n'), EXIT)
    assert.deepEqual(codesOf(after.received).toSorted(), [
      [1, 'result'],
      [2, INVALID],
      [9, INVALID],
      [9, 'result'],
    ])
    assert.deepEqual([before.status, after.status], [0, 0])
  })
})
