/** The input of the server. */
import type { DataCallback, Disposable, MessageWriter } from 'vscode-languageserver/node'
import { quietly } from '../../util/abort.ts'
import { bodies } from './frames.ts'
import { AbstractMessageReader, type Message } from './library.ts'
import { Lifecycle } from './lifecycle.ts'

/** Reads the messages of the editor. The library handles them in order, so the end of the input is an `exit`. */
export class Input extends AbstractMessageReader {
  readonly #chunks: AsyncIterable<Uint8Array>
  readonly #writer: MessageWriter
  #failure: unknown

  /** @param writer sends the responses to messages that are not valid */
  constructor(chunks: AsyncIterable<Uint8Array>, writer: MessageWriter) {
    super()
    this.#chunks = chunks
    this.#writer = writer
  }

  /** The error that ended the input; `undefined` if the editor ended it. */
  get failure(): unknown {
    return this.#failure
  }

  listen(deliver: DataCallback): Disposable {
    void this.#read(deliver)
    return { dispose: () => {} }
  }

  async #read(deliver: DataCallback): Promise<void> {
    let refused: Promise<void> | undefined
    const refuse = (id: unknown, code: number, message: string) => {
      const response = { jsonrpc: '2.0', id, error: { code, message } }
      refused = quietly(() => this.#writer.write(response))
    }
    const lifecycle = new Lifecycle({ deliver, refuse })
    try {
      for await (const body of bodies(this.#chunks)) {
        lifecycle.receive(body)
        // An editor that sends such messages and does not read the responses has to wait.
        await refused
      }
    } catch (error) {
      this.#failure = error
    }
    deliver(END)
  }
}

const END = { jsonrpc: '2.0', method: 'exit' } as Message
