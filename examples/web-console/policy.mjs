// @ts-check
/**
 * The headers that a web server must send with the console's files: the build writes them to
 * `dist/_headers`, in the format of static hosts, and the page repeats the policy in its `<meta>`. That
 * alone is not enough: a worker has the policy of its own script's response, and the worker makes the calls.
 */

/** The regions of the public partitions, by the domain of their hosts. */
const REGIONS = {
  'amazonaws.com': [
    ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1'],
    ...['ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1', 'af-south-1', 'il-central-1'],
    ...[
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
    ],
    ...['ap-east-1', 'ap-east-2', 'ap-south-1', 'ap-south-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
    ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6'],
    ...['ap-southeast-7', 'me-central-1', 'me-south-1'],
  ],
  'amazonaws.com.cn': ['cn-north-1', 'cn-northwest-1'],
  'amazonaws.eu': ['eusc-de-east-1'],
}

/**
 * The hosts of STS by name: a wildcard would let the page send data to any bucket. With FIPS where it exists;
 * dual stack would make the header longer than static hosts accept (2,000 characters).
 * @param {string} domain
 * @param {string} region
 */
function hosts(domain, region) {
  const all = [`https://sts.${region}.${domain}`]
  if (/^us-(east|west)/.test(region)) all.push(`https://sts-fips.${region}.${domain}`)
  return all
}

/**
 * The sources of calls: the console's origin and the hosts of STS, in all regions or in some.
 * @param {Calls} calls
 */
function sources({ connect = [], regions = [] }) {
  const wanted = (/** @type {string} */ region) => regions.length === 0 || regions.includes(region)
  const known = Object.entries(REGIONS)
  const named = known.flatMap(([domain, all]) => all.filter(wanted).flatMap((region) => hosts(domain, region)))
  const missing = regions.filter((region) => !known.some(([, all]) => all.includes(region)))
  if (missing.length > 0) throw new Error(`unknown region: ${missing.join(', ')}; pass its STS host with --connect`)
  return ["'self'", 'https://sts.amazonaws.com', ...named, ...connect]
}

/**
 * @typedef {object} Calls what the page may call besides its own origin
 * @property {readonly string[]} [connect] further sources, such as a relay on another origin
 * @property {readonly string[]} [regions] the regions of STS; by default all
 */

/**
 * The content security policy.
 * @param {Calls} [calls]
 */
export const policy = (calls = {}) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${sources(calls).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types console',
  ].join('; ')

/**
 * The text of `_headers`. The names of the files in `assets` change with their content, so that browsers keep
 * them; they check everything else at each visit, and never use outdated settings.
 * @param {Calls} [calls]
 */
export const headers = (calls) => `/*
  Content-Security-Policy: ${policy(calls)}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
/assets/*
  Cache-Control: public, max-age=31536000, immutable
${['/', '/index.html', '/settings.json', '/icon.svg'].map((path) => `${path}\n  Cache-Control: no-cache`).join('\n')}
`

/**
 * The headers that such a text has for a path.
 * @param {string} text
 * @param {string} path
 * @returns {Record<string, string>}
 */
export function headersFor(text, path) {
  const rules = text.split(/^(?=\/)/m)
  const applies = (/** @type {string} */ rule) => {
    const [pattern = ''] = rule.split('\n')
    return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
  }
  const found = rules.filter(applies).flatMap((rule) => [...rule.matchAll(/^ {2}([^:]+): (.+)$/gm)])
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]))
}
