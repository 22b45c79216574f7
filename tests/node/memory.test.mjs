// @ts-check
/** Many configs and plans in one process: the engine's memory does not grow, even without a turn of the event loop. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memories } from './engine-memories.mjs'

const { fromProfile, SharedConfig } = await import('../../dist/browser.js')

const size = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)

const ROLE = 'role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nregion = eu-west-1\n'
const TEXT = {
  config: Array.from({ length: 20 }, (_, at) => `[profile p${at}]\n${ROLE}`).join(''),
  credentials: '[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLEKEY\n',
}

/** How often each work is done before the memory is measured, and how often afterwards. */
const [BEFORE, AFTER] = [100, 500]

const shared = SharedConfig.parse(TEXT)

/** @type {[shows: string, work: () => unknown][]} */
const WORK = [
  ['parse', () => SharedConfig.parse(TEXT).profiles],
  ['parse and set', () => SharedConfig.parse(TEXT).set('p1', 'region', 'eu-west-2')],
  ['check', () => SharedConfig.parse(TEXT).check('p1')],
  ['plan of a new config', () => SharedConfig.parse(TEXT).plan('p1')],
  ['plan of one config', () => shared.plan('p1')],
  ['the text of a plan', () => String(shared.plan('p1'))],
]

for (const [shows, work] of WORK) {
  test(`${shows}: the memory does not grow`, () => {
    for (let at = 0; at < BEFORE; at += 1) work()
    const before = size()
    for (let at = 0; at < AFTER; at += 1) work()
    assert.equal(size(), before)
  })
}

test('resolve: the memory does not grow', async () => {
  const resolve = () => fromProfile({ profile: 'base', config: TEXT })()
  for (let at = 0; at < BEFORE; at += 1) await resolve()
  const before = size()
  for (let at = 0; at < AFTER; at += 1) await resolve()
  assert.equal(size(), before)
})

test('a plan whose memory was freed is that of its time', () => {
  const config = SharedConfig.parse(TEXT)
  const plan = config.plan('p1')
  const before = String(plan)
  config.set('p1', 'role_arn', 'arn:aws:iam::111122223333:role/Other')
  for (let at = 0; at < 100; at += 1) SharedConfig.parse(TEXT).plan('p2')
  assert.equal(String(plan), before)
  assert.match(String(config.plan('p1')), /role\/Other/)
  assert.equal(config.profiles.length, 21)
})

test('a run goes on when the memory of its plan is needed for other plans', async () => {
  const denied = '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'
  const fetch = async () => {
    for (let others = 0; others < 50; others++) SharedConfig.parse(TEXT).plan('p1')
    return new Response(denied, { status: 403 })
  }
  await assert.rejects(fromProfile({ config: shared, profile: 'p1', fetch })(), { code: 'sts-access-denied' })
})
