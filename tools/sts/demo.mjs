// @ts-check
/** The accounts of a fictional company for the demo and for tests, and the AWS files of one of its users. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The key of the demo's user. It is valid at this STS only. */
export const DEMO_KEY = {
  accessKeyId: 'AKIADEMOALICEEXAMPLE',
  secretAccessKey: 'demo/secret/of/alice/not/real/EXAMPLEKEY',
}

/** Her MFA device, its fixed code, and the secret for an authenticator app. */
export const DEMO_MFA = Object.freeze({
  serial: 'arn:aws:iam::111122223333:mfa/alice',
  code: '123456',
  secret: 'JBSWY3DPEHPK3PXP',
})

/** The external ID that Deploy requires. */
export const DEMO_EXTERNAL_ID = 'demo-external-id'

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const HUB = 'arn:aws:iam::111122223333:role/Hub'
const OPERATIONS = 'arn:aws:iam::111122223333:role/OperationsAdmin'

/**
 * The demo's accounts: alice, who needs an MFA code to assume Hub or OperationsAdmin; Deploy of another
 * account, which these two can assume with an external ID; ReadOnly, which needs neither; and Locked,
 * which no principal can assume.
 * @param {{ codes?: string[] }} [options] the fixed MFA codes; an empty list requires an authenticator app
 * @returns {import('./world.mjs').WorldDescription}
 */
export const demoWorld = ({ codes = [DEMO_MFA.code] } = {}) => ({
  users: [
    {
      arn: ALICE,
      accessKeys: [{ ...DEMO_KEY }],
      mfaDevices: [{ serial: DEMO_MFA.serial, secret: DEMO_MFA.secret, codes }],
    },
  ],
  roles: [
    { arn: HUB, trust: [{ principals: [ALICE], mfa: true }], maxSessionDuration: 43_200 },
    { arn: OPERATIONS, trust: [{ principals: [ALICE], mfa: true }], maxSessionDuration: 43_200 },
    {
      arn: 'arn:aws:iam::444455556666:role/Deploy',
      trust: [{ principals: [HUB, OPERATIONS], externalId: DEMO_EXTERNAL_ID }],
      maxSessionDuration: 43_200,
    },
    { arn: 'arn:aws:iam::111122223333:role/team/ReadOnly', trust: [{ principals: ['111122223333'] }] },
    { arn: 'arn:aws:iam::444455556666:role/Locked', trust: [] },
  ],
})

/**
 * The profiles of the demo, each with its settings in the config file.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const DEMO_PROFILES = {
  base: { region: 'eu-central-1' },
  hub: { role_arn: HUB, source_profile: 'base', mfa_serial: DEMO_MFA.serial, region: 'eu-central-1' },
  deploy: {
    role_arn: 'arn:aws:iam::444455556666:role/Deploy',
    source_profile: 'hub',
    external_id: DEMO_EXTERNAL_ID,
    region: 'eu-central-1',
  },
  readonly: {
    role_arn: 'arn:aws:iam::111122223333:role/team/ReadOnly',
    source_profile: 'base',
    region: 'eu-central-1',
  },
  locked: { role_arn: 'arn:aws:iam::444455556666:role/Locked', source_profile: 'base', region: 'eu-central-1' },
}

/** The settings of alice's key. */
const KEY_SETTINGS = { aws_access_key_id: DEMO_KEY.accessKeyId, aws_secret_access_key: DEMO_KEY.secretAccessKey }

/** A section of either file. */
const section = (/** @type {string} */ header, /** @type {Readonly<Record<string, string>>} */ settings) =>
  [`[${header}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n')

/**
 * The texts of both files.
 * @param {{ profiles?: string[], endpointUrl?: string }} [options] the profiles, by default
 *   all; a URL that each profile sets, otherwise the environment must (`AWS_ENDPOINT_URL_STS`)
 * @returns {{ config: string, credentials: string }}
 */
export function demoFiles({ profiles = Object.keys(DEMO_PROFILES), endpointUrl } = {}) {
  const endpoint = endpointUrl === undefined ? {} : { endpoint_url: endpointUrl }
  const config = profiles.map((name) => section(`profile ${name}`, { ...DEMO_PROFILES[name], ...endpoint }))
  return { config: config.join('\n'), credentials: section('base', KEY_SETTINGS) }
}

/**
 * The texts of both files at the beginning of the guide, which adds the profile `operations-admin`.
 * @returns {{ config: string, credentials: string }}
 */
export function guideFiles() {
  const admin = { sso_session: 'corp', sso_account_id: '111122223333', sso_role_name: 'AdministratorAccess' }
  const corp = { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-central-1' }
  const config = [
    section('default', { output: 'json' }),
    section('profile source-user', { output: 'json' }),
    section('profile sso-admin', admin),
    section('sso-session corp', corp),
  ]
  return { config: config.join('\n'), credentials: section('source-user', KEY_SETTINGS) }
}

/**
 * Writes the demo's files below a home folder, as {@link writeHome} does.
 * @param {string} home
 * @param {Parameters<typeof demoFiles>[0]} [options]
 */
export const writeDemoHome = (home, options) => writeHome(home, demoFiles(options))

/**
 * Writes both files below a home folder, readable by their owner only.
 * @param {string} home
 * @param {{ config: string, credentials: string }} texts
 * @returns {{ config: string, credentials: string }} their paths
 * @throws if one of them exists: a user's files are not overwritten
 */
export function writeHome(home, texts) {
  const folder = join(home, '.aws')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const paths = { config: join(folder, 'config'), credentials: join(folder, 'credentials') }
  writeFileSync(paths.config, texts.config, { mode: 0o600, flag: 'wx' })
  writeFileSync(paths.credentials, texts.credentials, { mode: 0o600, flag: 'wx' })
  return paths
}
