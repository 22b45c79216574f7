/** The two standard streams for output. */
import { fstatSync, writeSync } from 'node:fs'

/** The stream of the process for each descriptor. Node loads the modules of a stream when it is read. */
const STREAMS = { 1: () => process.stdout, 2: () => process.stderr } as const

/**
 * A standard stream. For a file, a pipe or a socket, text is written to the descriptor at once, as Node itself does
 * it there: loading Node's streams takes longer than the rest of a short command.
 */
export class StandardStream {
  readonly #descriptor: keyof typeof STREAMS
  readonly #onError: (error: NodeJS.ErrnoException) => void
  readonly #isDevice: boolean
  #opened: NodeJS.WriteStream | undefined

  /** @param onError gets the error of a write that failed */
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
    else this.#writeAtOnce(Buffer.from(text))
  }

  #writeAtOnce(bytes: Uint8Array): void {
    let at = 0
    try {
      while (at < bytes.length) at += writeSync(this.#descriptor, bytes, at)
    } catch (error) {
      // A pipe that is full: the stream waits until it is not.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') this.#stream.write(bytes.subarray(at))
      else this.#onError(error as NodeJS.ErrnoException)
    }
  }

  get #stream(): NodeJS.WriteStream {
    this.#opened ??= STREAMS[this.#descriptor]().on('error', this.#onError)
    return this.#opened
  }
}

/** Whether a descriptor is a terminal or another device. One that tells nothing is left to Node's stream. */
export function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return true
  }
}
