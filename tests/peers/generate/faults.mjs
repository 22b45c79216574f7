// @ts-check
/** Faults of role chains: common mistakes between profiles. Each changes a fixture in place. */
import { keys, roleArn } from './iam-fixture.mjs'

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {import('./iam-fixture.mjs').Fixture} Fixture */

const role = (/** @type {Random} */ random) => ({ role_arn: roleArn(random, 'aws') })

/**
 * Faults of the requested profile. The function returns its settings.
 * @type {Record<string, (random: Random, fixture: Fixture, base: string) => Record<string, string>>}
 */
const PROFILE_FAULTS = {
  dangling: (random) => ({ ...role(random), source_profile: 'nowhere' }),
  'empty-source': (random) => ({ ...role(random), source_profile: '' }),
  'quoted-source': (random, _world, base) => ({ ...role(random), source_profile: `"${base}"` }),
  'case-source': (random, _world, base) => ({ ...role(random), source_profile: base.toUpperCase() }),
  both: (random, _world, base) => ({ ...role(random), source_profile: base, credential_source: 'Environment' }),
  neither: (random) => role(random),
  'neither-with-keys': (random) => ({ ...role(random), ...plainKeys(random) }),
  'unknown-source': (random) => ({
    ...role(random),
    credential_source: random.pick(['environment', 'Ec2', '', 'EcsContainer ']),
  }),
  'no-environment': (random) => ({ ...role(random), credential_source: 'Environment' }),
  'self-no-keys': (random) => ({ ...role(random), source_profile: 'top' }),
  'self-half-keys': (random) => ({ ...role(random), source_profile: 'top', aws_access_key_id: 'AKIDHALF' }),
  'role-arn': (random, _world, base) => ({
    role_arn: random.pick([
      '',
      'foo',
      'arn:aws:iam::111122223333:user/someone',
      'arn:aws:sts::111122223333:role/Admin',
    ]),
    source_profile: base,
  }),
  'session-arn': (_random, _world, base) => ({
    role_arn: 'arn:aws:sts::111122223333:assumed-role/Admin/me',
    source_profile: base,
  }),
  duration: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    duration_seconds: random.pick([
      'abc',
      '3600.5',
      '1_000',
      '',
      '0',
      '-5',
      '899',
      '900',
      '43201',
      '+3600',
      '1h',
      '010',
    ]),
  }),
  session: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    role_session_name: random.pick(['', 'a', 'a b', 'é', 'x'.repeat(65), 'a/b']),
  }),
  'external-id': (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    external_id: random.pick(['', 'x', 'a b', 'caf\u00e9 \ud83d\udd11', "q'uote"]),
  }),
  mfa: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    mfa_serial: random.pick(['', 'short', 'with blank 123']),
  }),
  'web-identity-too': (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    web_identity_token_file: random.pick(['', '$HOME/none.jwt']),
  }),
  region: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    region: random.pick([
      '',
      'EU-WEST-1',
      'us-east-1;c',
      'moon-base-1',
      'aws-global',
      'us-east-1.evil.test',
      'fips-us-east-1',
      '-x',
      '123',
    ]),
  }),
  services: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    services: random.pick(['', 'nowhere']),
  }),
  endpoint: (random, _world, base) => ({
    ...role(random),
    source_profile: base,
    endpoint_url: random.pick([
      '',
      'not a url',
      'ftp://x.test',
      'https://x.test/a?b=c',
      'https://u:p@x.test',
      'HTTPS://X.test:444',
    ]),
  }),
  'keys-and-process': (random) => ({ ...plainKeys(random), credential_process: '/bin/creds' }),
  'process-words': (random) => ({
    credential_process: random.pick(['', 'a "b', "x 'y z' w\\ v", 'creds "" \'\'', '~/creds $HOME', 'a#b # c']),
  }),
  'legacy-token': (random) => ({ ...plainKeys(random), aws_security_token: 'legacy', aws_session_token: 'new' }),
  'empty-keys': () => ({ aws_access_key_id: '', aws_secret_access_key: '' }),
  'half-keys': (random) => random.pick([{ aws_access_key_id: 'AKIDHALF' }, { aws_secret_access_key: 'half' }]),
  'sso-partial': () => ({ sso_role_name: 'Dev' }),
}

