// @ts-check
/** The component in Node, transpiled by jco: the same journey as in Python. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from '../cli/support.mjs'
import { hostsOf } from './support.mjs'

test('the plan, the prompt, the identity; then the session is in the cache for all hosts', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  const first = await hosts.node('deploy', `${DEMO_MFA.code}\n`)
  assertStatus(first, 0)
  const [plan = ''] = first.stderr.split('Enter MFA code')
  assert.equal(plan.trimEnd(), (await hosts.python(['plan', 'deploy'])).stdout.trimEnd())
  assert.match(first.stdout, /^arn:aws:sts::444455556666:assumed-role\/Deploy\//)
  const [again, python] = [await hosts.node('deploy'), await hosts.python(['whoami', 'deploy'])]
  assert.deepEqual([again.stdout, python.stdout], [first.stdout, first.stdout])
  assert.deepEqual(
    user.calls().filter((action) => action === 'AssumeRole'),
    ['AssumeRole', 'AssumeRole'],
  )
})

test('errors have the exit code of the command', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  const unknown = await hosts.node('deplay')
  assertStatus(unknown, 253)
  assert.match(unknown.stderr, /^error\[profile-not-found\]/)
  assertStatus(await hosts.node('locked'), 254)
})
