// @ts-check
/**
 * Sessions of `aws login` that rolehop and botocore share: each uses, and renews, a session that the
 * other renewed. Rolehop gets a `fetch`, since it renews at AWS only; botocore gets the URL.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { awsLogin, fromProfile } from 'rolehop'
import { startSignIn } from '../../tools/sign-in/server.mjs'
import { signedIn } from '../node/sign-ins.mjs'
import { homeWith } from '../node/support.mjs'
import { needsPeers, python } from './setup.mjs'

const { skip } = needsPeers()

/** botocore's credentials of the profile. */
const CREDENTIALS = `
import botocore.session
session = botocore.session.Session(profile='dev')
print(session.get_credentials().get_frozen_credentials().access_key)
`

/** The access key that botocore gets for the profile. @param {string} home @param {string} url of the service */
async function keyOfBotocore(home, url) {
  const env = { HOME: home, AWS_ENDPOINT_URL_SIGNIN: url, AWS_EC2_METADATA_DISABLED: 'true' }
  const { stdout } = await promisify(execFile)(python.program, [...python.flags, '-c', CREDENTIALS], { env })
  return stdout.trim()
}

/** The service over HTTP. @param {import('node:test').TestContext} t @param {typeof fetch} send */
async function serve(t, send) {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const headers = /** @type {Record<string, string>} */ (request.headers)
    const answer = await send(`http://${request.headers.host}${request.url}`, { method: 'POST', headers, body })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return `http://127.0.0.1:${address.port}`
}

/** Sets the expiration in the file of a session, in seconds from now. @param {string} path @param {number} seconds */
function setExpiration(path, seconds) {
  const session = JSON.parse(readFileSync(path, 'utf8'))
  session.accessToken.expiresAt = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, '')
  writeFileSync(path, JSON.stringify(session))
}

test('rolehop and botocore renew the same session in turn', { skip }, async (t) => {
  const { home, env, path, service } = signedIn(t, 100)
  const url = await serve(t, service.send)
  const botocoreKey = () => keyOfBotocore(home, url)
  const rolehopKey = async () => (await fromProfile({ profile: 'dev', env, fetch: service.send })()).accessKeyId

  assert.equal(await rolehopKey(), 'ASIARENEWED1')
  setExpiration(path, 800)
  assert.equal(await botocoreKey(), 'ASIARENEWED1', 'botocore uses the session renewed by rolehop')
  assert.equal(service.requests.length, 1)

  setExpiration(path, 100)
  assert.equal(await botocoreKey(), 'ASIARENEWED2', 'botocore renews it with the token and the key saved by rolehop')
  assert.equal(await rolehopKey(), 'ASIARENEWED2', 'rolehop uses the session renewed by botocore')
  assert.equal(service.requests.length, 2)

  setExpiration(path, 100)
  assert.equal(await rolehopKey(), 'ASIARENEWED3', 'and renews it again')
  assert.equal(service.requests.length, 3)
})

test('botocore uses, and renews, a session that rolehop created', { skip }, async (t) => {
  const service = await startSignIn({ expiresIn: 60 })
  t.after(() => service.close())
  const { home, env } = homeWith(t, { config: '[profile dev]\nregion = eu-west-1\n' })
  const host = { open: async (/** @type {string} */ page) => void service.approve(page) }
  await awsLogin({ profile: 'dev', env, fetch: service.fetch, host })
  service.state.expiresIn = 900
  const renewed = await keyOfBotocore(home, service.url)
  assert.match(renewed, /^ASIASIGNEDIN0*2$/)
  assert.deepEqual(service.requests, ['authorization_code', 'refresh_token'], 'with the key that rolehop created')
  const { accessKeyId } = await fromProfile({ profile: 'dev', env, fetch: service.fetch })()
  assert.equal(accessKeyId, renewed)
})
