// @ts-check
/** Sends a response, complete or changed by a fault. */
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Sends a response.
 * @param {import('node:http').ServerResponse} response
 * @param {import('./dispatch.mjs').Reply} reply
 * @param {import('./faults.mjs').Fault} [fault]
 */
export async function deliver(response, reply, fault = {}) {
  if (fault.delay !== undefined) await wait(fault.delay, undefined, { ref: false })
  if (fault.hang) return
  if (fault.reset) return reset(response)
  const body = Buffer.from(fault.body ?? reply.body)
  const sent = body.subarray(0, fault.truncate ?? fault.cut ?? body.length)
  const length = fault.cut === undefined ? sent.length : body.length
  response.writeHead(reply.status, { ...reply.headers, ...fault.headers, 'content-length': String(length) })
  await write(response, sent, fault.drip)
  if (fault.cut === undefined) response.end()
  else response.socket?.end(() => reset(response))
}

/**
 * Writes the body, at once or in pieces.
 * @param {import('node:http').ServerResponse} response
 * @param {Buffer} body
 * @param {{ bytes: number, every: number } | undefined} drip
 */
async function write(response, body, drip) {
  const size = drip === undefined ? Math.max(1, body.length) : Math.max(1, drip.bytes)
  for (let start = 0; start < body.length && !response.destroyed; start += size) {
    response.write(body.subarray(start, start + size))
    if (drip !== undefined) await wait(drip.every, undefined, { ref: false })
  }
}

/** Resets the connection. */
const reset = (/** @type {import('node:http').ServerResponse} */ response) => {
  response.socket?.resetAndDestroy()
}
