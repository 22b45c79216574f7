/** The container credentials endpoint: a profile's credentials for any SDK on this machine. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AwsCredentialIdentity, formatCredentials, isRolehopError } from '../../index.ts'
import type { Context } from '../context.ts'
import { isFromPage, listen } from './loopback.ts'

const PATH = '/credentials'

/** The expiration reported for credentials that have none; SDKs require one. */
const ASK_AGAIN_MS = 3_600_000

/** An endpoint that is running. */
export interface Endpoint {
  /** What a program's environment must have to use it. The token is a secret. */
  readonly variables: {
    readonly AWS_CONTAINER_CREDENTIALS_FULL_URI: string
    readonly AWS_CONTAINER_AUTHORIZATION_TOKEN: string
  }
  readonly close: () => Promise<void>
}

type Provider = () => Promise<AwsCredentialIdentity>

/**
 * Serves credentials on 127.0.0.1 to clients with the token, but not to pages in a browser. Errors are
 * printed to stderr too, since clients show little of them.
 *
 * @param port any free one when absent
 */
export async function serveCredentials(context: Context, provider: Provider, port = 0): Promise<Endpoint> {
  const token = randomBytes(32).toString('base64url')
  const server = await listen(port, {
    refusal: (request) => rejectionStatus(request, token),
    answer: (_request, response) => void answer(context, provider, response),
  })
  return {
    variables: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}${PATH}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    },
    close: server.close,
  }
}

/** The status of a rejected request; `undefined` if it is accepted. */
function rejectionStatus(request: IncomingMessage, token: string): number | undefined {
  if (isFromPage(request)) return 403
  if (request.url !== PATH) return 404
  return isSame(request.headers.authorization ?? '', token) ? undefined : 401
}

/** Whether two strings are equal, in constant time. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

async function answer(context: Context, provider: Provider, response: ServerResponse): Promise<void> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = await provider()
    const lasting = {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      ...(accountId !== undefined && { accountId }),
      expiration: expiration ?? new Date(Date.now() + ASK_AGAIN_MS),
    }
    send(response, 200, formatCredentials(lasting, 'container'))
  } catch (error) {
    const known = isRolehopError(error)
    if (known) context.out.note(context.render(error.diagnostics, context.out.noteColour))
    const said = known ? { Code: error.code, Message: error.message } : { Code: 'internal', Message: 'internal error' }
    send(response, known && error.retryable ? 503 : 500, said)
  }
}

function send(response: ServerResponse, status: number, body: string | object): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}
