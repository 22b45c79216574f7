// @ts-check
/** The profiles and roles of a fictional user, as data. */
import { createHash } from 'node:crypto'

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {Record<string, string | Record<string, string>>} Settings in order; a record is a nested block */

/**
 * @typedef {object} Fixture
 * @property {Map<string, Settings>} profiles
 * @property {Map<string, Settings>} credentials the settings of each profile in the credentials file
 * @property {Map<string, Settings>} sections further sections of the config file, by header
 * @property {Record<string, string>} env
 * @property {Record<string, string>} files below the home folder
 * @property {string[]} tags
 */

const NAMES = [
  'dev',
  'prod',
  'stage',
  'ci',
  'ops',
  'audit',
  'me',
  'base',
  'x',
  'team.a',
  'corp-admin',
  'acct_1',
  '0042',
]
const ROLES = ['Admin', 'Read-Only', 'Ops_1', 'a/b/Deploy', 'service/x+y=z,.@-']
const SESSIONS = ['alice', 'a.b@c.d', 'with-dash', 'eq=and,comma', 'x'.repeat(64)]
const EXTERNAL_IDS = ['id1', 'a+b/c=d:e@f', 'ext-42', '11', 'x'.repeat(100)]
const MFA = ['GAHT12345678', 'arn:aws:iam::444455556666:mfa/me']
const DURATIONS = ['900', '901', '1800', '3600', '43200', '7200']
/** Regions by partition; the roles of a fixture are in one partition, as STS requires. */
const PARTITIONS = {
  aws: ['us-east-1', 'eu-west-1', 'ap-southeast-5', 'mx-central-1', 'sa-east-1', 'us-west-2'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
  'aws-iso': ['us-iso-east-1'],
  'aws-eusc': ['eusc-de-east-1'],
}
const ENDPOINTS = ['http://localhost:4566', 'http://127.0.0.1:9000', 'https://sts.internal.test/p/']

/** An access key pair. @param {Random} random @returns {Settings} */
export function keys(random) {
  const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const secret = `${upper}abcdefghijklmnopqrstuvwxyz0189/+`
  const pair = { aws_access_key_id: `AKIA${random.text(upper, 16)}`, aws_secret_access_key: random.text(secret, 40) }
  const token = { aws_session_token: `FwoG${random.text(secret, 24)}==` }
  return random.chance(0.2) ? { ...pair, ...token } : pair
}

/** The ARN of a role. @param {Random} random @param {string} partition */
export function roleArn(random, partition) {
  return `arn:${partition}:iam::${random.text('0123456789', 12)}:role/${random.pick(ROLES)}`
}

/** Optional settings of a role. @param {Random} random @param {boolean} chained @returns {Settings} */
function roleExtras(random, chained) {
  /** @type {Settings} */
  const extras = {}
  if (random.chance(0.3)) extras.role_session_name = random.pick(SESSIONS)
  if (random.chance(0.3)) extras.external_id = random.pick(EXTERNAL_IDS)
  if (random.chance(0.3)) extras.duration_seconds = random.pick(chained ? DURATIONS.slice(0, 4) : DURATIONS)
  if (random.chance(0.3)) extras.mfa_serial = random.pick(MFA)
  return extras
}

/** Settings that do not affect credentials. @param {Random} random @returns {Settings} */
function unrelatedSettings(random) {
  /** @type {Settings[]} */
  const some = [
    { output: 'json' },
    { cli_pager: '' },
    { max_attempts: '3' },
    { sts_regional_endpoints: random.pick(['legacy', 'regional']) },
    { s3: { addressing_style: 'path', max_concurrent_requests: '20' } },
    { use_fips_endpoint: random.pick(['true', 'false']) },
    { use_dualstack_endpoint: random.pick(['True', 'yes']) },
    { ignore_configured_endpoint_urls: 'true' },
    { endpoint_url: random.pick(ENDPOINTS) },
    { services: 'local' },
  ]
  return random.chance(0.3) ? random.pick(some) : {}
}

/**
 * Puts a profile's settings into one file or both.
 * @param {Fixture} fixture @param {Random} random @param {string} name @param {Settings} settings
 */
function place(fixture, random, name, settings) {
  const held = Object.entries(settings)
  const isKey = (/** @type {[string, unknown]} */ [key]) => key.startsWith('aws_')
  const mode = random.next()
  if (mode < 0.15) fixture.credentials.set(name, settings)
  else if (mode < 0.6 && held.some(isKey)) {
    fixture.profiles.set(name, Object.fromEntries(held.filter((entry) => !isKey(entry))))
    fixture.credentials.set(name, Object.fromEntries(held.filter(isKey)))
  } else fixture.profiles.set(name, settings)
}

const START_URL = 'https://example.awsapps.com/start'

/** A profile of IAM Identity Center, mostly with a token. @param {Random} random @param {Fixture} fixture @returns {Settings} */
function sso(random, fixture) {
  fixture.tags.push('sso')
  for (const named of ['corp', START_URL]) {
    const name = createHash('sha1').update(named).digest('hex')
    const token = { startUrl: START_URL, region: 'eu-west-1', accessToken: 'T', expiresAt: '2026-01-02T09:00:00Z' }
    if (random.chance(0.8)) fixture.files[`.aws/sso/cache/${name}.json`] = JSON.stringify(token)
  }
  const role = { sso_account_id: '111122223333', sso_role_name: 'Dev' }
  return random.pick([
    { ...role, sso_region: 'eu-west-1', sso_start_url: START_URL },
    { ...role, sso_session: 'corp' },
    { ...role, sso_session: 'corp', sso_region: random.pick(['eu-west-1', 'us-east-1']) },
  ])
}

/**
 * A profile of a random kind that can be the base of a chain.
 * @param {Random} random @param {Fixture} fixture @returns {Settings}
 */
function baseProfile(random, fixture) {
  const kind = random.next()
  if (kind < 0.7) return keys(random)
  if (kind < 0.8) {
    fixture.tags.push('process')
    return { credential_process: random.pick(['/bin/creds', "sh -c 'echo x'", 'creds --profile "a b" \\x']) }
  }
  if (kind < 0.9) return {}
  if (kind < 0.96) return sso(random, fixture)
  if (kind < 0.98) {
    fixture.tags.push('web-identity')
    fixture.files['token.jwt'] = 'header.claims.signature'
    return { role_arn: 'arn:aws:iam::111122223333:role/Web', web_identity_token_file: '$HOME/token.jwt' }
  }
  fixture.tags.push('login')
  return { login_session: 'arn:aws:iam::111122223333:user/me' }
}

/**
 * A role whose source is another profile, itself, or the environment.
 * @param {Random} random @param {Fixture} fixture @param {string} name @param {string} partition @returns {Settings}
 */
function role(random, fixture, name, partition) {
  const others = [...fixture.profiles.keys(), ...fixture.credentials.keys()]
  const arn = { role_arn: roleArn(random, partition) }
  const kind = random.next()
  if (kind < 0.1) return { ...arn, ...roleExtras(random, false), source_profile: name, ...keys(random) }
  if (kind < 0.2) {
    fixture.env = { ...fixture.env, AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'envsecret' }
    return { ...arn, ...roleExtras(random, false), credential_source: 'Environment' }
  }
  if (kind < 0.24) {
    fixture.tags.push('metadata')
    if (random.next() < 0.5) fixture.env = { ...fixture.env, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/oracle' }
    return { ...arn, credential_source: random.pick(['EcsContainer', 'Ec2InstanceMetadata']) }
  }
  const source = random.pick(others)
  const chained = 'role_arn' in { ...fixture.profiles.get(source), ...fixture.credentials.get(source) }
  return { ...arn, ...roleExtras(random, chained), source_profile: source }
}

/** @param {Random} random @returns {Record<string, string>} */
function environment(random) {
  const pairs = [
    ['AWS_REGION', random.pick(PARTITIONS.aws)],
    ['AWS_DEFAULT_REGION', random.pick(PARTITIONS.aws)],
    ['AWS_ACCESS_KEY_ID', random.pick(['AKIDENV', ''])],
    ['AWS_SECRET_ACCESS_KEY', 'envsecret'],
    ['AWS_SESSION_TOKEN', 'envtoken'],
    ['AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/Env'],
    ['AWS_ROLE_SESSION_NAME', 'env-session'],
    ['AWS_STS_REGIONAL_ENDPOINTS', 'legacy'],
    ['AWS_USE_FIPS_ENDPOINT', 'true'],
    ['AWS_USE_DUALSTACK_ENDPOINT', random.pick(['TRUE', '1'])],
    ['AWS_ENDPOINT_URL', random.pick(ENDPOINTS)],
    ['AWS_ENDPOINT_URL_STS', random.pick(ENDPOINTS)],
    ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true'],
  ]
  return Object.fromEntries(pairs.filter(() => random.chance(0.04)))
}

/**
 * Generates the profiles of a user, all of them realistic.
 * @param {Random} random
 * @returns {Fixture}
 */
export function makeFixture(random) {
  /** @type {Fixture} */
  const fixture = {
    profiles: new Map(),
    credentials: new Map(),
    sections: new Map(),
    env: environment(random),
    files: {},
    tags: [],
  }
  const partition = random.chance(0.8)
    ? 'aws'
    : random.pick(/** @type {(keyof PARTITIONS)[]} */ (Object.keys(PARTITIONS)))
  const names = random.shuffled(['default', ...NAMES]).slice(0, 2 + random.below(6))
  for (const [index, name] of names.entries()) {
    const own = index < 1 + names.length / 3 ? baseProfile(random, fixture) : role(random, fixture, name, partition)
    const region = random.chance(0.7) ? { region: random.pick(PARTITIONS[partition]) } : {}
    place(fixture, random, name, { ...region, ...own, ...unrelatedSettings(random) })
  }
  fixture.sections.set('services local', { sts: { endpoint_url: random.pick(ENDPOINTS) } })
  fixture.sections.set('sso-session corp', { sso_region: 'eu-west-1', sso_start_url: START_URL })
  return fixture
}
