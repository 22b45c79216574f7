/** Writes to stdout and stderr. */
import { fstatSync, writeSync } from 'node:fs'

/** Node's streams by descriptor. Functions, because Node loads the code of a stream when it is first read. */
const STREAMS = { 1: () => process.stdout, 2: () => process.stderr } as const

/**
 * A standard stream. Text for a file, pipe or socket is written synchronously to the descriptor, because
 * loading Node's streams takes longer than the rest of a short command.
 */
export class StandardStream {
  readonly #descriptor: keyof typeof STREAMS
  readonly #onError: (error: NodeJS.ErrnoException) => void
  readonly #isDevice: boolean
  #opened: NodeJS.WriteStream | undefined

  /** @param onError called with the error of a failed write */
  constructor(descriptor: keyof typeof STREAMS, onError: (error: NodeJS.ErrnoException) => void) {
    this.#descriptor = descriptor
    this.#onError = onError
    this.#isDevice = isDevice(descriptor)
  }

  /** Whether it is a terminal. */
  get isTerminal(): boolean {
    return this.#isDevice && this.#stream.isTTY === true
  }

  /** The number of columns of the terminal; 80 if that is unknown. */
  get columns(): number {
    return this.#stream.columns || 80
  }

  /** Writes text. */
  write(text: string): void {
    if (this.#isDevice || this.#opened) this.#stream.write(text)
    else this.#writeSync(Buffer.from(text))
  }

  #writeSync(bytes: Uint8Array): void {
    let at = 0
    try {
      while (at < bytes.length) at += writeSync(this.#descriptor, bytes, at)
    } catch (error) {
      // The pipe is full. The stream waits until it has room.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') this.#stream.write(bytes.subarray(at))
      else this.#onError(error as NodeJS.ErrnoException)
    }
  }

  get #stream(): NodeJS.WriteStream {
    this.#opened ??= STREAMS[this.#descriptor]().on('error', this.#onError)
    return this.#opened
  }
}

/** Whether a descriptor is a terminal or another device. Also `true` if that is unknown: Node's stream then decides. */
export function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return true
  }
}
