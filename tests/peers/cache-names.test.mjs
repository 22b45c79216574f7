// @ts-check
/** The names of cache entries are the AWS CLI's, to the last digit, whatever is in the settings. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SharedConfig } from 'rolehop'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

const ROLE = 'arn:aws:iam::111122223333:role/Admin'

/** What is set besides the role. */
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
  'external_id = caf\u00e9 "q" \\ / \ud83d\udd11 \u4e2d \u007f',
  'external_id = a\u2028b\u00a0c\u0300',
  'external_id = \ufffd\u0101<>&',
]
const ARNS = [
  ROLE,
  'arn:aws-cn:iam::111122223333:role/team/x/Deploy',
  'arn:aws-us-gov:iam::111122223333:role/a.b+c=d,e@f-_',
]

test('names of cache entries', needsPeers(), async () => {
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

describe('names of single sign-on entries', needsPeers(), () => {
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
