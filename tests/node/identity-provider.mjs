// @ts-check
/** Web identity: an identity provider, and an STS that trusts it. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSts } from '../../tools/sts/server.mjs'
import { homeWith } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const ISSUER = 'https://issuer.example.com'

/** An identity provider, an STS that trusts it, and one of its tokens in a file. @param {TestContext} t */
export async function identityProvider(t) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const encode = (/** @type {object} */ part) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const token = (seconds = 600) => {
    const claims = { iss: ISSUER, aud: 'sts.amazonaws.com', sub: 'ci', exp: Math.floor(Date.now() / 1000) + seconds }
    const text = `${encode({ alg: 'ES256' })}.${encode(claims)}`
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }
  const arn = 'arn:aws:iam::111122223333:oidc-provider/issuer.example.com'
  const world = {
    users: [],
    providers: [
      {
        arn,
        issuer: ISSUER,
        publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        audiences: ['sts.amazonaws.com'],
      },
    ],
    roles: [{ arn: 'arn:aws:iam::111122223333:role/Ci', trust: [{ principals: [arn] }] }],
  }
  const sts = await startSts({ world })
  t.after(() => sts.close())
  const home = homeWith(t, {
    config: '[profile ci]\nrole_arn = arn:aws:iam::111122223333:role/Ci\nregion = eu-west-1\n',
  })
  const file = join(home.home, 'token')
  writeFileSync(file, `${token()}\n`)
  const env = { ...home.env, AWS_ENDPOINT_URL_STS: sts.url, AWS_EC2_METADATA_DISABLED: 'true' }
  return { sts, ...home, env, file, token }
}
