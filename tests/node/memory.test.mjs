// @ts-check
/** Many configs and plans in one process: the engine's memory does not grow, even without a turn of the event loop. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growth, shared, TEXT, WORK } from './memory-work.mjs'

const { fromProfile, SharedConfig } = await import('../../dist/browser.js')

/** How often each work is done before the memory is measured, and how often afterwards. */
const [BEFORE, AFTER] = [100, 500]

for (const [shows, work] of WORK) {
  test(`${shows}: the memory does not grow`, async () => {
    await growth(work, BEFORE)
    assert.equal(await growth(work, AFTER), 0)
  })
}

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
