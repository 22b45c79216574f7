// @ts-check
/** The services of a case, with the same responses as in fakes.py. */

/** @typedef {import('./outcome.mjs').Call} Call */

/** The current time in every case. */
export const NOW = new Date('2026-01-02T03:04:05Z')

const XMLNS = 'https://sts.amazonaws.com/doc/2011-06-15/'
const CREDENTIAL = /Credential=([^/]*)\/\d{8}\/([^/]*)\/sts\/aws4_request/

/** The values that STS accepts, by its service model. */
const LIMITS = {
  RoleArn: /^arn:[a-z-]+:iam::\d{12}:role\/[!-~]+$/,
  RoleSessionName: /^[A-Za-z0-9_+=,.@-]{2,64}$/,
  ExternalId: /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/,
  SerialNumber: /^[A-Za-z0-9_+=/:,.@-]{9,256}$/,
  DurationSeconds: /^(9\d\d|[1-9]\d{3}|[1-3]\d{4}|4[0-2]\d{3}|43[01]\d\d|43200)$/,
}
const INVALID = { status: 400, code: 'ValidationError', message: '1 validation error detected' }

/** @param {Record<string, string>} params */
const isInvalid = (params) =>
  Object.entries(LIMITS).some(([name, rule]) => params[name] !== undefined && !rule.test(params[name]))

/** The requests to each service. @typedef {{ calls: Call[], portal: string[] }} Requests */

/**
 * A `fetch` that responds like STS and the portal of IAM Identity Center, and records the requests.
 * @param {import('./oracle.mjs').Case} one @param {Requests} requests
 * @returns {typeof fetch}
 */
export function services(one, { calls, portal }) {
  let number = 0
  return async (input, init) => {
    number += 1
    const url = new URL(String(input))
    if (url.hostname === '169.254.169.254') return metadata(one, url, number)
    if (url.hostname === '169.254.170.2') return Response.json(metadataCredentials('ecs', number))
    if (url.pathname.endsWith('/federation/credentials')) {
      portal.push(String(input))
      return Response.json({ roleCredentials: roleCredentials(number) })
    }
    const headers = new Headers(init?.headers)
    const params = Object.fromEntries(new URLSearchParams(String(new TextDecoder().decode(bytesOf(init?.body)))))
    const [, key = '', region = ''] = CREDENTIAL.exec(headers.get('authorization') ?? '') ?? []
    const token = headers.get('x-amz-security-token')
    // The AWS CLI's calls are those that are signed.
    if (key) calls.push({ url: url.href, key, region, token, params })
    const rejection = isInvalid(params) ? INVALID : one.sts?.[number]
    if (rejection) return new Response(rejectionXml(rejection), { status: rejection.status })
    return new Response(sessionXml(number, params), { status: 200, headers: { 'content-type': 'text/xml' } })
  }
}

/**
 * The EC2 metadata service, if the case has one.
 * @param {import('./oracle.mjs').Case} one @param {URL} url @param {number} hop
 */
function metadata({ imds }, { pathname }, hop) {
  if (!imds) throw new TypeError('fetch failed')
  if (pathname.endsWith('/api/token')) return new Response('imds-token')
  if (pathname.endsWith('/security-credentials/')) return new Response('imds-role')
  return Response.json(metadataCredentials('imds', hop))
}

/** @param {string} kind @param {number} hop */
function metadataCredentials(kind, hop) {
  return {
    Code: 'Success',
    AccessKeyId: `ASIAORACLE${kind.toUpperCase()}`,
    SecretAccessKey: `oracle/secret+${kind}`,
    Token: `oracle//token==${kind}`,
    Expiration: new Date(NOW.getTime() + 3_600_000).toISOString().replace('.000', ''),
    Hop: hop,
  }
}

/** @param {number} hop */
function roleCredentials(hop) {
  return {
    accessKeyId: `ASIAORACLESSO${String(hop).padStart(3, '0')}`,
    secretAccessKey: `oracle/secret+sso${hop}`,
    sessionToken: `oracle//token==sso${hop}`,
    expiration: NOW.getTime() + 3_600_000,
  }
}

/** @param {any} body */
function bytesOf(body) {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body
}

/** @param {number} hop @param {Record<string, string>} params */
function sessionXml(hop, { Action = '', RoleArn = '', RoleSessionName = '', DurationSeconds = '3600' }) {
  const [, partition, , , account] = RoleArn.split(':')
  const role = RoleArn.split('/').pop()
  const expiration = new Date(NOW.getTime() + Number(DurationSeconds) * 1000).toISOString().replace('.000', '')
  return `<${Action}Response xmlns="${XMLNS}"><${Action}Result><AssumedRoleUser>\
<AssumedRoleId>AROAORACLE:${RoleSessionName}</AssumedRoleId>\
<Arn>arn:${partition}:sts::${account}:assumed-role/${role}/${RoleSessionName}</Arn></AssumedRoleUser><Credentials>\
<AccessKeyId>ASIAORACLEHOP${String(hop).padStart(3, '0')}</AccessKeyId>\
<SecretAccessKey>oracle/secret+hop${hop}</SecretAccessKey><SessionToken>oracle//token==hop${hop}</SessionToken>\
<Expiration>${expiration}</Expiration></Credentials></${Action}Result><ResponseMetadata>\
<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${Action}Response>`
}

/** @param {{ code: string, message: string }} rejection */
function rejectionXml({ code, message }) {
  return `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>\
</Error><RequestId>0</RequestId></ErrorResponse>`
}
