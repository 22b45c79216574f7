// @ts-check
/**
 * The same cases to the reference and to rolehop: profiles, values, calls and their parameters,
 * prompts, programs, cache names and errors have to be the same, but for the differences on purpose.
 *
 * `ROLEHOP_COUNT` and `ROLEHOP_SEED` choose how many cases are generated and which
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

describe('side by side with the AWS CLI', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  /** @param {Case} one */
  const ask = (one) => oracle.ask(one)

  /** Fails with the smallest forms of what is not on purpose. @param {Case[]} cases */
  async function agreeOn(cases) {
    /** @type {Comparison[]} */
    const found = []
    for (const one of cases) {
      const comparison = await compare(one, ask)
      if (comparison.unexplained.length > 0) found.push(comparison)
    }
    const shown = []
    for (const each of found.slice(0, 3)) shown.push(report(await minimised(each, ask)))
    assert.equal(found.length, 0, `${found.length} of ${cases.length} cases disagree, such as\n${shown.join('\n')}`)
  }

  for (const { id, example, applies, covers } of DIFFERENCES) {
    test(`on purpose: ${id}`, async () => {
      const { one, theirs, ours, fields, unexplained } = await compare(example, ask)
      assert.ok(fields.length > 0, 'the two agree: this difference is none any more')
      assert.ok(applies(theirs, ours, one) && fields.every((field) => covers.includes(field)), fields.join())
      assert.deepEqual(unexplained, [])
    })
  }

  test(`${ROLEHOP_COUNT} cases generated from seed ${ROLEHOP_SEED}`, async () => {
    const cases = makeCases(ROLEHOP_SEED, Number(ROLEHOP_COUNT))
    assert.ok(cases.length > 0)
    await agreeOn(cases)
  })

  if (ROLEHOP_CASES !== undefined) test('recorded cases', () => agreeOn(recorded(ROLEHOP_CASES)))
})

/** The cases of a folder of recordings. @param {string} folder @returns {Case[]} */
function recorded(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cases.jsonl') && !name.startsWith('edits'))
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  return lines.map((line) => ({ ...JSON.parse(line), file_cache: true }))
}
