// @ts-check
/** The file names of cache entries equal those of the AWS CLI for all settings. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SharedConfig } from 'rolehop'
import { startOracle } from './oracle.mjs'
import { needsPeers, python } from './setup.mjs'

const ROLE = 'arn:aws:iam::111122223333:role/Admin'

/** Settings in addition to the role. */
const SETTINGS = [
  '',
  'role_session_name = alice',
  'role_session_name =',
  'external_id = ext-42',
  'duration_seconds = 3600',
  'duration_seconds = +0_3_600',
  'duration_seconds = 900',
  'mfa_serial = arn:aws:iam::444455556666:mfa/alice',
  'external_id = ext-42\nrole_session_name = alice@example.com\nduration_seconds = 7200\nmfa_serial = GAHT12345678',
  // Every kind of character that STS accepts; others stop the plan.
  'external_id = aZ09_+=,.@:/-',
]
const ARNS = [
  ROLE,
  'arn:aws-cn:iam::111122223333:role/team/x/Deploy',
  'arn:aws-us-gov:iam::111122223333:role/a.b+c=d,e@f-_',
]

test('file names of cache entries', needsPeers(), async () => {
  const oracle = startOracle()
  try {
    for (const arn of ARNS) {
      for (const settings of SETTINGS) {
        const config = `[profile p]
region = eu-west-1
role_arn = ${arn}
source_profile = base
${settings}
[profile base]
aws_access_key_id = AKIDBASE
aws_secret_access_key = secret
`
        const { written } = await oracle.ask({ config, profile: 'p', accepts_all: true })
        const { hops } = SharedConfig.parse({ config }).plan('p')
        assert.deepEqual(
          hops.map(({ cacheKey }) => `${cacheKey}.json`),
          Object.keys(written),
          settings,
        )
      }
    }
  } finally {
    oracle.end()
  }
})

describe('file names of SSO entries', needsPeers(), () => {
  const role = 'sso_account_id = 012345678901\nsso_role_name = Read Only \u00e9\nregion = eu-west-1\n'
  const configs = {
    session: `[profile p]\n${role}sso_session = my "sso"\n[sso-session 'my "sso"']\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n`,
    'no session': `[profile p]\n${role}sso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start#/\n`,
  }
  for (const [what, config] of Object.entries(configs)) {
    test(what, async () => {
      const plan = SharedConfig.parse({ config }).plan('p')
      assert.ok(plan.source.kind === 'sso')
      const { cacheKey, tokenKey } = plan.source
      const token = JSON.stringify({ accessToken: 'T', expiresAt: '2026-01-02T09:00:00Z' })
      const oracle = startOracle()
      const { written } = await oracle.ask({
        config,
        profile: 'p',
        files: { [`.aws/sso/cache/${tokenKey}.json`]: token },
      })
      oracle.end()
      assert.deepEqual(Object.keys(written), [`${cacheKey}.json`])
    })
  }
})

describe('file names of entries for sessions with policies, tags and a source identity', needsPeers(), () => {
  const policy =
    '{"Version":"2012-10-17", "Statement": [{"Resource":"*","Action":["s3:Get*"],"Effect":"Allow","Condition":{"N":{"z":10,"a":18446744073709551615,"é":true}}}]}'
  /** @type {import('rolehop').SessionOptions[]} */
  const sessions = [
    { policy },
    { policyArns: ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/A'] },
    { tags: { team: 'core é', cost: '' }, transitiveTagKeys: ['cost', 'team'] },
    { sourceIdentity: 'alice@example.com' },
    { policy, policyArns: ['arn:aws:iam::aws:policy/A'], tags: { a: 'b' }, sourceIdentity: 'alice' },
    { tags: { 'caf\u00e9': '\u4e2d \u0101\u00a0z' } },
  ]
  for (const session of sessions) {
    test(Object.keys(session).join(', '), () => {
      const config = `[profile p]\nrole_arn = ${ROLE}\nsource_profile = b\nexternal_id = x-1\n[profile b]\naws_access_key_id = A\naws_secret_access_key = B\n`
      const [hop] = SharedConfig.parse({ config }).plan('p', session).hops
      const { policyArns, tags, transitiveTagKeys, sourceIdentity } = session
      const parameters = {
        RoleArn: ROLE,
        ExternalId: 'x-1',
        ...(session.policy && { Policy: session.policy }),
        ...(policyArns && { PolicyArns: policyArns.map((arn) => ({ arn })) }),
        ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
        ...(transitiveTagKeys && { TransitiveTagKeys: transitiveTagKeys }),
        ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
      }
      const program = fileURLToPath(new URL('session_key.py', import.meta.url))
      const asked = spawnSync(python.program, [...python.flags, program], { input: JSON.stringify(parameters) })
      assert.equal(hop?.cacheKey, String(asked.stdout).trim(), String(asked.stderr))
    })
  }
})
