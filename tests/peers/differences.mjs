// @ts-check
/**
 * Where rolehop differs from the AWS CLI on purpose. docs/differences.md says the same to people.
 *
 * A difference explains only the fields that it names, and only where it applies; anything else in
 * which the two disagree is a defect. `example` is a case in which it shows.
 */
import { GRAMMAR } from './ours.mjs'

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Field} Field */
/** @typedef {import('./oracle.mjs').Case} Case */

/**
 * @typedef {object} Difference
 * @property {string} id the heading in docs/differences.md
 * @property {readonly Field[]} covers what it makes differ
 * @property {(theirs: Outcome, ours: Outcome, one: Case) => boolean} applies
 * @property {Case} example
 */

const KEYS = 'aws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n'
const BASE = `[profile base]\n${KEYS}`
const ROLE = 'region = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Admin\n'

/** A role over sound keys, with more settings. @param {string} more @returns {Case} */
const roleWith = (more) => ({ config: `[profile top]\n${ROLE}source_profile = base\n${more}\n${BASE}`, profile: 'top' })

/** All that a run does. */
const RUN = /** @type {const} */ ([
  'end',
  'error',
  'region',
  'credentials',
  'calls',
  'portal',
  'prompts',
  'processes',
  'written',
])
const ALL = /** @type {const} */ (['refused', 'profiles', 'values', ...RUN])

/** @param {string} message */
const theirsSays = (message) => (/** @type {Outcome} */ theirs) => theirs.error?.message.includes(message) ?? false

/** The settings that rolehop looks at before it calls, and STS or nobody looks at for the AWS CLI. */
const CHECKED = [
  'role-arn-malformed',
  'role-arn-is-session',
  'duration-not-integer',
  'duration-out-of-range',
  'duration-chained',
  'session-name-invalid',
  'external-id-invalid',
  'mfa-serial-invalid',
  'region-invalid',
  'endpoint-invalid',
  'credential-process-invalid',
  'partition-mismatch',
]

/** @type {Difference[]} */
export const DIFFERENCES = [
  {
    id: 'byte-order-mark',
    covers: ALL,
    applies: (theirs, ours, { config = '', credentials = '' }) =>
      theirs.refused && !ours.refused && (config.startsWith('\ufeff') || credentials.startsWith('\ufeff')),
    example: { config: `\ufeff[default]\n${KEYS}` },
  },
  {
    id: 'checked-before-asking',
    covers: RUN,
    applies: (_theirs, ours) => ours.error?.kind.some((code) => CHECKED.includes(code)) ?? false,
    example: roleWith('duration_seconds = 1h'),
  },
  {
    id: 'unusable-keys',
    covers: RUN,
    applies: (_theirs, ours) => unsendable(ours) || emptyKeys(ours),
    example: { config: '[profile top]\naws_access_key_id =\naws_secret_access_key =\n', profile: 'top' },
  },
  {
    id: 'overridden-endpoint-kept-apart',
    covers: ['written', 'calls', 'portal', 'credentials', 'prompts', 'processes'],
    applies: (theirs, ours) =>
      ours.calls.every(({ url }) => !/^https:\/\/sts(-fips)?\.[^/]*\/$/.test(url)) &&
      ours.written.length === 0 &&
      (theirs.written.length === ours.writtenApart || theirs.calls.length < ours.calls.length),
    example: roleWith('endpoint_url = http://127.0.0.1:4566'),
  },
  {
    id: 'code-asked-for-when-it-is-used',
    covers: ['prompts', 'calls', 'end', 'credentials', 'region', 'written'],
    applies: (theirs, ours) => theirs.prompts.length > 1 || (ours.error !== undefined && ours.prompts.length === 0),
    example: {
      config: `[profile top]\n${ROLE}source_profile = hub\nmfa_serial = GAHT00000001\n[profile hub]\n${ROLE}source_profile = base\nmfa_serial = GAHT00000002\n${BASE}`,
      profile: 'top',
    },
  },
  {
    id: 'sso-session-completed',
    covers: RUN,
    applies: theirsSays('is configured to use the SSO token provider but is missing'),
    example: {
      config: `[profile top]\n${ROLE}source_profile = user\n[profile user]\nsso_account_id = 111122223333\nsso_role_name = Dev\nsso_session = corp\nsso_region = eu-west-1
[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n`,
      files: {
        '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json':
          '{"startUrl":"https://example.awsapps.com/start","region":"eu-west-1","accessToken":"T","expiresAt":"2026-01-02T09:00:00Z"}',
      },
      profile: 'top',
    },
  },
  {
    id: 'endpoint-without-region',
    covers: RUN,
    applies: theirsSays('You must specify a region'),
    example: {
      config: `[profile top]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = base\nendpoint_url = http://127.0.0.1:4566\n${BASE}`,
      profile: 'top',
    },
  },
  {
    id: 'empty-block',
    covers: RUN,
    applies: theirsSays("'str' object has no attribute 'get'"),
    example: roleWith('s3 =\n\n'),
  },
  {
    id: 'lazy-sources',
    covers: ['processes'],
    applies: (theirs, ours) => ours.processes.length === 0 && theirs.processes.length > 0 && ours.calls.length === 0,
    example: {
      config: `[profile top]\n${ROLE}source_profile = base\n[profile base]\ncredential_process = /bin/creds\n`,
      profile: 'top',
      tags: ['cached:3600'],
    },
  },
  {
    id: 'empty-variables',
    covers: ALL,
    applies: (_theirs, _ours, { env = {} }) => ['AWS_PROFILE', 'AWS_REGION'].some((name) => env[name] === ''),
    example: { config: `[default]\nregion = eu-west-1\n${KEYS}`, env: { AWS_REGION: '' } },
  },
  {
    id: 'bad-cache-entry',
    covers: RUN,
    applies: (_theirs, _ours, { tags = [] }) => tags.includes('bad-entry'),
    example: {
      ...roleWith(''),
      files: { '.aws/cli/cache/20d1c4c47209b5c6f6727fa999b7ec9c34fe8643.json': '{}' },
      tags: ['bad-entry'],
    },
  },
]

