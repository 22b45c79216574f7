// @ts-check
/** What the STS's own tests share: a server for the length of a test, and clients that are not ours. */
import { createRequire } from 'node:module'
import { STSClient } from '@aws-sdk/client-sts'
import { DEMO_KEY } from './demo.mjs'
import { startSts } from './server.mjs'

/** It comes without types, so it is not imported but required. */
const aws4 = createRequire(import.meta.url)('aws4')

export const REGION = 'eu-central-1'

/**
 * A server that ends with the test.
 * @param {import('node:test').TestContext} t
 * @param {import('./server.mjs').Options} [options]
 */
export async function serve(t, options) {
  const sts = await startSts(options)
  t.after(() => sts.close())
  return sts
}

/** Waits for no one: a clock that stands still until the test moves it. */
export function stoppedClock(time = Date.parse('2030-01-01T00:00:00Z')) {
  const clock = { time, now: () => clock.time }
  return clock
}

/**
 * The AWS SDK's client, trying once.
 * @param {string} endpoint
 * @param {import('@aws-sdk/client-sts').STSClientConfig} [config]
 */
export const sdk = (endpoint, config) =>
  new STSClient({ endpoint, region: REGION, credentials: DEMO_KEY, maxAttempts: 1, ...config })

/** The credentials of an SDK response, as SDK clients take them. */
export function credentialsOf(
  /** @type {{ Credentials?: import('@aws-sdk/client-sts').Credentials | undefined }} */ answer,
) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/**
 * A request signed by `aws4`, which lets a test bend every part of it.
 * @typedef {object} Bent
 * @property {Record<string, string>} [params] added to, or in place of, GetCallerIdentity's
 * @property {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} [credentials]
 * @property {string} [region]
 * @property {string} [service]
 * @property {number} [time] of signing, in milliseconds
 * @property {Record<string, string>} [headers] signed too
 * @property {(request: { headers: Record<string, string>, body: string }) => void} [afterSigning]
 */

/**
 * Signs and sends.
 * @param {string} url
 * @param {Bent} [bent]
 * @returns {Promise<{ status: number, code: string | undefined, message: string | undefined, text: string, headers: Headers }>}
 */
export async function send(url, bent = {}) {
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15', ...bent.params }).toString()
  const date = new Date(bent.time ?? Date.now()).toISOString().replace(/[-:]|\.\d+/g, '')
  const request = aws4.sign(
    {
      service: bent.service ?? 'sts',
      region: bent.region ?? REGION,
      method: 'POST',
      path: '/',
      headers: {
        host: new URL(url).host,
        'x-amz-date': date,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        ...bent.headers,
      },
      body,
    },
    bent.credentials ?? DEMO_KEY,
  )
  const ready = { headers: /** @type {Record<string, string>} */ ({ ...request.headers }), body }
  bent.afterSigning?.(ready)
  // fetch sets these itself, to the same values.
  for (const name of ['host', 'Content-Length']) delete ready.headers[name]
  return read(await fetch(url, { method: 'POST', redirect: 'manual', ...ready }))
}

/** The text of an element, entities resolved, or `undefined`. */
const element = (/** @type {string} */ text, /** @type {string} */ name) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.replaceAll('&amp;', '&')

/** What a response says. */
async function read(/** @type {Response} */ response) {
  const text = await response.text()
  const { status, headers } = response
  return { status, code: element(text, 'Code'), message: element(text, 'Message'), text, headers }
}
