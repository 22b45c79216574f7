/** Opens URLs in the user's browser. */
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { RolehopError } from '../../index.ts'
import { abortedError } from '../../model/errors.ts'
import { hostFailureOf } from '../../model/host-failure.ts'
import { open } from '../../runtime/node/open-url.ts'
import { raceAbort } from '../../util/abort.ts'
import { listen } from './loopback.ts'

/** The time limit for the browser to load the page, in milliseconds. */
const PATIENCE = 60_000

/** Opens a URL. @throws RolehopError `not-supported-here` */
export async function openUrl(url: string): Promise<void> {
  try {
    await open(url)
  } catch (error) {
    const reason = hostFailureOf(error)?.reason
    throw notOpened(`cannot open a browser${reason === undefined ? '' : `: ${reason}`}`)
  }
}

/**
 * Opens a URL that is a secret. Other users can see the arguments of the browser's process, so the browser
 * gets the URL of a local server, which redirects the first request and then closes.
 *
 * @throws RolehopError `not-supported-here` if there is no browser, or it does not load the page; `aborted`
 */
export async function openSecretUrl(url: string, signal: AbortSignal): Promise<void> {
  const path = `/${randomBytes(24).toString('base64url')}`
  const page = await listen(0, {
    reject: (request) => (request.url === path ? undefined : 404),
    respond: (_request, response) => void redirect(response, url).then(onFetched, onFetched),
  })
  let onFetched: () => void = () => {}
  const fetched = new Promise<void>((resolve) => {
    onFetched = resolve
  })
  try {
    await openUrl(`${page.url}${path}`)
    await withTimeout(fetched, signal)
  } finally {
    await page.close()
  }
}

function redirect(response: ServerResponse, location: string): Promise<void> {
  return new Promise((resolve) => {
    response.writeHead(302, { location, 'referrer-policy': 'no-referrer' }).end(resolve)
  })
}

/** Waits until the browser has fetched the page. @throws RolehopError after the time limit; `aborted` */
async function withTimeout(fetched: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notOpened('the browser did not open the page within a minute')), PATIENCE)
  })
  try {
    await raceAbort(Promise.race([fetched, tooLate]), signal)
  } catch (error) {
    throw signal.aborted ? abortedError(signal.reason) : error
  } finally {
    clearTimeout(timer)
  }
}

function notOpened(message: string): RolehopError {
  const help = 'omit `--open` to print the URL'
  return new RolehopError({ code: 'not-supported-here', message, help })
}
