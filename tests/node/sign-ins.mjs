// @ts-check
/** Sessions of `aws login` as the AWS CLI writes them, and the console's service that renews them. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Proofs } from '../../tools/sign-in/proof.mjs'
import { homeWith } from './support.mjs'

const ARN = 'arn:aws:iam::111122223333:user/alice'

/** The URL at which AWS renews them. */
export const URL_OF_TOKENS = 'https://eu-west-1.signin.aws.amazon.com/v1/token'

export const LOGIN_CONFIG = `[profile dev]\nlogin_session = ${ARN}\nregion = eu-west-1\n`

/**
 * The token endpoint of the console's sign-in service: each refresh token is valid once, and only with a
 * new DPoP proof by the session's key.
 * @param {import('node:crypto').JsonWebKey} owner
 */
function signInService(owner) {
  let token = 'refresh-1'
  const proofs = new Proofs()
  /** @type {string[]} */
  const requests = []
  /** @param {any} input @param {any} init */
  const send = async (input, init) => {
    const headers = new Headers(init.headers)
    const body = JSON.parse(String(init.body))
    requests.push(String(input))
    const jwk = proofs.keyOf(headers.get('dpop'), String(input))
    const isProof = jwk !== undefined && jwk.x === owner.x && jwk.y === owner.y
    if (init.method !== 'POST' || !isProof || body.grantType !== 'refresh_token' || body.refreshToken !== token)
      return Response.json({ error: 'TOKEN_EXPIRED', message: 'no' }, { status: 403 })
    token = `refresh-${requests.length + 1}`
    const accessToken = {
      accessKeyId: `ASIARENEWED${requests.length}`,
      secretAccessKey: 'renewed/secret',
      sessionToken: 'renewed//token',
    }
    return Response.json({ accessToken, expiresIn: 900, refreshToken: token, tokenType: 'aws_sigv4' })
  }
  return { requests, send: /** @type {typeof fetch} */ (send) }
}

/** A home folder with a session that is valid for this many seconds. @param {import('node:test').TestContext} t @param {number} seconds */
export function signedIn(t, seconds) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { home, env } = homeWith(t, { config: LOGIN_CONFIG })
  const folder = join(home, '.aws', 'login', 'cache')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${createHash('sha256').update(ARN).digest('hex')}.json`)
  const entry = {
    accessToken: {
      accessKeyId: 'ASIASIGNEDIN',
      secretAccessKey: 'first/secret',
      sessionToken: 'first//token',
      accountId: '111122223333',
      expiresAt: new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, ''),
    },
    tokenType: 'aws_sigv4',
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken: 'refresh-1',
    idToken: 'id',
    dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
    signInRegion: 'eu-west-1',
    addedLater: 0.5,
  }
  writeFileSync(path, JSON.stringify(entry), { mode: 0o644 })
  return { home, env, path, entry, service: signInService(publicKey.export({ format: 'jwk' })) }
}