/** Whether keys are there, but empty. @param {Outcome} ours */
function emptyKeys({ error }) {
  return error?.kind.join() === 'static-keys-incomplete' && /is empty/.test(error.message)
}

/** Whether keys cannot stand in a header. @param {Outcome} ours */
function unsendable({ error }) {
  return error?.kind[0] === 'credentials-rejected' && /contains spaces or non-ASCII/.test(error.message)
}

/**
 * What rolehop calls what the reference calls so, by class and what the message must have in it.
 * @type {[string, RegExp, string[]][]}
 */
const NAMES = [
  ['ConfigParseError', /./, GRAMMAR],
  ['ProfileNotFound', /./, ['profile-not-found']],
  ['InfiniteLoopConfigError', /./, ['chain-cycle']],
  ['PartialCredentialsError', /assume-role/, ['source-missing']],
  ['PartialCredentialsError', /./, ['static-keys-incomplete']],
  [
    'InvalidConfigError',
    /does not exist|contains no/,
    ['source-profile-not-found', 'sso-session-not-found', 'services-not-found'],
  ],
  ['InvalidConfigError', /inconsistent/, ['sso-conflict']],
  ['InvalidConfigError', /both source_profile and/, ['source-conflict']],
  ['InvalidConfigError', /is not valid/, ['credential-source-unknown']],
  ['InvalidConfigError', /must have credentials/, ['source-has-no-credentials']],
  [
    'InvalidConfigError',
    /./,
    [
      'sso-incomplete',
      'services-not-found',
      'web-identity-incomplete',
      'sso-session-not-found',
      'client-setting-invalid',
    ],
  ],
  ['SSOTokenLoadError', /./, ['sso-login-required']],
  ['CredentialRetrievalError', /Environment/, ['source-has-no-credentials']],
  ['CredentialRetrievalError', /custom-process/, ['process-failed']],
  ['CredentialRetrievalError', /Ec2InstanceMetadata/, ['metadata-failed', 'source-has-no-credentials']],
  ['CredentialRetrievalError', /EcsContainer/, ['container-failed', 'source-has-no-credentials']],
  ['FileNotFoundError', /jwt/, ['web-identity-token-unusable']],
  ['CredentialRetrievalError', /./, ['source-has-no-credentials']],
  ['ParamValidationError', /./, CHECKED],
  ['InvalidRegionError', /./, ['region-invalid']],
  ['ValueError', /invalid literal for int/, ['metadata-setting-invalid', 'client-setting-invalid']],
  ['InvalidIMDSEndpointModeError', /./, ['metadata-setting-invalid']],
  ['InvalidIMDSEndpointError', /./, ['metadata-setting-invalid']],
  ['InvalidRetryModeError', /./, ['client-setting-invalid']],
  ['InvalidMaxRetryAttemptsError', /./, ['client-setting-invalid']],
  ['InvalidChecksumConfigError', /./, ['client-setting-invalid']],
  ['ValueError', /./, ['endpoint-invalid', 'credential-process-invalid', 'process-failed']],
  ['IndexError', /./, ['credential-process-invalid']],
  ['LoginTokenLoadError', /./, ['login-required']],
  ['NoCredentials', /./, ['no-credentials']],
  ['ClientError', /AccessDenied/, ['sts-access-denied', 'mfa-rejected']],
  ['ClientError', /InvalidClientTokenId|SignatureDoesNotMatch/, ['credentials-rejected']],
  ['ClientError', /ExpiredToken/, ['token-expired']],
  ['ClientError', /ValidationError/, ['sts-rejected', ...CHECKED]],
  ['RegionDisabledException', /./, ['sts-rejected']],
]

/**
 * Whether two errors mean the same. Rolehop reports all that is wrong, the reference the first.
 * @param {{ kind: string[], message: string }} theirs @param {{ kind: string[] }} ours
 */
export function sameError(theirs, ours) {
  const names = NAMES.find(([name, message]) => name === theirs.kind[0] && message.test(theirs.message))
  return names?.[2].some((code) => ours.kind.includes(code)) ?? false
}
