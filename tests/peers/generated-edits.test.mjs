// @ts-check
/**
 * `set` compared with `aws configure set` on generated files: the same text wherever the AWS CLI reads
 * its own result as intended. And the AWS CLI reads rolehop's result with the new value and no other
 * change.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { SharedConfig } from 'rolehop'
import { EDIT_DIFFERENCES } from './edit-differences.mjs'
import { makeEdits, makeJunkEdits } from './generate/edits.mjs'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

/** @typedef {import('./edit-differences.mjs').Edit} Edit */
/** @typedef {import('./edit-differences.mjs').Texts} Texts */

const { ROLEHOP_COUNT = '240', ROLEHOP_SEED = '1' } = process.env

describe('generated edits compared with the AWS CLI', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  /** The settings that the AWS CLI reads; an empty text is a missing file. @param {Partial<Texts>} texts */
  async function read({ config, credentials }) {
    const files = { ...(config && { config }), ...(credentials && { credentials }) }
    const { parse } = await oracle.ask({ op: 'parse', ...files })
    return parse.ok ? { profiles: {}, sso_sessions: {}, services: {}, ...parse.full_config } : undefined
  }

  /** The result of an edit by each, and whether it reads as intended. @param {Edit} edit */
  async function compare(edit) {
    const was = await read(edit)
    const wanted = was && intended(was, edit)
    const answer = await oracle.ask({ ...edit, op: 'set' })
    const awsCli = { config: answer.after.config ?? '', credentials: answer.after.credentials ?? '' }
    const rolehop = edited(edit)
    const readsAsIntended = async (/** @type {Texts} */ texts) => isDeepStrictEqual(await read(texts), wanted)
    return {
      readable: was !== undefined,
      awsCli,
      rolehop,
      awsCliIsIntended: answer.ok && was !== undefined && (await readsAsIntended(awsCli)),
      rolehopIsIntended: rolehop !== undefined && was !== undefined && (await readsAsIntended(rolehop)),
    }
  }

  /** The error in the result of an edit, if any. @param {Edit} edit */
  async function fault(edit) {
    const { readable, awsCli, rolehop, awsCliIsIntended, rolehopIsIntended } = await compare(edit)
    if (!readable) return undefined
    if (rolehop && !rolehopIsIntended) return `reads differently: ${JSON.stringify(rolehop)}`
    const same = rolehop && isDeepStrictEqual(rolehop, awsCli)
    if (same || !awsCliIsIntended || EDIT_DIFFERENCES.some(({ applies }) => applies(edit, awsCli, rolehop)))
      return undefined
    return `AWS CLI ${JSON.stringify(awsCli)}\n  rolehop ${JSON.stringify(rolehop)}`
  }

  for (const { id, example, leaves } of EDIT_DIFFERENCES) {
    test(`intended difference: ${id}`, async () => {
      const { awsCli, rolehop, rolehopIsIntended } = await compare(example)
      assert.equal(rolehop?.config, leaves)
      assert.equal(rolehopIsIntended, leaves !== undefined)
      assert.notDeepEqual(awsCli, rolehop, 'no difference any more: remove this entry')
    })
  }

  test(`${ROLEHOP_COUNT} edits generated from seed ${ROLEHOP_SEED}`, async () => {
    const edits = makeEdits(ROLEHOP_SEED, Number(ROLEHOP_COUNT))
    const faults = []
    for (const edit of edits) {
      const found = await fault(edit)
      if (found !== undefined) faults.push(`${JSON.stringify(edit)}\n  ${found}`)
    }
    assert.ok(edits.length > 0)
    assert.deepEqual(faults.slice(0, 3), [], `${faults.length} of ${edits.length}`)
  })

  test(`${ROLEHOP_COUNT} edits of junk generated from seed ${ROLEHOP_SEED}`, async () => {
    let made = 0
    for (const edit of makeJunkEdits(ROLEHOP_SEED, Number(ROLEHOP_COUNT))) {
      const ours = edited(edit)
      if (ours === undefined) continue
      assert.equal(SharedConfig.parse(ours).get(edit.profile ?? 'default', edit.key), edit.value, JSON.stringify(edit))
      const was = await read(edit)
      if (was === undefined) continue
      made++
      assert.deepEqual(await read(ours), intended(was, edit), JSON.stringify({ edit, ours }))
    }
    assert.ok(made > Number(ROLEHOP_COUNT) / 10, `only ${made} edits were made`)
  })
})

/** The files after an edit by rolehop; `undefined` if it rejects the edit. @param {Edit} edit @returns {Texts | undefined} */
function edited({ config, credentials, profile = 'default', key, value }) {
  const files = SharedConfig.parse({
    ...(config !== undefined && { config }),
    ...(credentials !== undefined && { credentials }),
  })
  try {
    files.set(profile, key, value)
  } catch (error) {
    assert.equal(/** @type {any} */ (error).code, 'edit-refused')
    return undefined
  }
  return { config: files.text('config'), credentials: files.text('credentials') }
}

/**
 * The settings that the AWS CLI must read after an edit.
 * @param {Record<string, any>} was @param {Edit} edit
 */
function intended(was, { profile = 'default', key, value }) {
  const result = structuredClone(was)
  const [name = '', nested] = key.split('.')
  const settings = result.profiles[profile] ?? {}
  const block = typeof settings[name] === 'object' ? settings[name] : {}
  result.profiles[profile] = { ...settings, [name]: nested === undefined ? value : { ...block, [nested]: value } }
  return result
}
