// @ts-check
/** The component and boto3 against moto, which checks the signatures of both. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertStatus } from '../cli/support.mjs'
import { startMoto } from '../peers/moto.mjs'
import { Hosts } from './support.mjs'

/** @type {Awaited<ReturnType<typeof startMoto>>} */
let moto
let home = ''

before(async () => {
  moto = await startMoto()
  home = moto.home
})

after(() => moto?.stop())

const hosts = () => new Hosts({ HOME: home, PATH: process.env['PATH'] ?? '' }, () => [moto.key.SecretAccessKey])
const LEAF = /:assumed-role\/Leaf\/alice@example\.com\n$/

test('a chain of two roles with MFA, by Python; its session signs for boto3 and Node', async () => {
  const first = await hosts().python(['whoami', 'leaf'], '123456\n')
  assertStatus(first, 0)
  assert.match(first.stdout, LEAF)
  const boto3 = await hosts().python(['boto3', 'leaf'])
  assertStatus(boto3, 0)
  assert.match(boto3.stdout, LEAF)
  assert.match((await hosts().node('leaf')).stdout, LEAF)
})

test('a wrong secret is refused, and said to be one', async () => {
  const result = await hosts().python(['whoami', 'mistaken'])
  assertStatus(result, 254)
  assert.match(result.stderr, /^error\[credentials-rejected\]/)
})
