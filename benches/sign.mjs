// @ts-check
/** The time to sign an AssumeRole request. */
import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import aws4 from 'aws4'
import { AwsV4Signer } from 'aws4fetch'
import { signAssumeRole } from 'rolehop'
import { compare, report } from './measure.mjs'

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'benchmark/secret+benchmark/secret+benchma',
  sessionToken: 'FwoGZXIvYXdzE'.repeat(22),
}
const roleArn = 'arn:aws:iam::111122223333:role/Deploy'
const host = 'sts.eu-west-1.amazonaws.com'
const type = 'application/x-www-form-urlencoded; charset=utf-8'
const body = new URLSearchParams({
  Action: 'AssumeRole',
  Version: '2011-06-15',
  RoleArn: roleArn,
  RoleSessionName: 'bench',
}).toString()
const hop = {
  profile: 'deploy',
  roleArn,
  roleSessionName: 'bench',
  chained: false,
  region: 'eu-west-1',
  endpoint: `https://${host}/`,
  endpointOverridden: false,
  cacheKey: '0'.repeat(40),
  locations: {},
}

/** The hash for `@smithy/signature-v4` in Node: the fastest one. */
class NodeSha256 {
  /** @param {string | Uint8Array} [secret] */
  constructor(secret) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  /** @param {string | Uint8Array} data */
  update(data) {
    this.hash.update(data)
  }
  async digest() {
    return this.hash.digest()
  }
  reset() {}
}

const smithy = new SignatureV4({
  credentials,
  region: 'eu-west-1',
  service: 'sts',
  sha256: /** @type {any} */ (NodeSha256),
  applyChecksum: false,
})

// A new time for each call, as in practice: signers may still cache the key of the day.
let now = Date.UTC(2026, 0, 2, 3, 4, 5)
const tick = () => {
  now += 1000
  return new Date(now)
}

const candidates = [
  { name: 'rolehop', run: () => signAssumeRole(hop, credentials, { date: tick() }) },
  {
    name: 'aws4',
    run: () =>
      aws4.sign(
        {
          method: 'POST',
          host,
          path: '/',
          service: 'sts',
          region: 'eu-west-1',
          headers: { 'Content-Type': type, 'X-Amz-Date': amzDate(tick()) },
          body,
        },
        credentials,
      ),
  },
  {
    name: 'aws4fetch',
    run: () =>
      new AwsV4Signer({
        ...credentials,
        url: `https://${host}/`,
        method: 'POST',
        headers: { 'Content-Type': type },
        body,
        service: 'sts',
        region: 'eu-west-1',
        datetime: amzDate(tick()),
      }).sign(),
  },
  {
    name: '@smithy/signature-v4',
    run: () =>
      smithy.sign(
        /** @type {any} */ ({
          method: 'POST',
          protocol: 'https:',
          hostname: host,
          path: '/',
          query: {},
          headers: { host, 'content-type': type },
          body,
        }),
        { signingDate: tick() },
      ),
  },
]

/** @param {Date} date */
function amzDate(date) {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

report('Signing one AssumeRole request', await compare(candidates, { rounds: 31, calls: 100 }), 'µs')
