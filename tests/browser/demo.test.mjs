// @ts-check
/** The example files of the web console's demo, whose roles must never be assumed at AWS. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { SharedConfig } from 'rolehop'
import { demoSettings } from '../../examples/web-console/serve.mjs'

const STS = 'http://127.0.0.1:1'
const TRUSTED = /** @type {const} */ ({ trust: 'trusted' })

/**
 * Applies the offered fixes, each within one line, to a config.
 * @param {string} config
 * @param {readonly import('rolehop').Diagnostic[]} found
 */
function applyFixes(config, found) {
  const lines = config.split('\n')
  for (const { newText, line, column, endColumn } of found.flatMap(({ fix }) => fix?.edits ?? [])) {
    const old = lines[line - 1] ?? ''
    lines[line - 1] = old.slice(0, column - 1) + newText + old.slice(endColumn - 1)
  }
  return lines.join('\n')
}

it('has a fix for each error, after which every role uses the local STS', () => {
  const { config, credentials } = demoSettings(STS).example
  const found = SharedConfig.parse({ config, credentials }).check(undefined, TRUSTED)
  assert.equal(found.flatMap(({ fix }) => fix ?? []).length, 2)
  const files = SharedConfig.parse({ config: applyFixes(config, found), credentials })
  assert.deepEqual(
    files.profiles.filter((profile) => files.plan(profile, TRUSTED).hops.length === 0),
    ['base'],
  )
  for (const profile of files.profiles) {
    for (const { endpoint } of files.plan(profile, TRUSTED).hops) assert.equal(endpoint, STS, profile)
  }
})
