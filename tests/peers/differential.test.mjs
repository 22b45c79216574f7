// @ts-check
/**
 * The same cases in the AWS CLI and in rolehop: profiles, values, calls and their parameters, prompts,
 * programs, cache names and errors must be the same, except for the intended differences.
 *
 * `ROLEHOP_COUNT` and `ROLEHOP_SEED` set the number of generated cases and their seed
 * (`npm run differential` generates thousands); `ROLEHOP_CASES` adds a folder of recorded ones.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { compare, minimised, report } from './compare.mjs'
import { DIFFERENCES } from './differences.mjs'
import { makeCases } from './generate/index.mjs'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./compare.mjs').Comparison} Comparison */

const { ROLEHOP_COUNT = '240', ROLEHOP_SEED = '1', ROLEHOP_CASES } = process.env

describe('comparison with the AWS CLI', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  /** @param {Case} one */
  const ask = (one) => oracle.ask(one)

  /** Asserts that all differences are intended; a failure shows minimised cases. @param {Case[]} cases */
  async function assertNoUnintended(cases) {
    /** @type {Comparison[]} */
    const found = []
    for (const one of cases) {
      const comparison = await compare(one, ask)
      if (comparison.unexplained.length > 0) found.push(comparison)
    }
    const shown = []
    for (const each of found.slice(0, 3)) shown.push(report(await minimised(each, ask)))
    assert.equal(found.length, 0, `${found.length} of ${cases.length} cases differ, such as\n${shown.join('\n')}`)
  }

  for (const { id, example, applies, covers } of DIFFERENCES) {
    test(`intended difference: ${id}`, async () => {
      const { one, awsCli, rolehop, fields, unexplained } = await compare(example, ask)
      assert.ok(fields.length > 0, 'no difference any more: remove this entry')
      assert.ok(applies(awsCli, rolehop, one) && fields.every((field) => covers.includes(field)), fields.join())
      assert.deepEqual(unexplained, [])
    })
  }

  test(`${ROLEHOP_COUNT} cases generated from seed ${ROLEHOP_SEED}`, async () => {
    const cases = makeCases(ROLEHOP_SEED, Number(ROLEHOP_COUNT))
    assert.ok(cases.length > 0)
    await assertNoUnintended(cases)
  })

  if (ROLEHOP_CASES !== undefined) test('recorded cases', () => assertNoUnintended(recorded(ROLEHOP_CASES)))
})

/** The cases of a folder of recordings. @param {string} folder @returns {Case[]} */
function recorded(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cases.jsonl') && !name.startsWith('edits'))
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  return lines.map((line) => ({ ...JSON.parse(line), file_cache: true }))
}
