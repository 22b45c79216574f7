// @ts-check
/** Session policies, tags and source identity: planned, sent, signed, cached under a key of their own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromProfile, SharedConfig, signAssumeRole } from 'rolehop'
import { DEMO_KEY, demo } from './support.mjs'

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] }
const OPTIONS = {
  policy: POLICY,
  policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  tags: { team: 'core', cost: '7 + 1' },
  transitiveTagKeys: ['team'],
  sourceIdentity: 'alice',
}
const SENT = {
  Policy: JSON.stringify(POLICY),
  'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  'Tags.member.1.Key': 'team',
  'Tags.member.1.Value': 'core',
  'Tags.member.2.Key': 'cost',
  'Tags.member.2.Value': '7 + 1',
  'TransitiveTagKeys.member.1': 'team',
  SourceIdentity: 'alice',
}

/** The parameters of a request that not every call has. */
const extra = (/** @type {Record<string, string>} */ params) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => name in SENT))

test('options are sent for the last role, and lead to a session of their own', async (t) => {
  const { env, sts } = await demo(t)
  const plain = await fromProfile({ profile: 'readonly', env })()
  const limited = await fromProfile({ profile: 'readonly', env, ...OPTIONS })()
  const again = await fromProfile({ profile: 'readonly', env, ...OPTIONS, policy: JSON.stringify(POLICY, null, 2) })()
  assert.notEqual(plain.accessKeyId, limited.accessKeyId)
  assert.equal(again.accessKeyId, limited.accessKeyId, 'the formatting of a policy does not matter')
  assert.deepEqual(
    sts.requests.map(({ params, status }) => [extra(params), status]),
    [
      [{}, 200],
      [SENT, 200],
    ],
  )
})

test('in a chain, the roles before the last are assumed without options', async (t) => {
  const { env, sts } = await demo(t)
  await fromProfile({ profile: 'deploy', env, mfaCodeProvider: async () => '123456', ...OPTIONS })()
  assert.deepEqual(
    sts.requests.map(({ params }) => extra(params)),
    [{}, SENT],
  )
})

test('a pattern names sessions without `role_session_name`, and they stay shared', async (t) => {
  const { env, sts } = await demo(t)
  const named = { profile: 'readonly', env: { ...env, USER: 'alice b' }, sessionName: '{user}@{profile}' }
  const first = await fromProfile(named)()
  const second = await fromProfile({ profile: 'readonly', env })()
  assert.equal(second.accessKeyId, first.accessKeyId)
  assert.deepEqual(
    sts.requests.map(({ params }) => params.RoleSessionName),
    ['alice-b@readonly'],
  )
  await assert.rejects(fromProfile({ ...named, sessionName: '{usr}' })(), { code: 'usage-invalid' })
})

const CONFIG = `[profile base]
aws_access_key_id = ${DEMO_KEY.accessKeyId}
aws_secret_access_key = ${DEMO_KEY.secretAccessKey}
[profile hub]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
session_tags = team = core , cost=7=1
transitive_session_tags = team,
source_identity = alice
[profile leaf]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Leaf
source_profile = hub
`

test('settings apply to the role of their profile; options replace those of the last profile', () => {
  const config = SharedConfig.parse({ config: CONFIG })
  assert.deepEqual(
    config.check().map(({ code }) => code),
    ['secret-in-config'],
  )
  const [hub, leaf] = config.plan('leaf', { tags: [{ Key: 'a', Value: '' }] }).hops
  assert.deepEqual(hub?.tags, [
    { Key: 'team', Value: 'core' },
    { Key: 'cost', Value: '7=1' },
  ])
  assert.deepEqual([hub?.transitiveTagKeys, hub?.sourceIdentity], [['team'], 'alice'])
  assert.deepEqual([leaf?.tags, leaf?.sourceIdentity], [[{ Key: 'a', Value: '' }], undefined])
  const plan = config.plan('hub', { sourceIdentity: 'bob', policy: POLICY })
  assert.equal(plan.hops[0]?.sourceIdentity, 'bob')
  assert.match(`${plan}`, /tag +team=core .*\n.*tag +cost=7=1/)
  assert.match(`${plan}`, /calls +AssumeRole with .*Policy, Tags, TransitiveTagKeys, SourceIdentity/)
  const hop = plan.hops[0]
  assert.ok(hop)
  const { body } = signAssumeRole(hop, DEMO_KEY, { date: new Date() })
  const form = new URLSearchParams(body)
  assert.deepEqual([form.get('Tags.member.2.Value'), form.get('SourceIdentity')], ['7=1', 'bob'])
  assert.equal(form.get('Policy'), JSON.stringify(POLICY))
})

/** @type {[string, import('rolehop').SessionOptions][]} */
const WRONG = [
  ['a policy that is not JSON', { policy: '{' }],
  ['a policy that is not an object', { policy: '[]' }],
  ['a policy that is too long', { policy: { x: 'x'.repeat(2048) } }],
  ['an ARN that is not a policy', { policyArns: ['arn:aws:iam::aws:role/ReadOnlyAccess'] }],
  ['too many policies', { policyArns: Array(11).fill('arn:aws:iam::aws:policy/ReadOnlyAccess') }],
  ['a tag without a key', { tags: { '': 'x' } }],
  ['a key with the reserved prefix', { tags: { 'AWS:x': 'x' } }],
  ['a value that is too long', { tags: { x: 'x'.repeat(257) } }],
  ['two keys that differ by case', { tags: { x: '1', X: '2' } }],
  ['too many tags', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, ''])) }],
  ['a transitive key without a tag', { tags: { x: '1' }, transitiveTagKeys: ['y'] }],
  ['a short identity', { sourceIdentity: 'a' }],
  ['an identity with a space', { sourceIdentity: 'a b' }],
]

for (const [shows, options] of WRONG) {
  test(`${shows} is reported before the call`, () => {
    const config = SharedConfig.parse({ config: CONFIG })
    assert.throws(() => config.plan('leaf', options), { code: 'session-parameter-invalid' })
  })
}

test('without a role, options are not silently ignored', () => {
  const config = SharedConfig.parse({ config: CONFIG })
  assert.throws(() => config.plan('base', { policy: POLICY }), { code: 'usage-invalid' })
})
