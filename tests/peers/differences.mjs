// @ts-check
/**
 * The intended differences between rolehop and the AWS CLI. docs/differences.md documents them for users.
 *
 * A difference covers only the fields that it names, and only where it applies; any other difference is
 * a bug. `example` is a case with the difference.
 */
import { GRAMMAR } from './rolehop-runner.mjs'

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Field} Field */
/** @typedef {import('./oracle.mjs').Case} Case */

/**
 * @typedef {object} Difference
 * @property {string} id the heading in docs/differences.md
 * @property {readonly Field[]} covers the fields that differ
 * @property {(awsCli: Outcome, rolehop: Outcome, one: Case) => boolean} applies
 * @property {Case} example
 */

const KEYS = 'aws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n'
const BASE = `[profile base]\n${KEYS}`
const ROLE = 'region = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Admin\n'

/** A role with valid source keys and more settings. @param {string} more @returns {Case} */
const roleWith = (more) => ({ config: `[profile top]\n${ROLE}source_profile = base\n${more}\n${BASE}`, profile: 'top' })

/** All fields of a run. */
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
const ALL = /** @type {const} */ (['unreadable', 'profiles', 'values', ...RUN])

/** @param {string} message */
const awsCliSays = (message) => (/** @type {Outcome} */ awsCli) => awsCli.error?.message.includes(message) ?? false

/** The errors of settings that rolehop checks before a call, and the AWS CLI does not. */
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
    applies: (awsCli, rolehop, { config = '', credentials = '' }) =>
      awsCli.unreadable && !rolehop.unreadable && (config.startsWith('\ufeff') || credentials.startsWith('\ufeff')),
    example: { config: `\ufeff[default]\n${KEYS}` },
  },
  {
    id: 'checked-before-asking',
    covers: RUN,
    applies: (_awsCli, rolehop) => rolehop.error?.kind.some((code) => CHECKED.includes(code)) ?? false,
    example: roleWith('duration_seconds = 1h'),
  },
  {
    id: 'unusable-keys',
    covers: RUN,
    applies: (_awsCli, rolehop) => unsendable(rolehop) || emptyKeys(rolehop),
    example: { config: '[profile top]\naws_access_key_id =\naws_secret_access_key =\n', profile: 'top' },
  },
  {
    id: 'overridden-endpoint-kept-apart',
    covers: ['written', 'calls', 'portal', 'credentials', 'prompts', 'processes'],
    applies: (awsCli, rolehop) =>
      rolehop.calls.every(({ url }) => !/^https:\/\/sts(-fips)?\.[^/]*\/$/.test(url)) &&
      rolehop.written.length === 0 &&
      (awsCli.written.length === rolehop.writtenSeparately || awsCli.calls.length < rolehop.calls.length),
    example: roleWith('endpoint_url = http://127.0.0.1:4566'),
  },
  {
    id: 'code-asked-for-when-it-is-used',
    covers: ['prompts', 'calls', 'end', 'credentials', 'region', 'written'],
    applies: (awsCli, rolehop) =>
      awsCli.prompts.length > 1 || (rolehop.error !== undefined && rolehop.prompts.length === 0),
    example: {
      config: `[profile top]\n${ROLE}source_profile = hub\nmfa_serial = GAHT00000001\n[profile hub]\n${ROLE}source_profile = base\nmfa_serial = GAHT00000002\n${BASE}`,
      profile: 'top',
    },
  },
  {
    id: 'sso-session-completed',
    covers: RUN,
    applies: awsCliSays('is configured to use the SSO token provider but is missing'),
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
    applies: awsCliSays('You must specify a region'),
    example: {
      config: `[profile top]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = base\nendpoint_url = http://127.0.0.1:4566\n${BASE}`,
      profile: 'top',
    },
  },
  {
    id: 'empty-block',
    covers: RUN,
    applies: awsCliSays("'str' object has no attribute 'get'"),
    example: roleWith('s3 =\n\n'),
  },
  {
    id: 'lazy-sources',
    covers: ['processes'],
    applies: (awsCli, rolehop) =>
      rolehop.processes.length === 0 && awsCli.processes.length > 0 && rolehop.calls.length === 0,
    example: {
      config: `[profile top]\n${ROLE}source_profile = base\n[profile base]\ncredential_process = /bin/creds\n`,
      profile: 'top',
      tags: ['cached:3600'],
    },
  },
  {
    id: 'empty-variables',
    covers: ALL,
    applies: (_awsCli, _rolehop, { env = {} }) => ['AWS_PROFILE', 'AWS_REGION'].some((name) => env[name] === ''),
    example: { config: `[default]\nregion = eu-west-1\n${KEYS}`, env: { AWS_REGION: '' } },
  },
  {
    id: 'bad-cache-entry',
    covers: RUN,
    applies: (_awsCli, _rolehop, { tags = [] }) => tags.includes('bad-entry'),
    example: {
      ...roleWith(''),
      files: { '.aws/cli/cache/20d1c4c47209b5c6f6727fa999b7ec9c34fe8643.json': '{}' },
      tags: ['bad-entry'],
    },
  },
]

/** Whether keys are set, but empty. @param {Outcome} rolehop */
function emptyKeys({ error }) {
  return error?.kind.join() === 'static-keys-incomplete' && /is empty/.test(error.message)
}

/** Whether keys are invalid in a header. @param {Outcome} rolehop */
function unsendable({ error }) {
  return error?.kind[0] === 'credentials-rejected' && /contains spaces or non-ASCII/.test(error.message)
}

/**
 * Rolehop's codes for an error of the AWS CLI, by its class and a part of its message.
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
  ['EndpointVariantError', /./, ['endpoint-invalid']],
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
 * Whether two errors have the same cause. Rolehop reports all errors, the AWS CLI the first.
 * @param {{ kind: string[], message: string }} awsCli @param {{ kind: string[] }} rolehop
 */
export function sameError(awsCli, rolehop) {
  const names = NAMES.find(([name, message]) => name === awsCli.kind[0] && message.test(awsCli.message))
  return names?.[2].some((code) => rolehop.kind.includes(code)) ?? false
}
