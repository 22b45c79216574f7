// @ts-check
/** Calls that STS rejects: the whole message, the policy that denied the call as data, and the next step. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const READ_ONLY = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const SCP = 'arn:aws:organizations::998877665544:policy/o-a1b2c3d4e5/service_control_policy/p-1a2b3c4d'
const DENIED = `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${READ_ONLY}`

/** @typedef {import('../../tools/sts/faults.mjs').Fault} Fault */

/** A rejection of each `AssumeRole` call. @returns {Fault} */
const rejected = (/** @type {string} */ message, code = 'AccessDenied', status = 403) => ({
  action: 'AssumeRole',
  error: { code, message, status },
  times: 9,
})

test('a long rejection is shown whole, with the next step', async (t) => {
  const message = `${DENIED} with an explicit deny in a service control policy: ${SCP}`
  assert.ok(message.length > 250)
  const user = await stage(t, { sts: { faults: [rejected(message)] } })
  const result = await user.run(['whoami', '--profile', 'readonly'])
  assertStatus(result, 254)
  assert.match(result.stderr, /^error\[sts-access-denied\]: /)
  assert.ok(result.stderr.includes(`STS rejected AssumeRole: AccessDenied: ${message}\n`), result.stderr)
  assert.ok(
    result.stderr.includes(
      "help: ask the administrator of the caller's organization: " +
        'the service control policy `p-1a2b3c4d` denies `sts:AssumeRole`',
    ),
    result.stderr,
  )
})

test('JSON has the parts of the message', async (t) => {
  const message = `${DENIED} with an explicit deny in a service control policy: ${SCP}`
  const user = await stage(t, { sts: { faults: [rejected(message)] } })
  const result = await user.run(['whoami', '--profiles', 'readonly,base', '--output', 'json'])
  assertStatus(result, 254)
  const [readonly, base] = JSON.parse(result.stdout)
  assert.deepEqual(readonly.Error.accessDenied, {
    kind: 'scp',
    explicit: true,
    principal: ALICE,
    action: 'sts:AssumeRole',
    resource: READ_ONLY,
    policyArn: SCP,
  })
  assert.equal(base.Arn, ALICE)
})

/** The files of the demo with more lines in a profile of the config. */
function withLines(/** @type {string} */ profile, /** @type {string[]} */ ...lines) {
  const { config, credentials } = demoFiles()
  const header = `[profile ${profile}]\n`
  assert.ok(config.includes(header))
  return { config: config.replace(header, `${header}${lines.join('\n')}\n`), credentials }
}

const session = { aws_access_key_id: 'ASIADEMOALICEEXAMPLE', aws_secret_access_key: DEMO_KEY.secretAccessKey }
const UNKNOWN_KEY = 'The security token included in the request is invalid.'

/**
 * @type {{ shows: string, fault: Fault, files?: { config: string, credentials: string }, code?: string, help: RegExp, line?: RegExp }[]}
 */
const CASES = [
  {
    shows: 'access denied without a reason, with the parameters that the call did not send',
    fault: rejected(DENIED),
    help: /check the role ARN .* trust policy allows `sts:AssumeRole` for user `alice` \(this call sends no external ID and no MFA code\)/,
  },
  {
    shows: 'session tags that no setting of the profile adds',
    fault: rejected(DENIED.replace('sts:AssumeRole', 'sts:TagSession')),
    help: /`sts:TagSession` .*the caller's session passes on transitive session tags/,
  },
  {
    shows: 'session tags of the profile',
    fault: rejected(DENIED.replace('sts:AssumeRole', 'sts:TagSession')),
    files: withLines('readonly', 'session_tags = Team=Core'),
    help: /or remove the session tags of this profile/,
  },
  {
    shows: 'a key that AWS found exposed',
    fault: rejected(
      `${DENIED} with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3`,
    ),
    help: /deactivate the access key now/,
    line: /: AWS found this access key exposed and quarantined it: /,
  },
  {
    shows: 'the root user',
    fault: rejected('Roles may not be assumed by root accounts.'),
    help: /the root user cannot assume roles/,
  },
  {
    shows: "a duration above the role's maximum, at its line",
    fault: rejected(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      'ValidationError',
      400,
    ),
    files: withLines('readonly', 'duration_seconds = 7200'),
    code: 'sts-rejected',
    help: /set `duration_seconds` to 3600/,
    line: /\d+ .+ duration_seconds = 7200/,
  },
  {
    shows: 'the key of a session without its token',
    fault: rejected(UNKNOWN_KEY, 'InvalidClientTokenId'),
    files: {
      config: demoFiles().config,
      credentials: `[base]\n${Object.entries(session)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join('')}`,
    },
    code: 'credentials-rejected',
    help: /set `aws_session_token` as well/,
  },
  {
    shows: 'STS is not activated in the region',
    fault: rejected(
      'STS is not activated in this region for account:444455556666. Your account administrator can activate it.',
      'RegionDisabledException',
    ),
    code: 'sts-rejected',
    help: /activate STS for this region in the account that the message names/,
  },
  {
    shows: 'an external ID in a message stays secret',
    fault: rejected(
      "1 validation error detected: Value 'canary id' at 'externalId' failed to satisfy constraint: Member must x",
      'ValidationError',
      400,
    ),
    code: 'sts-rejected',
    help: /correct `external_id`/,
    line: /Value '\[redacted\]' at 'externalId'/,
  },
]

