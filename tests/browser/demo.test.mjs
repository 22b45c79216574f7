// @ts-check
/** The example files of the web console's demo, which nobody must be able to take to AWS. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { SharedConfig } from 'rolehop'
import { demoSettings } from '../../examples/web-console/serve.mjs'

const STS = 'http://127.0.0.1:1'
const TRUSTED = /** @type {const} */ ({ trust: 'trusted' })

/**
 * A config with the fixes that are offered, each within a line.
 * @param {string} config
 * @param {readonly import('rolehop').Diagnostic[]} found
 */
function mended(config, found) {
  const lines = config.split('\n')
  for (const { newText, line, column, endColumn } of found.flatMap(({ fix }) => fix?.edits ?? [])) {
    const old = lines[line - 1] ?? ''
    lines[line - 1] = old.slice(0, column - 1) + newText + old.slice(endColumn - 1)
  }
  return lines.join('\n')
}

it('offers a fix for each mistake, after which every role is one of the STS on this machine', () => {
  const { config, credentials } = demoSettings(STS).example
  const found = SharedConfig.parse({ config, credentials }).check(undefined, TRUSTED)
  assert.equal(found.flatMap(({ fix }) => fix ?? []).length, 2)
  const files = SharedConfig.parse({ config: mended(config, found), credentials })
  assert.deepEqual(
    files.profiles.filter((profile) => files.plan(profile, TRUSTED).hops.length === 0),
    ['base'],
  )
  for (const profile of files.profiles) {
    for (const { endpoint } of files.plan(profile, TRUSTED).hops) assert.equal(endpoint, STS, profile)
  }
})
