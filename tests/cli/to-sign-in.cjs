// @ts-check
/**
 * Preloaded into the command with `--require`: sends its requests for the sign-in service of AWS to the
 * server at `SIGN_IN_URL`, since the command never sends them to a custom endpoint.
 */
const { fetch } = globalThis

globalThis.fetch = (input, init) => {
  const called = new URL(String(input))
  if (!/(^|\.)signin(-fips)?\./.test(called.hostname)) return fetch(input, init)
  const headers = new Headers(init?.headers)
  headers.set('x-called', String(called))
  return fetch(`${process.env.SIGN_IN_URL}${called.pathname}`, { ...init, headers })
}
