/** Finds the proxy of a request in the variables, which it reads as the AWS CLI (Python's `urllib`) does. */
import type { Environment } from '../../model/types.ts'
import { misconfigured } from '../fetch.ts'

/** A proxy, and the variable that sets it. */
export interface Proxy {
  readonly url: URL
  /** The header with its user name and password, if it has any. */
  readonly headers: { readonly 'proxy-authorization'?: string }
  readonly variable: string
}

/**
 * The proxy of a URL; `undefined` if no variable sets one or `NO_PROXY` excludes the host.
 *
 * @throws HostFailure `misconfigured` for a variable that is not the URL of a proxy
 */
export async function proxyFor(url: URL, env: Environment): Promise<Proxy | undefined> {
  const found = variableOf(url.protocol.slice(0, -1), env)
  if (!found) return undefined
  const excluded = variableOf('no', env)?.value ?? ''
  return (await isExcluded(url, excluded)) ? undefined : parse(found)
}

interface Variable {
  readonly name: string
  readonly value: string
}

/**
 * The variable for a kind of URL. A lower-case `_proxy` overrides others, even if it is empty. In a CGI
 * program, `HTTP_PROXY` may be a header of the client's request (CVE-2016-1000110) and is ignored.
 */
function variableOf(kind: string, env: Environment): Variable | undefined {
  const names = Object.keys(env).filter((name) => name.toLowerCase() === `${kind}_proxy`)
  const isLower = (name: string) => name.endsWith('_proxy')
  const lower = names.findLast(isLower)
  const isForged = kind === 'http' && env.REQUEST_METHOD !== undefined
  const name = lower ?? (isForged ? undefined : names.findLast((each) => env[each]))
  const value = name === undefined ? '' : (env[name] ?? '').trim()
  return name === undefined || value === '' ? undefined : { name, value }
}

/**
 * A proxy's scheme, user name and password, and the rest of its URL. The user name and the password may
 * contain characters that are invalid in a URL; they end at the last `@`.
 */
const PARTS = /^(?:(?:([a-z][a-z0-9+.-]*):)?\/\/)?(?:([^/?#]*)@)?([^@]*)$/i

/** Parses the value of a variable. Without a scheme, the proxy is http, as in botocore. */
function parse({ name, value }: Variable): Proxy {
  const [, scheme = 'http', user = '', rest = ''] = PARTS.exec(value) ?? []
  if (/^socks/i.test(scheme))
    throw misconfigured(`\`${name}\` sets a SOCKS proxy, which is not supported`, 'use the URL of an HTTP proxy')
  const url = rest === '' ? undefined : urlOf(`${scheme}://${rest}`)
  if (url && /^https?:$/.test(url.protocol)) return { url, headers: authorization(user), variable: name }
  const help = 'write it as `http://host:port`, and percent-encode `/`, `?` and `#` of a user name or password'
  throw misconfigured(`\`${name}\` is not the URL of a proxy`, help)
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function authorization(user: string): Proxy['headers'] {
  if (user === '') return {}
  const [name = '', ...password] = user.split(':')
  const both = `${decoded(name)}:${decoded(password.join(':'))}`
  return { 'proxy-authorization': `Basic ${Buffer.from(both).toString('base64')}` }
}

/** Decodes percent-encoded text; invalid sequences remain unchanged. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

/**
 * Whether `NO_PROXY` lists the host of a URL: hosts, domains with or without a dot or `*.` in front,
 * addresses and networks (`10.0.0.0/8`), each with or without a port; `*` for all.
 */
async function isExcluded({ hostname, port, protocol }: URL, list: string): Promise<boolean> {
  const host = bareHost(hostname).replace(/\.$/, '')
  const actualPort = port || (protocol === 'https:' ? '443' : '80')
  for (const entry of list.toLowerCase().split(/[\s,]+/)) {
    if (entry === '*') return true
    if (entry.includes('/')) {
      if (await isInNetwork(host, entry)) return true
      continue
    }
    const [name, wanted] = hostAndPort(entry)
    if (name === '' || (wanted !== undefined && wanted !== actualPort)) continue
    if (host === name || host.endsWith(`.${name}`)) return true
  }
  return false
}

/** The host and the port of an entry; an IPv6 address may have brackets, and needs them to have a port. */
function hostAndPort(entry: string): [host: string, port?: string] {
  const [, bracketed, portBehind] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? []
  const address = bracketed ?? (entry.split(':').length > 2 ? entry : undefined)
  if (address !== undefined) {
    // In the short form that URLs use.
    const short = bareHost(urlOf(`http://[${address}]`)?.hostname ?? address)
    return portBehind === undefined ? [short] : [short, portBehind]
  }
  const [name = '', port] = entry.split(':')
  const domain = name.replace(/^\*?\.+/, '')
  return port === undefined ? [domain] : [domain, port]
}

/** Whether a host is an address in a network, such as `10.0.0.0/8` or `fd00::/8`. */
async function isInNetwork(host: string, network: string): Promise<boolean> {
  const { BlockList, isIP } = await import('node:net')
  const [address = '', bits = ''] = network.replace(/[[\]]/g, '').split('/')
  const family = isIP(address)
  const longest = family === 4 ? 32 : 128
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > longest) return false
  const list = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(address, Number(bits), type)
  return list.check(host, type)
}

/** A host name without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}
