/** Shows a status line on the terminal while the command waits, and erases it afterwards. */
import type { Host, SignedRequest } from '../../model/types.ts'
import type { Send } from '../../runtime/fetch.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { visible } from '../../util/visible.ts'
import type { StandardStream } from './stream.ts'

/** How long to wait before the line is shown, in milliseconds. */
const DELAY = 1_000

/** Moves to the beginning of the line and clears it. */
const ERASE = '\r\u001b[K'

/** The pending waits, of which the oldest is shown. */
export class Waiting {
  readonly #stream: StandardStream
  readonly #isShown: boolean
  readonly #reasons: string[] = []
  #timer: NodeJS.Timeout | undefined
  #shown = ''
  #prompts = 0

  /** @param stream written to only if it is a terminal that can erase a line */
  constructor(stream: StandardStream, env: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream
    this.#isShown = stream.isTerminal && env.TERM !== 'dumb'
  }

  /** Waits for work, and shows the reason after a second. */
  async during<T>(reason: string, work: () => PromiseLike<T> | T): Promise<T> {
    if (!this.#isShown) return work()
    this.#reasons.push(reason)
    this.#timer ??= setTimeout(() => this.#show(), DELAY)
    try {
      return await work()
    } finally {
      this.#reasons.splice(this.#reasons.indexOf(reason), 1)
      if (this.#reasons.length === 0) this.#stop()
      else if (this.#shown) this.#show()
    }
  }

  /** Waits for a program. Prints a permanent line, because the program can write to the terminal too. */
  async duringProgram<T>(name: string, work: () => PromiseLike<T> | T): Promise<T> {
    if (!this.#isShown) return work()
    const show = () => this.#prompts === 0 && this.#stream.write(`waiting for ${visible(name)}…\n`)
    const timer = setTimeout(show, DELAY)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
    }
  }

  /** Does work that uses the terminal, and shows nothing meanwhile. */
  async suspend<T>(work: () => PromiseLike<T> | T): Promise<T> {
    this.clear()
    this.#prompts++
    try {
      return await work()
    } finally {
      this.#prompts--
    }
  }

  /** Erases the line so that other output can be written. It is not shown again for the same wait. */
  clear(): void {
    if (!this.#shown) return
    this.#shown = ''
    this.#stream.write(ERASE)
  }

  #show(): void {
    const [reason] = this.#reasons
    if (reason === undefined || this.#prompts > 0) return
    const line = `waiting for ${visible(reason)}…`.slice(0, Math.max(20, this.#stream.columns - 1))
    if (line === this.#shown) return
    this.#shown = line
    this.#stream.write(`${ERASE}${line}`)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.clear()
  }
}

/** Wraps a runtime so that its waits are shown, except locks, which print a message of their own. */
export function watched(runtime: Runtime, waiting: Waiting): Runtime {
  return {
    ...runtime,
    hostFunctions: (context) => {
      const functions = runtime.hostFunctions(context)
      return { ...functions, ...watchedFunctions(functions, waiting) }
    },
    send: (env, viaFetch) => watchedSend(runtime.send(env, viaFetch), waiting),
  }
}

function watchedFunctions({ run, prompt }: Partial<Host>, waiting: Waiting): Partial<Host> {
  return {
    ...(run && { run: (argv, options) => waiting.duringProgram(`\`${argv[0]}\``, () => run(argv, options)) }),
    ...(prompt && { prompt: (question, options) => waiting.suspend(() => prompt(question, options)) }),
  }
}

function watchedSend(send: Send, waiting: Waiting): Send {
  return (request, signal, route) => waiting.during(describeService(request), () => send(request, signal, route))
}

/** Names the service of a request: `STS (sts.eu-west-1.amazonaws.com)`. STS is recognised at custom endpoints too. */
function describeService({ url, headers, body }: SignedRequest): string {
  const { host, pathname } = new URL(url)
  const isSts = /\/sts\/aws4_request/.test(headers.authorization ?? '') || /^Action=AssumeRole/.test(body)
  const service = isSts ? 'STS' : SERVICES.find(([, pattern]) => pattern.test(host + pathname))?.[0]
  return service ? `${service} (${host})` : host
}

const SERVICES: readonly (readonly [name: string, url: RegExp])[] = [
  ['IAM Identity Center', /^(oidc|portal\.sso)\.|\/federation\/credentials$/],
  ['AWS Sign-In', /signin\./],
  ['instance metadata', /^(169\.254\.169\.254|\[fd00:ec2::254\])\//],
]