for (const { shows, fault, files, code = 'sts-access-denied', help, line } of CASES) {
  test(`the next step: ${shows}`, async (t) => {
    const user = await stage(t, { ...(files && { files }), sts: { faults: [fault] } })
    const result = await user.run(['whoami', '--profile', 'readonly'], { secrets: ['canary'] })
    assertStatus(result, 254)
    assert.ok(result.stderr.startsWith(`error[${code}]: `), result.stderr)
    assert.match(/^ *.*help: (.*)$/m.exec(result.stderr)?.[1] ?? '', help)
    if (line) assert.match(result.stderr, line)
  })
}

/** The lines below a diagnostic with a label. */
const labeled = (/** @type {string} */ label, /** @type {string} */ text) =>
  [...text.matchAll(new RegExp(`^  = ${label}: (.*)$`, 'gm'))].map(([, line = '']) => line)

test('a refused call shows what it sent, and the causes', async (t) => {
  const files = withLines('readonly', 'external_id = canary-id', 'role_session_name = me')
  const user = await stage(t, { files, sts: { faults: [rejected(DENIED)] } })
  const { stderr } = await user.run(['whoami', '--profile', 'readonly'], { secrets: ['canary'] })
  const summary =
    'session name `me`, 3600 seconds, external ID, no MFA code, no session tags, no source identity, no session policy'
  assert.deepEqual(labeled('sent', stderr), [summary])
  assert.match(labeled('excluded', stderr).join(), /^an external ID was sent/)
  const possible = labeled('possible', stderr).join('\n')
  for (const cause of ['no MFA code was sent', 'the session name is `me`', 'no source identity', 'no session tags'])
    assert.ok(possible.includes(cause), `${cause}: ${possible}`)
})

test('a refused hop of a chain names the role before it', async (t) => {
  const hub = 'arn:aws:sts::111122223333:assumed-role/Hub/x'
  const message = `User: ${hub} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Deploy`
  // The first call is answered as usual.
  const user = await stage(t, { sts: { faults: [{ action: 'AssumeRole' }, rejected(message)] } })
  const args = ['whoami', '--profiles', 'deploy', '--mfa-code', DEMO_MFA.code, '--output', 'json']
  const result = await user.run(args)
  const [{ Error: error }] = JSON.parse(result.stdout)
  assert.equal(error.code, 'sts-access-denied')
  const { sent, causes } = error.refusedCall
  assert.deepEqual([sent.signer, sent.externalId, sent.mfa], ['role-session', true, false])
  const about = Object.fromEntries(
    causes.map((/** @type {{ about: string, verdict: string }} */ { about, verdict }) => [about, verdict]),
  )
  assert.equal(about.caller, 'excluded')
  assert.equal(about.account, 'possible')
  assert.match(JSON.stringify(causes), /the session of a role, which has no MFA/)
})

const TOO_LONG = rejected(
  'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  'ValidationError',
  400,
)

