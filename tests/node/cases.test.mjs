// @ts-check
/** The folders of `tests/cases` run through the built package: the results equal those of the engine. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RolehopError, SharedConfig } from 'rolehop'

const root = fileURLToPath(new URL('../cases/', import.meta.url))

for (const name of readdirSync(root)) {
  const read = (/** @type {string} */ file) => {
    const path = `${root}${name}/${file}`
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const { shows, ...request } = JSON.parse(read('request.json'))
  const expected = JSON.parse(read('expected.json'))

  test(`${name}: ${shows}`, () => {
    const config = SharedConfig.parse({ config: read('config'), credentials: read('credentials') })
    const { profile, capabilities, ...rest } = request
    // The environment of a case is complete.
    const options = { env: {}, ...rest, ...(capabilities?.untrusted && { trust: 'untrusted' }) }
    assert.deepEqual(plain(config.check(profile, options)), expected.check)
    if (expected.plan) {
      assert.deepEqual(plain(config.plan(profile, options)), expected.plan)
      return
    }
    assert.throws(
      () => config.plan(profile, options),
      (error) => {
        assert.ok(error instanceof RolehopError)
        assert.equal(error.code, expected.error.code)
        assert.equal(error.message, expected.error.message)
        assert.deepEqual(plain(error.diagnostics), expected.error.diagnostics)
        return true
      },
    )
  })
}

/** A value after a round trip through JSON: data without methods. */
function plain(/** @type {unknown} */ value) {
  return JSON.parse(JSON.stringify(value))
}
