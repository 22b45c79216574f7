// @ts-check
/**
 * The headers that a web server must send with the console's files: the build writes them to
 * `dist/_headers`, in the format of static hosts, and the page repeats the policy in its `<meta>`. That
 * alone is not enough: a worker has the policy of its own script's response, and the worker makes the calls.
 */

/** STS's hosts in the public partitions; a policy cannot be more specific. */
const AWS = ['https://*.amazonaws.com', 'https://*.amazonaws.com.cn', 'https://*.api.aws', 'https://*.amazonaws.eu']

/**
 * The content security policy.
 * @param {readonly string[]} connect further sources besides the console's origin and AWS
 */
export const policy = (connect) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...AWS, ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types console',
  ].join('; ')

/**
 * The text of `_headers`. The browser revalidates each file, so it never uses outdated settings.
 * @param {readonly string[]} connect
 */
export const headers = (connect) => `/*
  Content-Security-Policy: ${policy(connect)}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
  Cache-Control: no-cache
`

/**
 * The headers in such a text, which has one rule for all files.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export const parseHeaders = (text) =>
  Object.fromEntries([...text.matchAll(/^ {2}([^:]+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]))
