/** Serves a profile's credentials as a container credentials endpoint. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AwsCredentialIdentity, formatCredentials, isRolehopError } from '../../index.ts'
import type { Context } from '../context.ts'
import { isFromPage, listen } from './loopback.ts'

const PATH = '/credentials'

/** The expiration reported for credentials that have none; SDKs require one. */
const REFRESH_AFTER_MS = 3_600_000

/** A running endpoint. */
export interface Endpoint {
  /** The environment variables that clients need. The token is a secret. */
  readonly variables: {
    readonly AWS_CONTAINER_CREDENTIALS_FULL_URI: string
    readonly AWS_CONTAINER_AUTHORIZATION_TOKEN: string
  }
  readonly close: () => Promise<void>
}

type Provider = () => Promise<AwsCredentialIdentity>

/**
 * Serves credentials on 127.0.0.1 to clients that send the token, but not to pages in a browser. Errors
 * are also printed to stderr, because clients show little of them.
 *
 * @param port the port to listen on; 0 for any free port
 */
export async function serveCredentials(context: Context, provider: Provider, port = 0): Promise<Endpoint> {
  const token = randomBytes(32).toString('base64url')
  const server = await listen(port, {
    reject: (request) => rejectionStatus(request, token),
    respond: (_request, response) => void respond(context, provider, response),
  })
  return {
    variables: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}${PATH}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    },
    close: server.close,
  }
}

/** Returns the status of a rejected request; `undefined` to accept it. */
function rejectionStatus(request: IncomingMessage, token: string): number | undefined {
  if (isFromPage(request)) return 403
  if (request.url !== PATH) return 404
  return timingSafeEqualStrings(request.headers.authorization ?? '', token) ? undefined : 401
}

/** Whether two strings are equal, in constant time. */
function timingSafeEqualStrings(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

async function respond(context: Context, provider: Provider, response: ServerResponse): Promise<void> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = await provider()
    const expiring = {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      ...(accountId !== undefined && { accountId }),
      expiration: expiration ?? new Date(Date.now() + REFRESH_AFTER_MS),
    }
    send(response, 200, formatCredentials(expiring, 'container'))
  } catch (error) {
    const known = isRolehopError(error)
    if (known) context.out.note(context.render(error.diagnostics, context.out.noteColour))
    const body = known ? { Code: error.code, Message: error.message } : { Code: 'internal', Message: 'internal error' }
    send(response, known && error.retryable ? 503 : 500, body)
  }
}

function send(response: ServerResponse, status: number, body: string | object): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}
