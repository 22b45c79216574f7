// @ts-check
/**
 * Edits compared with `aws configure set`: the same text where its writer is correct, and named
 * differences where it is not. botocore reads each edited file back with exactly the change.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isRolehopError, SharedConfig } from 'rolehop'
import { makeCases } from './generate/index.mjs'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

/** @typedef {{ shows: string, config: string, profile: string, key: string, value: string, rolehop?: string }} Edit */

/** @type {Edit[]} `rolehop` is missing if both write the same text. */
const SAME = [
  { shows: 'a new file', config: '', profile: 'p', key: 'region', value: 'eu-west-1' },
  {
    shows: 'another value',
    config: '[profile p]\nregion = a\n# note\noutput = json\n',
    profile: 'p',
    key: 'region',
    value: 'b',
  },
  {
    shows: 'another key',
    config: '[profile p]\nregion = a\n[profile q]\nregion = c\n',
    profile: 'p',
    key: 'output',
    value: 'text',
  },
  { shows: 'no newline at the end', config: '[profile p]\nregion = a', profile: 'q', key: 'region', value: 'b' },
  { shows: 'the default profile', config: '[profile p]\n', profile: 'default', key: 'region', value: 'b' },
  { shows: 'a name with a space', config: '', profile: 'my team', key: 'region', value: 'b' },
  {
    shows: 'a new nested block',
    config: '[profile p]\nregion = a\n',
    profile: 'p',
    key: 's3.max_concurrent_requests',
    value: '5',
  },
  {
    shows: 'another key in the last section, above empty lines',
    config: '[profile p]\nregion = a\n\n\n',
    profile: 'p',
    key: 'output',
    value: 'json',
  },
  {
    shows: 'above a comment',
    config: '[profile p]\nregion = a\n# one\n# two\n',
    profile: 'p',
    key: 'output',
    value: 'json',
  },
  {
    shows: 'below a setting that is commented out',
    config: '[profile p]\nregion = a\n# cli_pager = less\n\n[profile q]\n',
    profile: 'p',
    key: 'output',
    value: 'json',
  },
  {
    shows: 'above a comment without newline',
    config: '[profile p]\nregion = a\n\n# one',
    profile: 'p',
    key: 'output',
    value: 'json',
  },
  { shows: 'no settings yet', config: '[profile p]\n\n', profile: 'p', key: 'output', value: 'json' },
  {
    shows: 'a block in the last section',
    config: '[profile p]\nregion = a\n\n',
    profile: 'p',
    key: 's3.max_concurrent_requests',
    value: '5',
  },
  {
    shows: 'a key below a block',
    config: '[profile p]\ns3 =\n    a = 1\n\n',
    profile: 'p',
    key: 'output',
    value: 'json',
  },
  {
    shows: 'a line of a nested block',
    config: '[profile p]\ns3 =\n    a = 1\n    b = 2\n',
    profile: 'p',
    key: 's3.a',
    value: '7',
  },
]

/** @type {(Edit & { id: string })[]} */
const DIFFERENT = [
  {
    id: 'key-case',
    shows: 'a key in capitals',
    config: '[profile p]\nREGION = a\n',
    profile: 'p',
    key: 'region',
    value: 'b',
    rolehop: '[profile p]\nREGION = b\n',
  },
  {
    id: 'header-spelling',
    shows: 'a name in double quotes',
    config: '[profile "my team"]\nregion = a\n',
    profile: 'my team',
    key: 'region',
    value: 'b',
    rolehop: '[profile "my team"]\nregion = b\n',
  },
  {
    id: 'line-ends',
    shows: 'CRLF',
    config: '[profile p]\r\nregion = a\r\n',
    profile: 'p',
    key: 'output',
    value: 'json',
    rolehop: '[profile p]\r\nregion = a\r\noutput = json\r\n',
  },
]

/** @type {[shows: string, config: string, key: string, value: string][]} */
const REFUSED = [
  ['a trailing space', '[profile p]\n', 'region', 'b '],
  ['a line break', '[profile p]\n', 'region', 'b\ncredential_process = evil'],
  ['a key like a comment', '[profile p]\n', '#region', 'b'],
  ['a key like a header', '[profile p]\n', '[x]', 'b'],
  ['a file with a syntax error', '[profile p\nregion = a\n', 'region', 'b'],
]

describe('edits compared with the AWS CLI', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  for (const { shows, config, profile, key, value } of SAME) {
    test(`the same text: ${shows}`, async () => {
      const { after: awsCli } = await oracle.ask({ op: 'set', config, profile, key, value })
      assert.equal(edited(config, profile, key, value), awsCli.config)
    })
  }

  for (const { id, shows, config, profile, key, value, rolehop } of DIFFERENT) {
    test(`intended difference: ${id}: ${shows}`, async () => {
      const { after: awsCli } = await oracle.ask({ op: 'set', config, profile, key, value })
      assert.equal(edited(config, profile, key, value), rolehop)
      assert.notEqual(awsCli.config, rolehop, 'no difference any more: remove this entry')
    })
  }

  for (const [shows, config, key, value] of REFUSED) {
    test(`rejected without a change: ${shows}`, () => {
      const parsed = SharedConfig.parse({ config })
      assert.throws(
        () => parsed.set('p', key, value),
        (error) => isRolehopError(error, 'edit-refused'),
      )
      assert.equal(parsed.text('config'), config)
    })
  }

  test('botocore reads back exactly the change', async () => {
    let made = 0
    for (const [index, { config = '', credentials = '' }] of makeCases('edits', 200).entries()) {
      const parsed = SharedConfig.parse({ config, credentials })
      const profile = parsed.profiles[index % Math.max(1, parsed.profiles.length)] ?? 'fresh'
      const [key, value] = index % 2 === 0 ? ['region', `eu-${index}`] : ['role_session_name', `name-${index}`]
      if (!accepted(() => parsed.set(profile, key ?? '', value ?? ''))) continue
      const texts = { config: parsed.text('config'), credentials: parsed.text('credentials') }
      const before = await oracle.ask({ op: 'parse', config, credentials })
      // A file that only rolehop reads (with a byte order mark) has no reading to compare with.
      if (!before.parse.ok) continue
      made++
      const now = await oracle.ask({ op: 'parse', ...texts })
      const wanted = structuredClone(before.parse.full_config.profiles)
      wanted[profile] = { ...wanted[profile], [key ?? '']: value }
      assert.ok(now.parse.ok, `botocore cannot read\n${texts.config}\n${texts.credentials}`)
      assert.deepEqual(now.parse.full_config.profiles, wanted, `${profile}.${key} in\n${config}\n${credentials}`)
    }
    assert.ok(made > 100, `only ${made} edits were made`)
  })
})

/** The config file after an edit by rolehop. */
function edited(
  /** @type {string} */ config,
  /** @type {string} */ profile,
  /** @type {string} */ key,
  /** @type {string} */ value,
) {
  const parsed = SharedConfig.parse({ config })
  parsed.set(profile, key, value)
  return parsed.text('config')
}

/** Whether an edit is accepted; any error except a rejection is a bug. */
function accepted(/** @type {() => void} */ edit) {
  try {
    edit()
    return true
  } catch (error) {
    if (isRolehopError(error, 'edit-refused')) return false
    throw error
  }
}
