// @ts-check
/** The world of an STS: users with keys and MFA devices, roles with trust policies, identity providers. */
import { createHash } from 'node:crypto'

/**
 * @typedef {object} AccessKey
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {boolean} [inactive] a deactivated key
 *
 * @typedef {object} MfaDevice
 * @property {string} serial an ARN, or the number of a hardware device
 * @property {string} [secret] in base32, for RFC 6238 codes
 * @property {string[]} [codes] fixed codes, each valid once in 30 seconds
 *
 * @typedef {object} User
 * @property {string} arn of an IAM user, or `arn:aws:iam::ACCOUNT:root`
 * @property {string} [userId] `AIDA…`; by default derived from the ARN
 * @property {AccessKey[]} accessKeys
 * @property {MfaDevice[]} [mfaDevices]
 * @property {string[]} [mayAssume] role ARNs that the user's own policies allow, or `*` (the default)
 *
 * @typedef {object} Statement one way to be trusted; every condition present must hold
 * @property {string[]} principals `*`, an account id, or the ARN of a user, role, session, account or provider
 * @property {string} [externalId] the `ExternalId` that must be sent
 * @property {boolean} [mfa] true: the caller must have sent an MFA code
 * @property {string} [sessionName] the `RoleSessionName` that must be sent
 * @property {string} [subject] web identity only: the token's `sub`
 *
 * @typedef {object} Role
 * @property {string} arn with its path, if it has one
 * @property {string} [roleId] `AROA…`; by default derived from the ARN
 * @property {Statement[]} trust
 * @property {number} [maxSessionDuration] seconds, 3600 (the default) to 43200
 * @property {string[]} [mayAssume] as for users
 *
 * @typedef {object} Provider an OpenID Connect provider
 * @property {string} arn
 * @property {string} issuer the token's `iss`
 * @property {string[]} audiences accepted as the token's `aud`
 * @property {string} publicKey in PEM, of the key that signs its tokens (RS256 or ES256)
 *
 * @typedef {object} WorldDescription
 * @property {User[]} users
 * @property {Role[]} [roles]
 * @property {Provider[]} [providers]
 * @property {string[]} [disabledRegions] where no session is issued
 */

/**
 * The caller of a request.
 * @typedef {object} Principal
 * @property {'user' | 'root' | 'role'} kind
 * @property {string} arn as GetCallerIdentity returns it
 * @property {string} identityArn of the user or role, with its path
 * @property {string} userId
 * @property {string} account 12 digits
 * @property {string} partition
 * @property {boolean} temporary it has temporary credentials, not a long-term key
 * @property {boolean} mfa an MFA code was sent for the session
 * @property {boolean} [chained] a role session assumed the role
 */

/** The prefix of ARNs, up to the account ID. */
const IAM_ARN = /^arn:(aws(?:-[a-z]+)*):iam::(\d{12}):(root|(?:user|role|oidc-provider)\/.+)$/s

/**
 * The parts of an IAM ARN of a user, role, provider or account, or `undefined`.
 * @param {string} arn
 */
export function parseArn(arn) {
  const match = IAM_ARN.exec(arn)
  if (match === null) return undefined
  const [, partition = '', account = '', resource = ''] = match
  return {
    partition,
    account,
    kind: resource.split('/', 1)[0] ?? '',
    name: resource.slice(resource.lastIndexOf('/') + 1),
  }
}

/** The parts of a valid ARN. */
function partsOf(/** @type {string} */ arn) {
  const parts = parseArn(arn)
  if (parts === undefined) throw new TypeError(`not an IAM ARN: ${arn}`)
  return parts
}

/**
 * A unique ID in the service's format: four letters for the kind, 17 characters derived from the ARN.
 * @param {'AIDA' | 'AROA'} prefix
 * @param {string} arn
 */
const uniqueId = (prefix, arn) =>
  prefix +
  createHash('sha256')
    .update(arn)
    .digest('hex')
    .toUpperCase()
    .replace(/[0189]/g, 'X')
    .slice(0, 17)

