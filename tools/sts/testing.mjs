// @ts-check
/** Shared by the tests of the STS: a server that closes after the test, and independent clients. */
import { createRequire } from 'node:module'
import { STSClient } from '@aws-sdk/client-sts'
import { DEMO_KEY } from './demo.mjs'
import { startSts } from './server.mjs'

/** It has no types, so it is required instead of imported. */
const aws4 = createRequire(import.meta.url)('aws4')

export const REGION = 'eu-central-1'

/**
 * A server that closes after the test.
 * @param {import('node:test').TestContext} t
 * @param {import('./server.mjs').Options} [options]
 */
export async function serve(t, options) {
  const sts = await startSts(options)
  t.after(() => sts.close())
  return sts
}

/** A clock that stands still until the test advances it. */
export function stoppedClock(time = Date.parse('2030-01-01T00:00:00Z')) {
  const clock = { time, now: () => clock.time }
  return clock
}

/**
 * The AWS SDK's client, with a single attempt.
 * @param {string} endpoint
 * @param {import('@aws-sdk/client-sts').STSClientConfig} [config]
 */
export const sdk = (endpoint, config) =>
  new STSClient({ endpoint, region: REGION, credentials: DEMO_KEY, maxAttempts: 1, ...config })

/** The credentials of an SDK response, in the format of SDK clients. */
export function credentialsOf(
  /** @type {{ Credentials?: import('@aws-sdk/client-sts').Credentials | undefined }} */ answer,
) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/**
 * Changes to a request that `aws4` signs.
 * @typedef {object} RequestChanges
 * @property {Record<string, string>} [params] added to those of GetCallerIdentity, or replacing them
 * @property {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} [credentials]
 * @property {string} [region]
 * @property {string} [service]
 * @property {number} [time] of signing, in milliseconds
 * @property {Record<string, string>} [headers] signed too
 * @property {(request: { headers: Record<string, string>, body: string }) => void} [afterSigning]
 */

/**
 * Signs and sends a request.
 * @param {string} url
 * @param {RequestChanges} [changes]
 * @returns {Promise<{ status: number, code: string | undefined, message: string | undefined, text: string, headers: Headers }>}
 */
export async function send(url, changes = {}) {
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15', ...changes.params }).toString()
  const date = new Date(changes.time ?? Date.now()).toISOString().replace(/[-:]|\.\d+/g, '')
  const request = aws4.sign(
    {
      service: changes.service ?? 'sts',
      region: changes.region ?? REGION,
      method: 'POST',
      path: '/',
      headers: {
        host: new URL(url).host,
        'x-amz-date': date,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        ...changes.headers,
      },
      body,
    },
    changes.credentials ?? DEMO_KEY,
  )
  const ready = { headers: /** @type {Record<string, string>} */ ({ ...request.headers }), body }
  changes.afterSigning?.(ready)
  // `fetch` sets these itself, to the same values.
  for (const name of ['host', 'Content-Length']) delete ready.headers[name]
  return read(await fetch(url, { method: 'POST', redirect: 'manual', ...ready }))
}

/** The text of an element, entities resolved, or `undefined`. */
const element = (/** @type {string} */ text, /** @type {string} */ name) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.replaceAll('&amp;', '&')

/** The status, the error and the text of a response. */
async function read(/** @type {Response} */ response) {
  const text = await response.text()
  const { status, headers } = response
  return { status, code: element(text, 'Code'), message: element(text, 'Message'), text, headers }
}
