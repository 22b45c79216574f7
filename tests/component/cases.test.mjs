// @ts-check
/**
 * The folders of `tests/cases` in all three builds: native, wasm-bindgen and component. It prints a row
 * for each case and a column for each build; equal digits are equal plans, errors and diagnostics.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { RolehopError, SharedConfig } from 'rolehop'
import { root } from '../../tools/run.mjs'
import { TRANSPILED } from './setup.mjs'

const component = await import(TRANSPILED)
const folder = join(root, 'tests', 'cases')

/**
 * @typedef {object} Case
 * @property {string} config
 * @property {string} credentials
 * @property {any} request
 * @property {any} expected
 */

/** @returns {Case} */
function read(/** @type {string} */ name) {
  const text = (/** @type {string} */ file) => {
    const path = join(folder, name, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const { shows: _, ...request } = JSON.parse(text('request.json'))
  return {
    config: text('config'),
    credentials: text('credentials'),
    request: { env: {}, ...request },
    expected: JSON.parse(text('expected.json')),
  }
}

/** The results of a build, in the form of the native build's files. @type {Record<string, (it: Case) => any>} */
const BUILDS = {
  // `cargo test --test rust cases` compares these files with what the engine gives; it runs below.
  native: ({ expected }) => expected,
  'wasm-bindgen': ({ config, credentials, request }) => {
    const shared = SharedConfig.parse({ config, credentials })
    const { profile, capabilities, ...rest } = request
    const options = { ...rest, ...(capabilities?.untrusted && { trust: 'untrusted' }) }
    const check = shared.check(profile, options)
    try {
      return plain({ check, plan: shared.plan(profile, options) })
    } catch (error) {
      assert.ok(error instanceof RolehopError)
      return plain({ check, error: error.toJSON?.() ?? error })
    }
  },
  component: ({ config, credentials, request }) => {
    const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)
    const shared = component.config.SharedConfig.parse(bytes(config), bytes(credentials))
    const wanted = JSON.stringify(request)
    const check = JSON.parse(shared.check(wanted))
    try {
      return { check, plan: JSON.parse(shared.plan(wanted).data()) }
    } catch (error) {
      return { check, error: JSON.parse(/** @type {any} */ (error).data) }
    }
  },
}

/** A value after a round trip through JSON: data without methods. */
const plain = (/** @type {unknown} */ value) => JSON.parse(JSON.stringify(value))

/** The parts that all builds have, with their keys in order. */
function comparable(/** @type {any} */ { check, plan, error }) {
  const { code, message, diagnostics } = error ?? {}
  return JSON.stringify(sorted(plan ? { check, plan } : { check, code, message, diagnostics }))
}

/** @returns {any} */
function sorted(/** @type {any} */ value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex').slice(0, 8)
const row = (/** @type {string[]} */ [name = '', ...cells]) =>
  `${name.padEnd(36)}${cells.map((cell) => cell.padEnd(18)).join('')}`.trimEnd()

test('native: the files of the cases are what the engine gives', () => {
  const args = ['test', '--locked', '--quiet', '--test', 'rust', 'cases::']
  const { status, stdout, stderr } = spawnSync('cargo', args, { cwd: root, encoding: 'utf8' })
  assert.equal(status, 0, `${stdout}${stderr}`)
  assert.match(stdout, /\b[1-9]\d* passed/)
})

test('native, wasm-bindgen and component give equal plans, errors and diagnostics', () => {
  const names = readdirSync(folder)
  const differing = []
  console.log(row(['case', ...Object.keys(BUILDS)]))
  for (const name of names) {
    const it = read(name)
    const outcomes = Object.values(BUILDS).map((build) => build(it))
    const texts = outcomes.map(comparable)
    console.log(row([name, ...outcomes.map(({ plan }, at) => `${plan ? 'plan' : 'error'} ${digest(texts[at] ?? '')}`)]))
    if (new Set(texts).size > 1) differing.push(name)
  }
  assert.deepEqual(differing, [])
  assert.ok(names.length > 20, 'the cases are gone')
})
