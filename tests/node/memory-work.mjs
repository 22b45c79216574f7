// @ts-check
/** Work with configs and plans after which the engine's memory is as before. */
import { memories } from './engine-memories.mjs'

const { fromProfile, SharedConfig } = await import('../../dist/browser.js')

/** The bytes of the memories of all engines. */
export const size = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)

const ROLE = 'role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nregion = eu-west-1\n'

/** The files. */
export const TEXT = {
  config: Array.from({ length: 20 }, (_, at) => `[profile p${at}]\n${ROLE}`).join(''),
  credentials: '[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLEKEY\n',
}

/** A config that all of the work shares. */
export const shared = SharedConfig.parse(TEXT)

/** Work without a turn of the event loop, except that of `resolve`. @type {[shows: string, work: () => unknown][]} */
export const WORK = [
  ['parse', () => SharedConfig.parse(TEXT).profiles],
  ['parse and set', () => SharedConfig.parse(TEXT).set('p1', 'region', 'eu-west-2')],
  ['check', () => SharedConfig.parse(TEXT).check('p1')],
  ['plan of a new config', () => SharedConfig.parse(TEXT).plan('p1')],
  ['plan of one config', () => shared.plan('p1')],
  ['the text of a plan', () => String(shared.plan('p1'))],
  ['resolve', () => fromProfile({ profile: 'base', config: TEXT })()],
]

/** How many bytes the memory grows while work is done. @param {() => unknown} work @param {number} count */
export async function growth(work, count) {
  const before = size()
  for (let at = 0; at < count; at += 1) {
    const done = work()
    if (done instanceof Promise) await done
  }
  return size() - before
}