/** An indexed, immutable world. */
export class World {
  /** @type {Map<string, { key: AccessKey, user: User }>} */
  #keys = new Map()
  /** @type {Map<string, User | Role>} */
  #identities = new Map()
  /** @type {Map<string, Provider>} */
  #providers = new Map()
  /** @type {Set<string>} */
  #disabledRegions

  /**
   * @param {WorldDescription} description
   * @throws {TypeError} if it is invalid
   */
  constructor(description) {
    if (!Array.isArray(description?.users)) throw new TypeError('a world needs `users`, a list')
    for (const user of description.users) this.#addUser(user)
    for (const role of description.roles ?? []) this.#addRole(role)
    for (const provider of description.providers ?? []) this.#providers.set(provider.issuer, provider)
    this.#disabledRegions = new Set(description.disabledRegions ?? [])
  }

  /** @param {User} user */
  #addUser(user) {
    if (!['user', 'root'].includes(partsOf(user.arn).kind)) throw new TypeError(`not a user: ${user.arn}`)
    for (const key of user.accessKeys ?? []) {
      if (!/^AKIA[A-Z2-7]{16}$/.test(key.accessKeyId))
        throw new TypeError(`${user.arn}: access keys are AKIA and 16 of A-Z, 2-7`)
      if (!key.secretAccessKey) throw new TypeError(`${user.arn}: a key without its secret`)
      this.#keys.set(key.accessKeyId, { key, user })
    }
    this.#identities.set(user.arn, user)
  }

  /** @param {Role} role */
  #addRole(role) {
    if (partsOf(role.arn).kind !== 'role') throw new TypeError(`not a role: ${role.arn}`)
    if (!Array.isArray(role.trust)) throw new TypeError(`${role.arn}: needs \`trust\`, a list of statements`)
    this.#identities.set(role.arn, role)
  }

  /**
   * A long-term key and its user; deactivated keys are not found.
   * @param {string} accessKeyId
   */
  key(accessKeyId) {
    const found = this.#keys.get(accessKeyId)
    if (found === undefined || found.key.inactive) return undefined
    return { secretAccessKey: found.key.secretAccessKey, principal: userPrincipal(found.user) }
  }

  /**
   * @param {string} arn
   * @returns {Role | undefined}
   */
  role(arn) {
    const found = this.#identities.get(arn)
    return found !== undefined && 'trust' in found ? found : undefined
  }

  /**
   * Whether an identity's policies allow it to assume a role.
   * @param {string} identityArn
   * @param {string} roleArn
   */
  mayAssume(identityArn, roleArn) {
    const allowed = this.#identities.get(identityArn)?.mayAssume ?? ['*']
    return allowed.includes('*') || allowed.includes(roleArn)
  }

  /**
   * The MFA device with a serial number, if it belongs to the user.
   * @param {string} userArn
   * @param {string} serial
   */
  device(userArn, serial) {
    const found = this.#identities.get(userArn)
    return found !== undefined && 'accessKeys' in found
      ? found.mfaDevices?.find((device) => device.serial === serial)
      : undefined
  }

  /** @param {string} issuer */
  provider(issuer) {
    return this.#providers.get(issuer)
  }

  /** @param {string} region */
  isDisabled(region) {
    return this.#disabledRegions.has(region)
  }
}

/**
 * A user with a long-term key.
 * @param {User} user
 * @returns {Principal}
 */
function userPrincipal(user) {
  const { partition, account, kind } = partsOf(user.arn)
  const root = kind === 'root'
  return {
    kind: root ? 'root' : 'user',
    arn: user.arn,
    identityArn: user.arn,
    userId: root ? account : (user.userId ?? uniqueId('AIDA', user.arn)),
    account,
    partition,
    temporary: false,
    mfa: false,
  }
}

/**
 * A session of a role. The path of the role is not in the session's ARN.
 * @param {Role} role
 * @param {string} sessionName
 * @returns {Principal}
 */
export function rolePrincipal(role, sessionName) {
  const { partition, account, name } = partsOf(role.arn)
  return {
    kind: 'role',
    arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`,
    identityArn: role.arn,
    userId: `${role.roleId ?? uniqueId('AROA', role.arn)}:${sessionName}`,
    account,
    partition,
    temporary: true,
    mfa: false,
  }
}
