// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send, serve } from './testing.mjs'

const READ_ONLY = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const failed = (/** @type {string} */ value, /** @type {string} */ member, /** @type {string} */ constraint) =>
  `Value ${value} at '${member}' failed to satisfy constraint: Member must ${constraint}`

/** @type {[string, Record<string, string>, string[]][]} */
const rows = [
  ['shortest session name', { RoleSessionName: 'ab' }, []],
  ['longest session name', { RoleSessionName: 'a'.repeat(64) }, []],
  ['every character of a session name', { RoleSessionName: 'A_z0+=,.@-' }, []],
  [
    'session name too short',
    { RoleSessionName: 'a' },
    [failed("'a'", 'roleSessionName', 'have length greater than or equal to 2')],
  ],
  [
    'session name too long',
    { RoleSessionName: 'a'.repeat(65) },
    [failed(`'${'a'.repeat(65)}'`, 'roleSessionName', 'have length less than or equal to 64')],
  ],
  [
    'session name with a space',
    { RoleSessionName: 'a b' },
    [failed("'a b'", 'roleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]*')],
  ],
  ['shortest duration', { DurationSeconds: '900' }, []],
  [
    'duration too short',
    { DurationSeconds: '899' },
    [failed("'899'", 'durationSeconds', 'have value greater than or equal to 900')],
  ],
  [
    'duration too long',
    { DurationSeconds: '43201' },
    [failed("'43201'", 'durationSeconds', 'have value less than or equal to 43200')],
  ],
  ['duration that is not a number', { DurationSeconds: '1h' }, [failed("'1h'", 'durationSeconds', 'be an integer')]],
  [
    'external id too short',
    { ExternalId: 'x' },
    [failed("'x'", 'externalId', 'have length greater than or equal to 2')],
  ],
  ['external ID with every character', { ExternalId: '+=,.@:/-_a0' }, []],
  [
    'external ID with a space',
    { ExternalId: 'x y' },
    [failed("'x y'", 'externalId', 'satisfy regular expression pattern: [\\w+=,.@:\\/-]*')],
  ],
  [
    'serial too short',
    { SerialNumber: 'arn:aws', TokenCode: '123456' },
    [failed("'arn:aws'", 'serialNumber', 'have length greater than or equal to 9')],
  ],
  [
    'code with seven digits',
    { SerialNumber: 'arn:aws:iam::111122223333:mfa/alice', TokenCode: '123456 ' },
    [
      failed("'123456 '", 'tokenCode', 'have length less than or equal to 6'),
      failed("'123456 '", 'tokenCode', 'satisfy regular expression pattern: [\\d]*'),
    ],
  ],
  ['role ARN too short', { RoleArn: 'foo' }, [failed("'foo'", 'roleArn', 'have length greater than or equal to 20')]],
  [
    'two errors at once',
    { RoleSessionName: 'a', DurationSeconds: '1' },
    [
      failed("'a'", 'roleSessionName', 'have length greater than or equal to 2'),
      failed("'1'", 'durationSeconds', 'have value greater than or equal to 900'),
    ],
  ],
]

for (const [what, params, broken] of rows) {
  test(`AssumeRole: ${what}`, async (t) => {
    const sts = await serve(t)
    const answer = await send(sts.url, {
      params: { Action: 'AssumeRole', RoleArn: READ_ONLY, RoleSessionName: 'name', ...params },
    })
    const plural = broken.length > 1 ? 'errors' : 'error'
    const message =
      broken.length === 0 ? undefined : `${broken.length} validation ${plural} detected: ${broken.join('; ')}`
    assert.equal(answer.message, message)
    assert.deepEqual([answer.status, answer.code], broken.length === 0 ? [200, undefined] : [400, 'ValidationError'])
  })
}

test('missing required parameters are named', async (t) => {
  const sts = await serve(t)
  const { message } = await send(sts.url, { params: { Action: 'AssumeRole' } })
  assert.equal(
    message,
    `2 validation errors detected: ${failed('null', 'roleArn', 'not be null')}; ${failed('null', 'roleSessionName', 'not be null')}`,
  )
})

for (const RoleArn of [
  'arn:aws:sts::111122223333:assumed-role/Hub/x',
  'arn:aws:iam::111122223333:user/alice',
  'arn:aws:iam::1111:role/TooFewDigits',
  'this is not an ARN at all',
]) {
  test(`not the ARN of a role: ${RoleArn}`, async (t) => {
    const sts = await serve(t)
    const answer = await send(sts.url, { params: { Action: 'AssumeRole', RoleArn, RoleSessionName: 'name' } })
    assert.deepEqual([answer.status, answer.code, answer.message], [400, 'ValidationError', 'Request ARN is invalid'])
  })
}

/** @type {[Record<string, string>, string][]} */
const unknown = [
  [{ Action: 'AssumeRoot' }, 'Could not find operation AssumeRoot for version 2011-06-15'],
  [{ Action: 'constructor' }, 'Could not find operation constructor for version 2011-06-15'],
  [{ Version: '2010-01-01' }, 'Could not find operation GetCallerIdentity for version 2010-01-01'],
]

for (const [params, message] of unknown) {
  test(`unknown: ${message}`, async (t) => {
    const sts = await serve(t)
    const answer = await send(sts.url, { params })
    assert.deepEqual([answer.status, answer.code, answer.message], [400, 'InvalidAction', message])
  })
}

test('the signature is checked before the parameters, so that strangers learn nothing', async (t) => {
  const sts = await serve(t)
  const credentials = { accessKeyId: 'AKIANOBODYATALLXXXXX', secretAccessKey: 'x' }
  assert.equal((await send(sts.url, { params: { Action: 'AssumeRole' }, credentials })).code, 'InvalidClientTokenId')
})
