/** The framing of the protocol: each message follows a header with its length. */
import { UsageError } from '../errors.ts'

/** The maximum length of a line of a header, in bytes, and the maximum number of lines. */
const [MAX_LINE, MAX_LINES] = [1024, 16]

/** The maximum length of a message, in bytes: four times that of a file that is read from the disk. */
const MAX_MESSAGE = 64 * 1024 * 1024

const LF = 0x0a

/**
 * The bodies of the messages.
 *
 * @throws UsageError if a header is not valid or the input ends inside a message: what follows cannot be read
 */
export async function* bodies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(chunks)
  while (await input.hasMore()) yield await input.take(lengthOf(await headerOf(input)))
}

/** The fields of a header; their names in lower case. */
async function headerOf(input: Input): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>()
  for (let lines = 0; lines < MAX_LINES; lines += 1) {
    const line = await input.line()
    if (line === '') return fields
    const [, name = '', value = ''] = /^([!-9;-~]+):[ \t]*([ -~]*)$/.exec(line) ?? []
    if (name === '') throw broken('a line of a header is not `Name: value` in ASCII')
    if (fields.has(name.toLowerCase())) throw broken('a header has a field twice')
    fields.set(name.toLowerCase(), value.trimEnd())
  }
  throw broken(`a header has more than ${MAX_LINES} lines`)
}

/** The length of the message after a header, in bytes. */
function lengthOf(fields: ReadonlyMap<string, string>): number {
  const length = fields.get('content-length')
  if (length === undefined) throw broken('a header has no `Content-Length`')
  if (!/^\d+$/.test(length)) throw broken('a `Content-Length` is not a number of bytes')
  if (Number(length) > MAX_MESSAGE) throw broken(`a \`Content-Length\` is more than ${MAX_MESSAGE}`)
  const [, charset] = /;\s*charset="?([^";]+)/i.exec(fields.get('content-type') ?? '') ?? []
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw broken('a `Content-Type` is not UTF-8')
  return Number(length)
}

/** The bytes of the input that were not taken yet. */
class Input {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array()

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Whether the input has not ended. */
  async hasMore(): Promise<boolean> {
    while (this.#held.length === 0) {
      const { done, value } = await this.#chunks.next()
      if (done) return false
      this.#held = value
    }
    return true
  }

  /** The next bytes, at most this many. */
  async #some(most: number): Promise<Uint8Array> {
    if (!(await this.hasMore())) throw broken('the input ends inside a message')
    const some = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(some.length)
    return some
  }

  /** A block of bytes. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length)
    for (let at = 0; at < length; ) {
      const part = await this.#some(length - at)
      taken.set(part, at)
      at += part.length
    }
    return taken
  }

  /** A line without its end, which is CR LF. */
  async line(): Promise<string> {
    let line = ''
    while (!line.endsWith('\n')) {
      if (line.length > MAX_LINE) throw broken(`a line of a header is longer than ${MAX_LINE} bytes`)
      await this.hasMore()
      const at = this.#held.indexOf(LF)
      line += String.fromCharCode(...(await this.#some(at < 0 ? MAX_LINE : Math.min(at + 1, MAX_LINE))))
    }
    if (!line.endsWith('\r\n')) throw broken('a line of a header does not end with CR LF')
    return line.slice(0, -2)
  }
}

function broken(problem: string): UsageError {
  const help = 'let an editor start `rolehop lsp`: docs/editors.md has the settings'
  return new UsageError(`the input is not the Language Server Protocol: ${problem}`, help)
}
