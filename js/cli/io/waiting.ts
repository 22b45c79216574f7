/** What a user at a terminal is told while the command waits: one line, which goes when the wait is over. */
import type { Host, SignedRequest } from '../../model/types.ts'
import type { Send } from '../../runtime/fetch.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { visible } from '../../util/visible.ts'
import type { StandardStream } from './stream.ts'

/** How long to wait before the user is told, in milliseconds. */
const PATIENCE = 1_000

/** To the beginning of the line, and empty it. */
const ERASE = '\r\u001b[K'

/** The waits of this process, of which the longest is shown. */
export class Waiting {
  readonly #stream: StandardStream
  readonly #isShown: boolean
  readonly #reasons: string[] = []
  #timer: NodeJS.Timeout | undefined
  #shown = ''
  #prompts = 0

  /** @param stream is told nothing unless it is a terminal that can erase a line */
  constructor(stream: StandardStream, env: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream
    this.#isShown = stream.isTerminal && env.TERM !== 'dumb'
  }

  /** Waits for work; after a second, the user is told for what. */
  async during<T>(reason: string, work: () => PromiseLike<T> | T): Promise<T> {
    if (!this.#isShown) return work()
    this.#reasons.push(reason)
    this.#timer ??= setTimeout(() => this.#show(), PATIENCE)
    try {
      return await work()
    } finally {
      this.#reasons.splice(this.#reasons.indexOf(reason), 1)
      if (this.#reasons.length === 0) this.#stop()
      else if (this.#shown) this.#show()
    }
  }

  /** As {@link during}, for a program, which may write to the terminal itself: the line ends and stays. */
  async duringProgram<T>(name: string, work: () => PromiseLike<T> | T): Promise<T> {
    if (!this.#isShown) return work()
    const say = () => this.#prompts === 0 && this.#stream.write(`waiting for ${visible(name)}…\n`)
    const timer = setTimeout(say, PATIENCE)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
    }
  }

  /** Does something that uses the terminal: nothing is shown meanwhile. */
  async aside<T>(work: () => PromiseLike<T> | T): Promise<T> {
    this.clear()
    this.#prompts++
    try {
      return await work()
    } finally {
      this.#prompts--
    }
  }

  /** Removes the line, so that something else can be written. It is not shown again for the same wait. */
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

/** The runtime, with its waits shown. A lock tells by itself who holds it. */
export function watched(runtime: Runtime, waiting: Waiting): Runtime {
  return {
    ...runtime,
    powers: (setting) => {
      const powers = runtime.powers(setting)
      return { ...powers, ...watchedPowers(powers, waiting) }
    },
    send: (env, viaFetch) => watchedSend(runtime.send(env, viaFetch), waiting),
  }
}

function watchedPowers({ run, prompt }: Partial<Host>, waiting: Waiting): Partial<Host> {
  return {
    ...(run && { run: (argv, options) => waiting.duringProgram(`\`${argv[0]}\``, () => run(argv, options)) }),
    ...(prompt && { prompt: (question, options) => waiting.aside(() => prompt(question, options)) }),
  }
}

function watchedSend(send: Send, waiting: Waiting): Send {
  return (request, signal, route) => waiting.during(serviceOf(request), () => send(request, signal, route))
}

/** `STS (sts.eu-west-1.amazonaws.com)`. A custom endpoint can be of any service: then the request tells. */
function serviceOf({ url, headers, body }: SignedRequest): string {
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
