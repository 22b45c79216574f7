// @ts-check
/** Ctrl-C ends the command whatever it waits for; a second one kills it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, CLI, ended, stage } from './support.mjs'

/** A command that waited for its timeouts would take thirty seconds, with all attempts. */
const OPTIONS = { skip: process.platform === 'win32' && 'there are no signals', timeout: 25_000 }

/** Garbage is collected constantly; with `HURRY` in the environment, timers are fast. */
const IDLING = ['--expose-gc', '--import', new URL('../node/hurry.mjs', import.meta.url).href]

/**
 * A server that sends this to each connection and then nothing, and a promise of the first connection.
 * @param {import('node:test').TestContext} t
 * @param {string} [answer]
 */
async function silent(t, answer) {
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      if (answer !== undefined) socket.write(answer)
      server.emit('reached')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { at: `127.0.0.1:${port}`, reached: once(server, 'reached') }
}

/**
 * Sends SIGINT to the command once `when` resolves. Asserts that it exits with 130, prints nothing and
 * leaves no lock.
 * @param {import('./support.mjs').Stage} user
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @param {Promise<unknown>} when
 */
async function interrupted(user, args, env, when) {
  const child = user.start(args, env)
  const result = ended(child)
  await when
  child.kill('SIGINT')
  assertStatus(await result, 130)
  assert.deepEqual(locks(user), [])
  return result
}

/** The existing locks. */
const locks = (/** @type {import('./support.mjs').Stage} */ user) =>
  Object.keys(user.files()).filter((name) => name.endsWith('.lock'))

const HEADERS = 'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 5000\r\n\r\n'

for (const [what, answer] of /** @type {const} */ ([
  ['an answer', undefined],
  ['the rest of the headers', 'HTTP/1.1 200'],
  ['the body', HEADERS],
])) {
  test(`Ctrl-C while the command waits for ${what}`, OPTIONS, async (t) => {
    const user = await stage(t)
    const server = await silent(t, answer)
    await interrupted(
      user,
      ['whoami', '--profile', 'base'],
      { AWS_ENDPOINT_URL_STS: `http://${server.at}` },
      server.reached,
    )
  })
}

for (const [what, variable, scheme, answer] of /** @type {const} */ ([
  ['a proxy', 'HTTPS_PROXY', 'http'],
  ['the TLS of a proxy', 'HTTPS_PROXY', 'https'],
  ['TLS through a proxy', 'HTTPS_PROXY', 'http', 'HTTP/1.1 200 Connection established\r\n\r\n'],
  ['TLS', 'AWS_ENDPOINT_URL_STS', 'https'],
])) {
  test(`Ctrl-C while the command waits for ${what}`, OPTIONS, async (t) => {
    const user = await stage(t)
    const server = await silent(t, answer)
    const env = {
      AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid',
      AWS_CA_BUNDLE: new URL('../node/tls/ca.pem', import.meta.url).pathname,
      [variable]: `${scheme}://${server.at}`,
    }
    await interrupted(user, ['whoami', '--profile', 'base'], env, server.reached)
  })
}

/** A `credential_process` that ignores signals, and writes its process ID when it runs. */
const STUBBORN =
  'for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {}); require("fs").writeFileSync(process.env.HOME + "/pid", String(process.pid)); setInterval(() => {}, 1000)'

/** A user whose profile `p` has that program, and a function that returns its process ID. */
async function stubborn(/** @type {import('node:test').TestContext} */ t) {
  const user = await stage(t, {
    files: { config: `[profile p]\ncredential_process = ${process.execPath} -e '${STUBBORN}'\n` },
  })
  const pid = async () => {
    const path = `${user.home}/pid`
    for (;;) {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
      if (text !== '') return Number(text)
      await turn()
    }
  }
  return { user, pid }
}

const turn = () => new Promise((done) => setTimeout(done, 20))

function runs(/** @type {number} */ pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('Ctrl-C while a program runs that ignores every signal', OPTIONS, async (t) => {
  const { user, pid } = await stubborn(t)
  await interrupted(user, ['whoami', '--profile', 'p'], {}, pid())
  const number = await pid()
  while (runs(number)) await turn()
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
  test(`${signal} ends the command in the same way`, OPTIONS, async (t) => {
    const { user, pid } = await stubborn(t)
    const child = user.start(['whoami', '--profile', 'p'])
    const result = ended(child)
    const number = await pid()
    child.kill(signal)
    assert.equal((await result).signal, signal)
    while (runs(number)) await turn()
  })
}

test('a second Ctrl-C kills the command and the program that it runs', OPTIONS, async (t) => {
  const { user, pid } = await stubborn(t)
  const child = user.start(['whoami', '--profile', 'p'])
  const result = ended(child)
  const number = await pid()
  child.kill('SIGINT')
  await turn()
  child.kill('SIGINT')
  assertStatus(await result, 130)
  while (runs(number)) await turn()
})

test('Ctrl-C while another process holds the lock', OPTIONS, async (t) => {
  const user = await stage(t)
  const server = await silent(t)
  const args = ['whoami', '--profile', 'hub', '--mfa-code', DEMO_MFA.code]
  const first = user.start(args, { AWS_ENDPOINT_URL_STS: `http://${server.at}` })
  await server.reached
  const held = locks(user)
  const waiting = user.start([...args, '--debug'])
  const result = ended(waiting)
  // The plan is the last debug output before the lock.
  let said = ''
  waiting.stderr.on('data', (text) => {
    said += text
  })
  while (!said.includes('debug: role')) await turn()
  waiting.kill('SIGINT')
  assertStatus(await result, 130)
  assert.deepEqual(locks(user), held, 'the lock of the other process stays')
  first.kill('SIGINT')
  assertStatus(await ended(first), 130)
  assert.deepEqual(locks(user), [])
})

test('Ctrl-C after a garbage collection while the command waits for the body', OPTIONS, async (t) => {
  const user = await stage(t)
  const server = await silent(t, HEADERS)
  const env = { ...user.env, AWS_ENDPOINT_URL_STS: `http://${server.at}` }
  const child = spawn(process.execPath, [...IDLING, CLI, 'whoami', '--profile', 'base'], { env, detached: true })
  const result = ended(child)
  await server.reached
  for (let turns = 0; turns < 10; turns += 1) await turn()
  child.kill('SIGINT')
  assertStatus(await result, 130)
})

test('a response that stalls times out, and the command releases its lock', { timeout: 60_000 }, async (t) => {
  const user = await stage(t)
  const server = await silent(t, HEADERS)
  const args = [...IDLING, CLI, 'whoami', '--profile', 'hub', '--mfa-code', DEMO_MFA.code]
  const env = { ...user.env, HURRY: '1', AWS_ENDPOINT_URL_STS: `http://${server.at}` }
  const result = await ended(spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true }))
  assertStatus(result, 255)
  assert.match(result.stderr, /^error\[mfa-outcome-unknown\]/)
  assert.deepEqual(locks(user), [])
})

test('Ctrl-C ends a login that is not confirmed', OPTIONS, async (t) => {
  const user = await stage(t)
  const server = await silent(t)
  user.write({
    config:
      '[profile p]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = R\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\nsso_registration_scopes = sso:account:access\n',
  })
  const env = { AWS_ENDPOINT_URL_SSO_OIDC: `http://${server.at}` }
  await interrupted(user, ['login', '--profile', 'p', '--use-device-code', '--no-browser'], env, server.reached)
})
