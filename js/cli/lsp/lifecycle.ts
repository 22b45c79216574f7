/** The messages that the server accepts: their form, and their place between `initialize` and `exit`. */
import type { NotificationMessage, RequestMessage } from 'vscode-languageserver/node'
import { ErrorCodes, Message } from './library.ts'

/** The recipients of messages. */
export interface Recipients {
  /** Handles a valid message. */
  deliver(message: Message): void
  /** Responds to a message that is not valid; the ID is `null` if it has none. */
  refuse(id: RequestMessage['id'], code: number, message: string): void
}

/** Judges each message by those before it. */
export class Lifecycle {
  readonly #to: Recipients
  #phase: 'new' | 'serving' | 'ending' = 'new'

  constructor(to: Recipients) {
    this.#to = to
  }

  /** Delivers a message, responds to it with an error, or ignores it, as the protocol requires. */
  receive(body: Uint8Array): void {
    const message = parsed(body)
    if (message === undefined) this.#to.refuse(null, ErrorCodes.ParseError, 'the message is not JSON in UTF-8')
    else if (Message.isRequest(message)) this.#request(message)
    else if (Message.isNotification(message)) this.#notification(message)
    else if (Message.isResponse(message)) this.#to.deliver(message)
    else this.#to.refuse(null, ErrorCodes.InvalidRequest, 'the message is not one of JSON-RPC')
  }

  #request(message: RequestMessage): void {
    const isFirst = message.method === 'initialize'
    if (this.#phase === 'new' && !isFirst) {
      this.#to.refuse(message.id, ErrorCodes.ServerNotInitialized, '`initialize` must be the first request')
    } else if (this.#phase === 'serving' && isFirst) {
      this.#to.refuse(message.id, ErrorCodes.InvalidRequest, '`initialize` must be sent once')
    } else if (this.#phase === 'ending') {
      this.#to.refuse(message.id, ErrorCodes.InvalidRequest, '`shutdown` must be the last request')
    } else {
      this.#phase = message.method === 'shutdown' ? 'ending' : 'serving'
      this.#to.deliver(message)
    }
  }

  #notification(message: NotificationMessage): void {
    const isServed = this.#phase === 'serving' && !isMalformedCancel(message)
    if (isServed || message.method === 'exit') this.#to.deliver(message)
  }
}

/** The library throws for a `$/cancelRequest` without an ID. */
function isMalformedCancel({ method, params }: NotificationMessage): boolean {
  const id = (params as { id?: unknown } | null | undefined)?.id
  return method === '$/cancelRequest' && typeof id !== 'string' && typeof id !== 'number'
}

/** The value of a body; `undefined` if it is not JSON in UTF-8. */
function parsed(body: Uint8Array): Message | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
