/** Signing in with a browser: what the engine can do for it, from the options of a call. */
import type { BrowserFunctions } from '../engine/host.ts'
import type { HostFailure, SignInPage } from '../generated/types.ts'
import type { Awaitable, CommonOptions } from '../model/types.ts'
import { runtime } from '../runtime/runtime.ts'
import type { CallContext } from './call-context.ts'

/** The options of a call that are about the browser. */
export interface BrowserOptions {
  readonly onUrl?: ((page: SignInPage) => Awaitable<void>) | undefined
  readonly openBrowser?: boolean | undefined
}

/**
 * Whether a browser can be opened that reaches the ports of this host. A function for `host.open` opens one;
 * the engine finds out whether it is on another host.
 */
export async function hasBrowser({ host }: CommonOptions, { env }: CallContext): Promise<boolean> {
  const { listen, hasBrowser } = runtime()
  return listen !== undefined && (host?.open !== undefined || (await hasBrowser?.(env)) === true)
}

/** The functions to listen, and to show a page. */
export function browserFunctions(options: BrowserOptions, context: CallContext): BrowserFunctions {
  return { listen: runtime().listen, show: pagePresenter(options, context) }
}

/**
 * Returns what shows a page: calls `onUrl`, opens a browser, or both. A browser that fails to open is an
 * error only without the former.
 */
function pagePresenter(
  { onUrl, openBrowser = true }: BrowserOptions,
  { host: { open } }: CallContext,
): BrowserFunctions['show'] {
  const opens = openBrowser ? open : undefined
  if (!onUrl && !opens) return undefined
  return async (page) => {
    if (!page.isLocal && !onUrl) throw { hostError: 'unsupported' } satisfies HostFailure
    // Each may return as late as the page is closed.
    const shown = onUrl?.(page)
    await Promise.all([shown, page.isLocal && opens && openPage(opens, page.url, onUrl === undefined)])
  }
}

/** Opens a page in the browser. A failure is an error only if the page is not shown in another way. */
export async function openPage(
  open: (url: string) => Awaitable<void>,
  url: string,
  isRequired: boolean,
): Promise<void> {
  try {
    await open(url)
  } catch (failure) {
    if (isRequired) throw failure
  }
}
