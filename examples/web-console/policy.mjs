// @ts-check
/**
 * What a web server must send with the console's files: the build writes it to `dist/_headers`, in
 * the form that static hosts read, and the page repeats the policy in its `<meta>`. That alone would
 * not do: a worker obeys what its own script was served with, and the worker makes the calls.
 */

/** STS's hosts in the public partitions; a policy cannot name them more narrowly. */
const AWS = ['https://*.amazonaws.com', 'https://*.amazonaws.com.cn', 'https://*.api.aws', 'https://*.amazonaws.eu']

/**
 * The content security policy.
 * @param {readonly string[]} connect what may be called besides the console's own origin and AWS
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
 * The text of `_headers`. A browser asks each time whether a file has changed: it then never meets
 * the settings of yesterday.
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
 * The headers of such a text, which has one rule, for every file.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export const parseHeaders = (text) =>
  Object.fromEntries([...text.matchAll(/^ {2}([^:]+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]))
