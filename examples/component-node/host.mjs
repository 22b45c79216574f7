// Performs the effects of a session in Node: one function for each effect, named after it.
//
// The locks are of this process only: two processes that start together can both prompt. Cache entries
// are written atomically and readable by their owner alone, so that they can be shared with the AWS CLI.
import { spawn } from 'node:child_process'
import { randomBytes, webcrypto } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** The largest response, cache entry or token file, in bytes. */
const LARGEST = 64 * 1024
/** The time limit of a request without one of its own, in milliseconds. */
const TIMEOUT = 15_000
const DONE = { tag: 'done' }

/** A failure as the component takes it. */
export class Failure extends Error {
  constructor(kind, details = {}) {
    super(kind)
    this.reply = { tag: 'failed', val: { kind, sent: false, ...details } }
  }
}

/** Makes the host of a session: a function from effects to replies. */
export function createHost(files, env) {
  const effects = { ...common, ...stores(files), ...programs(env) }
  return async ({ tag, val }) => {
    try {
      return await effects[tag](val)
    } catch (error) {
      if (error instanceof Failure) return error.reply
      return new Failure('failed', { reason: error.code ?? error.name, sent: true }).reply
    }
  }
}

const common = {
  'read-file': async (path) => text(await readIfThere(path)),
  lock: async () => DONE,
  unlock: async () => DONE,
  fetch: async ({ request, caBundle }) => {
    // `fetch` has the certificates of Node's own settings only.
    if (caBundle) throw new Failure('misconfigured', { reason: `\`${caBundle.setting}\` is not supported here` })
    return { tag: 'response', val: await send(request) }
  },
  sleep: async (ms) => {
    await sleep(ms)
    return DONE
  },
  random: async (count) => ({ tag: 'bytes', val: randomBytes(count) }),
  'sign-es256': async ({ jwk, message }) => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    const key = await webcrypto.subtle.importKey('jwk', JSON.parse(jwk), algorithm, false, ['sign'])
    return { tag: 'bytes', val: new Uint8Array(await webcrypto.subtle.sign(algorithm, key, message)) }
  },
  'show-device-code': async ({ verificationUri, userCode }) => {
    console.error(`Open ${verificationUri} and enter the code ${userCode}`)
    return DONE
  },
  warn: async (diagnostic) => {
    console.error(`warning: ${JSON.parse(diagnostic).message}`)
    return DONE
  },
}

function stores({ cliCache, rolehop, ssoCache, loginCache }) {
  const folders = {
    'aws-cli': cliCache,
    rolehop: rolehop && join(rolehop, 'cache'),
    sso: ssoCache,
    'rolehop-sso': rolehop && join(rolehop, 'sso'),
    login: loginCache,
  }
  const place = ({ store, key }) => {
    // Without a home directory there are only the stores that a variable names.
    if (!folders[store]) throw new Failure('unsupported')
    return join(folders[store], `${key}.json`)
  }
  return {
    'cache-read': async (entry) => text(await readIfThere(place(entry))),
    'cache-write': async ({ entry, text }) => {
      await write(place(entry), text)
      return DONE
    },
  }
}

function programs(env) {
  const runHere = (argv, extra, timeoutMs) => run(argv, { ...env, ...Object.fromEntries(extra) }, timeoutMs)
  return {
    run: async ({ argv, env: extra, timeoutMs }) => ({ tag: 'output', val: await runHere(argv, extra, timeoutMs) }),
    'mfa-code': async ({ serial, rejected, program, timeoutMs }) => {
      if (!program) return { tag: 'code', val: await ask(`Enter MFA code for ${serial}: `) }
      if (rejected > 0) throw new Failure('unsupported')
      const { status, stdout } = await runHere(program, [], timeoutMs)
      if (status !== 0) throw new Failure('failed', { reason: `the program ended with ${status}` })
      return { tag: 'code', val: stdout }
    },
  }
}

const text = (content) => ({ tag: 'text', val: content })

async function readIfThere(path) {
  try {
    const bytes = await readFile(path)
    return bytes.length > LARGEST ? undefined : bytes.toString()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code)) return undefined
    throw error
  }
}

async function write(path, content) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(16).toString('hex')}`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function send({ method, url, headers, body, timeoutMs }) {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs ?? TIMEOUT),
    ...(method !== 'GET' && method !== 'HEAD' && { body }),
  }).catch((error) => {
    if (error.name === 'TimeoutError') throw new Failure('timed-out', { sent: true })
    const reason = error.cause?.code ?? error.message
    throw new Failure('failed', { reason, sent: reason !== 'ECONNREFUSED' && reason !== 'ENOTFOUND' })
  })
  const header = (name) => response.headers.get(name) ?? undefined
  return { status: response.status, date: header('date'), location: header('location'), body: await bounded(response) }
}

async function bounded({ body }) {
  const parts = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > LARGEST)
      throw new Failure('failed', { reason: `the response has more than ${LARGEST} bytes`, sent: true })
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

function run([program, ...args], env, timeout) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, timeout, stdio: ['inherit', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      stdout += part
    })
    child.on('error', (error) => reject(new Failure('failed', { reason: error.code })))
    child.on('close', (status) => resolve({ status: status ?? undefined, stdout }))
  })
}

async function ask(question) {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}
