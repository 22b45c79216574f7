// @ts-check
/** The engine in the package is compressed; what decompresses it reads every kind of block. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { constants, deflateRawSync } from 'node:zlib'
import { internal } from './internal.mjs'
import { root } from './support.mjs'

const { inflate } = await internal('engine/inflate')

/** Numbers that look random, the same in each run. */
function noise(/** @type {number} */ length) {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state & 0xff
  })
}

const INPUTS = {
  nothing: new Uint8Array(),
  'a byte': Uint8Array.of(7),
  'one byte again and again': new Uint8Array(100_000).fill(65),
  'a short period': Uint8Array.from({ length: 5000 }, (_, at) => at % 3),
  'repetitions of every length and distance': Uint8Array.from({ length: 70_000 }, (_, at) => (at * at) >> 9),
  noise: noise(200_000),
  text: readFileSync(new URL('package-lock.json', root)),
  'the engine': readFileSync(new URL('dist/rolehop.wasm', root)),
}

const KINDS = {
  'stored blocks': { level: 0 },
  'fixed codes': { strategy: constants.Z_FIXED },
  'only codes': { strategy: constants.Z_HUFFMAN_ONLY },
  'the fastest level': { level: 1 },
  'the best level': { level: 9 },
  'many small blocks': { memLevel: 1 },
}

for (const [kind, options] of Object.entries(KINDS)) {
  for (const [what, bytes] of Object.entries(INPUTS)) {
    test(`${what}, ${kind}`, () => {
      const output = inflate(new Uint8Array(deflateRawSync(bytes, options)), bytes.length)
      assert.ok(Buffer.from(output).equals(bytes))
    })
  }
}
