// @ts-check
/** A secret anywhere in the files or the environment never appears in the output of a command. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './support.mjs'

/** A string in the form of a secret access key; no file name of the test contains a part of it. */
const CANARY = 'Zk9qXv3LmT7bQw2RnP8cYs4DhJ6fGa1UeK5iOt0B'

/** A secret without that form, which only its key or its position identifies. */
const PASSWORD = 'cnry-pw'

/** The commands that show contents of the files. */
const COMMANDS = ['check', 'show', 'plan', 'whoami']

/** @type {[shows: string, files: { config?: string, credentials?: string }, env?: Record<string, string>][]} */
const PLACES = [
  ['a misspelled key', { credentials: `[p]\naws_secret_acess_key = ${PASSWORD}-1\n` }],
  ['a key that is a secret', { config: `[profile p]\n${CANARY} = x\n` }],
  ['a key with its value in it', { config: `[profile p]\nAWS_SECRET_ACCESS_KEY ${CANARY}=\n` }],
  ['the same key twice', { config: `[profile p]\n${CANARY} = x\n${CANARY} = y\n` }],
  ['a line that is not a setting', { config: `[profile p]\n${CANARY}\n` }],
  ['a line above all sections', { config: `${CANARY}\n[profile p]\n` }],
  ['a header', { config: `[${CANARY}]\nregion = x\n[profile p]\n` }],
  ['a header with a prefix missing', { config: `[p ${CANARY}]\nregion = x\n[profile p]\nregoin = x\n` }],
  ['a header that is not closed', { config: `[profile p]\n[profile ${CANARY}\n` }],
  ['after a header', { config: `[profile p] aws_secret_access_key = ${PASSWORD}\n` }],
  ['a comment after a value', { config: `[profile p]\nregion = eu-west-1 # ${CANARY}\n` }],
  ['a region', { config: `[profile p]\nregion = ${CANARY}\n` }],
  ['a role', { config: `[profile p]\nrole_arn = ${CANARY}\nsource_profile = p\n` }],
  ['a source profile', { config: `[profile p]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = ${CANARY}\n` }],
  ['an sso_session', { config: `[profile p]\nsso_session = ${CANARY}\nsso_role_name = a\n` }],
  ['services', { config: `[profile p]\nservices = ${CANARY}\n` }],
  ['a credential_source', { config: `[profile p]\nrole_arn = x\ncredential_source = ${CANARY}\n` }],
  ['a duration', { config: `[profile p]\nrole_arn = x\nduration_seconds = ${CANARY}\n` }],
  ['arguments of a program', { config: `[profile p]\ncredential_process = false --x ${PASSWORD}\n` }],
  ['a block', { config: `[profile p]\ns3 =\n  secret_thing = ${PASSWORD}\n` }],
  ['a value continued on the next line', { credentials: `[p]\naws_secret_access_key = a\n  ${PASSWORD}\n` }],
  ['swapped keys', { credentials: `[p]\naws_access_key_id = ${CANARY}\n` }],
  ['tags', { config: `[profile p]\nrole_arn = x\nsource_profile = p\nsession_tags = ${CANARY}\n` }],
  ['CRLF', { credentials: `[p]\r\naws_secret_acess_key = ${PASSWORD}-1\r\n` }],
  ['an endpoint', { config: `[profile p]\nendpoint_url = https://me:${PASSWORD}@sts.test\n` }],
  [
    'an endpoint of services',
    { config: `[profile p]\nservices = s\n[services s]\nsts =\n  endpoint_url = https://me:${PASSWORD}@sts.test\n` },
  ],
  [
    'a portal',
    {
      config: `[profile p]\nsso_role_name = a\nsso_account_id = 1\nsso_region = eu-west-1\nsso_start_url = https://me:${PASSWORD}@x.test\n`,
    },
  ],
  ['a metadata service', { config: `[profile p]\nec2_metadata_service_endpoint = http://me:${PASSWORD}@127.0.0.1\n` }],
  ['AWS_ENDPOINT_URL', {}, { AWS_ENDPOINT_URL: `https://me:${PASSWORD}@sts.test` }],
  ['AWS_ENDPOINT_URL_STS', {}, { AWS_ENDPOINT_URL_STS: `https://me:${PASSWORD}@sts.test` }],
  ['AWS_REGION', {}, { AWS_REGION: CANARY }],
  ['AWS_ROLE_ARN', {}, { AWS_ROLE_ARN: CANARY, AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' }],
  [
    'a container',
    { config: '[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = EcsContainer\n' },
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:9/x?token=${PASSWORD}` },
  ],
]

for (const [shows, { config = '[profile p]\n', credentials = '' }, env = {}] of PLACES) {
  test(`no output has a secret: ${shows}`, async (t) => {
    const user = await stage(t, { files: { config, credentials } })
    const all = { AWS_EC2_METADATA_DISABLED: 'true', ...env }
    for (const command of COMMANDS) {
      for (const more of [[], ['--output', 'json'], ['--debug']]) {
        const args = [command, '--profile', 'p', ...more]
        const { stdout, stderr } = await user.run(args, { env: all })
        const said = `${stdout}${stderr}`
        assert.ok(said !== '' || command === 'show' || command === 'check', `${args.join(' ')} says something`)
        for (const secret of [CANARY, CANARY.toLowerCase(), PASSWORD]) {
          assert.ok(!said.includes(secret), `${args.join(' ')}: ${said}`)
        }
      }
    }
  })
}

test('show marks every masked value as masked', async (t) => {
  const credentials = `[p]\naws_secret_acess_key = 0123456789\nregion = eu-west-1\nendpoint_url = https://a:b@c.test/x\n`
  const user = await stage(t, { files: { config: '', credentials } })
  const { stdout } = await user.run(['show', '--profile', 'p', '--output', 'json'])
  const settings = JSON.parse(stdout).settings.map((/** @type {any} */ { key, value, masked }) => [key, value, masked])
  assert.deepEqual(settings, [
    ['aws_secret_acess_key', '****************6789', true],
    ['region', 'eu-west-1', false],
    ['endpoint_url', 'https://****@c.test/x', true],
  ])
})

test('names with an invisible character are distinguishable', async (t) => {
  const user = await stage(t, {
    files: { config: '[profile prod]\n[profile pro\u200bd]\nregoin = x\n', credentials: '' },
  })
  const check = await user.run(['check'])
  assert.match(check.stdout + check.stderr, /warning\[invisible-character\]: `\[profile pro\\u\{200b\}d\]`/)
  const list = await user.run(['list-profiles'])
  assert.equal(list.stdout, 'prod\npro\u200bd\n', 'a pipe gets the name unchanged')
})
