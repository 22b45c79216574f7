// @ts-check
/**
 * `set` beside `aws configure set`, on generated files: the same text wherever what the AWS CLI
 * leaves reads as what was meant. And whatever rolehop leaves, the AWS CLI reads with the new value
 * and nothing else changed.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { SharedConfig } from 'rolehop'
import { root } from '../../tools/run.mjs'
import { DIFFERENCES } from './differences.mjs'
import { EDIT_DIFFERENCES } from './edit-differences.mjs'
import { makeEdits } from './generate/edits.mjs'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

/** @typedef {import('./edit-differences.mjs').Edit} Edit */
/** @typedef {import('./edit-differences.mjs').Texts} Texts */

const { ROLEHOP_COUNT = '240', ROLEHOP_SEED = '1' } = process.env

describe('edits beside the AWS CLI', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  /** What the AWS CLI reads; a text that is empty is no file. @param {Partial<Texts>} texts */
  async function read({ config, credentials }) {
    const files = { ...(config && { config }), ...(credentials && { credentials }) }
    const { parse } = await oracle.ask({ op: 'parse', ...files })
    return parse.ok ? { profiles: {}, sso_sessions: {}, services: {}, ...parse.full_config } : undefined
  }

  /** What each makes of an edit, and whether it reads as meant. @param {Edit} edit */
  async function compare(edit) {
    const was = await read(edit)
    const meant = was && intended(was, edit)
    const answer = await oracle.ask({ ...edit, op: 'set' })
    const theirs = { config: answer.after.config ?? '', credentials: answer.after.credentials ?? '' }
    const ours = edited(edit)
    const readsAsMeant = async (/** @type {Texts} */ texts) => isDeepStrictEqual(await read(texts), meant)
    return {
      readable: was !== undefined,
      theirs,
      ours,
      theirsIsMeant: answer.ok && was !== undefined && (await readsAsMeant(theirs)),
      oursIsMeant: ours !== undefined && was !== undefined && (await readsAsMeant(ours)),
    }
  }

  /** What is wrong with the outcome of an edit. @param {Edit} edit */
  async function fault(edit) {
    const { readable, theirs, ours, theirsIsMeant, oursIsMeant } = await compare(edit)
    if (!readable) return undefined
    if (ours && !oursIsMeant) return `reads otherwise: ${JSON.stringify(ours)}`
    const same = ours && isDeepStrictEqual(ours, theirs)
    if (same || !theirsIsMeant || EDIT_DIFFERENCES.some(({ applies }) => applies(edit, theirs, ours))) return undefined
    return `theirs ${JSON.stringify(theirs)}\n  ours   ${JSON.stringify(ours)}`
  }

  for (const { id, example, leaves } of EDIT_DIFFERENCES) {
    test(`on purpose: ${id}`, async () => {
      const { theirs, ours, oursIsMeant } = await compare(example)
      assert.equal(ours?.config, leaves)
      assert.equal(oursIsMeant, leaves !== undefined)
      assert.notDeepEqual(theirs, ours, 'the two agree: this difference is none any more')
    })
  }

  test('every difference on purpose is documented, and no other', () => {
    const text = readFileSync(join(root, 'docs', 'differences.md'), 'utf8')
    const headings = [...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, id]) => id)
    const ids = [...DIFFERENCES, ...EDIT_DIFFERENCES].map(({ id }) => id)
    assert.deepEqual(headings.sort(), ids.sort())
  })

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
})

/** What rolehop makes of an edit; nothing when it refuses. @param {Edit} edit @returns {Texts | undefined} */
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
 * What the AWS CLI is to read after an edit.
 * @param {Record<string, any>} was @param {Edit} edit
 */
function intended(was, { profile = 'default', key, value }) {
  const meant = structuredClone(was)
  const [name = '', nested] = key.split('.')
  const settings = meant.profiles[profile] ?? {}
  const block = typeof settings[name] === 'object' ? settings[name] : {}
  meant.profiles[profile] = { ...settings, [name]: nested === undefined ? value : { ...block, [nested]: value } }
  return meant
}