test('a refused duration offers the edit', async (t) => {
  const files = withLines('readonly', 'duration_seconds = 7200')
  const user = await stage(t, { files, sts: { faults: [TOO_LONG] } })
  const { stderr } = await user.run(['whoami', '--profile', 'readonly'])
  assert.deepEqual(labeled('fix', stderr), ['use 3600'])
  assert.match(labeled('help', stderr).join(), /^set `duration_seconds` to 3600 or less, which every role accepts/)
  assert.deepEqual(labeled('possible', stderr), ['7200 seconds were requested'])
})

test('a refused duration of the command line has no edit', async (t) => {
  const user = await stage(t, { sts: { faults: [TOO_LONG] } })
  const { stderr } = await user.run(['whoami', '--profile', 'readonly', '--duration', '7200'])
  assert.deepEqual(labeled('fix', stderr), [])
  assert.match(labeled('help', stderr).join(), /^request 3600 seconds or less/)
})

/** @type {{ shows: string, fault: Fault, role?: string }[]} */
const CUSTOM_ENDPOINT = [
  { shows: 'an empty ARN', fault: { set: { 'AssumedRoleUser.Arn': '' } } },
  { shows: 'no ARN', fault: { omit: ['AssumedRoleUser.Arn'] } },
  { shows: 'no ID', fault: { omit: ['AssumedRoleUser.AssumedRoleId'] } },
  { shows: 'no session', fault: { omit: ['AssumedRoleUser'] } },
  {
    shows: 'another account',
    fault: { set: { 'AssumedRoleUser.Arn': 'arn:aws:sts::000000000000:assumed-role/ReadOnly/me' } },
  },
]

for (const { shows, fault } of CUSTOM_ENDPOINT) {
  test(`a custom endpoint may return an unusual session: ${shows}`, async (t) => {
    const user = await stage(t, { sts: { faults: [fault] } })
    for (let run = 0; run < 2; run += 1) {
      const result = await user.run(['credentials', '--profile', 'readonly'], { printsSecrets: true })
      assertStatus(result, 0)
      assert.match(JSON.parse(result.stdout).AccessKeyId, /^ASIA/)
    }
    assert.deepEqual(user.calls(), ['AssumeRole'], 'the second run uses the cache')
    const entries = Object.keys(user.files()).filter((name) => /cache.*\.json$/.test(name))
    assert.equal(entries.length, 1)
    assert.match(entries[0] ?? '', /rolehop.cache/)
  })
}

test('a custom endpoint can have role ARNs that AWS rejects', async (t) => {
  const expiration = new Date(Date.now() + 3_600_000).toISOString()
  const body = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>\
<SecretAccessKey>canary/secret</SecretAccessKey><SessionToken>canary/token</SessionToken><Expiration>${expiration}</Expiration></Credentials>\
<AssumedRoleUser><Arn>arn:aws:sts:::assumed-role/Store/me</Arn><AssumeRoleId>d1:me</AssumeRoleId></AssumedRoleUser>\
</AssumeRoleResult></AssumeRoleResponse>`
  const { config, credentials } = demoFiles()
  for (const role of ['arn:aws:iam:::role/Store', 'arn:xxx:xxx:xxx:xxxx']) {
    const files = { config: config.replace(READ_ONLY, role), credentials }
    const user = await stage(t, { files, sts: { faults: [{ status: 200, body }] } })
    const result = await user.run(['credentials', '--profile', 'readonly'], { printsSecrets: true })
    assertStatus(result, 0)
    assert.equal(JSON.parse(result.stdout).AccessKeyId, 'ASIAEXAMPLE')
    assert.equal(result.stderr, '')
    assert.match((await user.run(['plan', '--profile', 'readonly'])).stdout, /account +\(none\)\n/)
    const custom = await user.run(['check', '--profile', 'readonly'])
    assertStatus(custom, 0)
    assert.match(custom.stdout, /^warning\[role-arn-malformed\]: /m)
    const aws = await user.run(['check', '--profile', 'readonly'], { env: { AWS_ENDPOINT_URL_STS: '' } })
    assertStatus(aws, 253)
    assert.match(aws.stdout, /^error\[role-arn-malformed\]: /m)
  }
})
