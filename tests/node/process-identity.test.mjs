// @ts-check
/** The start times of processes by `ps`, which macOS and BSD have instead of `/proc`. Linux has both. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { internal } from './internal.mjs'
import { has } from './users.mjs'

const { PS, stateOf, thisProcess } = await internal('runtime/node/process-identity')

const withPs = { skip: !has('/bin/ps', '-o', 'lstart=', '-p', `${process.pid}`) && 'needs ps with lstart' }
const FILE = { path: '/none', nonce: '' }

/** A process that runs until the test ends. @param {import('node:test').TestContext} t */
async function sleeper(t) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'])
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a process has a start time until it ends, in any language and time zone', withPs, async (t) => {
  const child = await sleeper(t)
  const start = PS.of(child.pid)
  assert.match(start, /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/)
  process.env.TZ = 'Asia/Tokyo'
  // Linux computes the time from the clock, so it may differ by a second.
  assert.ok(Math.abs(Date.parse(PS.of(child.pid)) - Date.parse(start)) <= 1_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(PS.of(child.pid), undefined)
})

test('a stopped process with the same start time is alive, however long it is silent', withPs, async (t) => {
  const child = await sleeper(t)
  const { thread: _, ...me } = thisProcess()
  const starts = { of: () => 'Thu Nov 26 22:00:00 2026', isExact: false }
  const owner = { ...me, pid: child.pid, start: starts.of() }
  child.kill('SIGSTOP')
  assert.equal(stateOf(owner, FILE, me, starts), 'alive')
  // The clock may have been set: the heartbeat decides, so that no living owner loses its lock.
  assert.equal(stateOf({ ...owner, start: 'another' }, FILE, me, starts), 'unknown')
  assert.equal(stateOf({ ...owner, start: 'another' }, FILE, me, { ...starts, isExact: true }), 'dead')
  assert.equal(stateOf(owner, FILE, me, { of: () => undefined, isExact: false }), 'unknown')
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(stateOf(owner, FILE, me, starts), 'dead')
})