/**
 * Faults of the source of the requested profile. The function returns the name of the source.
 * @type {Record<string, (random: Random, fixture: Fixture, base: string) => string>}
 */
const SOURCE_FAULTS = {
  cycle: (random, fixture) => {
    fixture.profiles.set('q', { ...role(random), source_profile: 'r' })
    fixture.profiles.set('r', { ...role(random), source_profile: random.pick(['top', 'q', 'r']) })
    return 'q'
  },
  'deep-self': (random, fixture) => {
    fixture.profiles.set('q', { ...role(random), source_profile: 'q', ...plainKeys(random) })
    return 'q'
  },
  'keys-shadow-role': (random, fixture, base) => {
    fixture.profiles.set('q', { ...role(random), source_profile: base, ...plainKeys(random) })
    return 'q'
  },
  'half-shadow-role': (random, fixture, base) => {
    fixture.profiles.set('q', { ...role(random), source_profile: base, aws_secret_access_key: 'half' })
    return 'q'
  },
  'split-keys': (_random, fixture) => {
    fixture.profiles.set('q', { aws_access_key_id: 'AKIDSPLIT' })
    fixture.credentials.set('q', { aws_secret_access_key: 'split' })
    return 'q'
  },
  'no-credentials': (_random, fixture) => {
    fixture.profiles.set('q', { region: 'eu-west-1' })
    return 'q'
  },
  'bare-credential-source': (_random, fixture) => {
    fixture.profiles.set('q', { credential_source: 'Environment' })
    return 'q'
  },
  'environment-below': (random, fixture) => {
    fixture.profiles.set('q', { ...role(random), credential_source: 'Environment' })
    if (random.chance(0.7))
      Object.assign(fixture.env, { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'envsecret' })
    return 'q'
  },
  long: (random, fixture, base) => {
    const length = 2 + random.below(40)
    for (let index = 0; index < length; index += 1) {
      fixture.profiles.set(`hop${index}`, { ...role(random), source_profile: index === 0 ? base : `hop${index - 1}` })
    }
    return `hop${length - 1}`
  },
  'source-with-region': (random, fixture, base) => {
    const ignored = { region: 'us-east-2', endpoint_url: 'http://127.0.0.1:1', use_fips_endpoint: 'true' }
    fixture.profiles.set('q', { ...role(random), ...ignored, source_profile: base })
    return 'q'
  },
}

/** @param {Random} random @returns {Record<string, string>} */
function plainKeys(random) {
  return /** @type {Record<string, string>} */ (keys(random))
}

/**
 * Adds a profile `top` with one or two faults in its chain.
 * @param {Random} random @param {Fixture} fixture
 */
export function addFault(random, fixture) {
  fixture.profiles.set('valid', keys(random))
  const inSource = random.chance(0.4)
  const faults = inSource ? SOURCE_FAULTS : PROFILE_FAULTS
  const name = random.pick(Object.keys(faults))
  fixture.tags.push(`fault:${name}`)
  if (inSource) {
    const source = /** @type {(typeof SOURCE_FAULTS)[string]} */ (SOURCE_FAULTS[name])(random, fixture, 'valid')
    const region = { region: 'eu-west-1' }
    fixture.profiles.set('top', { ...region, ...role(random), source_profile: source, ...cycleKeys(random, name) })
    return
  }
  const settings = /** @type {(typeof PROFILE_FAULTS)[string]} */ (PROFILE_FAULTS[name])(random, fixture, 'valid')
  place(random, fixture, { region: 'eu-west-1', ...settings })
}

/** A cycle through a profile with keys is still a cycle. @param {Random} random @param {string} fault */
function cycleKeys(random, fault) {
  return fault === 'cycle' && random.chance(0.3) ? keys(random) : {}
}

/** @param {Random} random @param {Fixture} fixture @param {Record<string, string>} settings */
function place(random, fixture, settings) {
  const below = random.chance(0.2)
  const name = below ? 'q' : 'top'
  if (random.chance(0.2)) fixture.credentials.set(name, settings)
  else fixture.profiles.set(name, settings)
  if (below) fixture.profiles.set('top', { ...role(random), source_profile: 'q', region: 'eu-west-1' })
}
