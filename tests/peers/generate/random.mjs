// @ts-check
/** Choices that a seed decides. */

/** Spreads a text over 32 bits (FNV-1a). @param {string} text */
function hash(text) {
  let state = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193)
  return state >>> 0
}

/** The same seed makes the same choices everywhere. */
export class Random {
  #state

  /** @param {string} seed */
  constructor(seed) {
    this.#state = hash(seed)
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to, and without, `end`. @param {number} end */
  below(end) {
    return Math.floor(this.next() * end)
  }

  /** Whether something with this probability happens. @param {number} probability */
  chance(probability) {
    return this.next() < probability
  }

  /**
   * One of some things.
   * @template T
   * @param {readonly T[]} things
   * @returns {T}
   */
  pick(things) {
    return /** @type {T} */ (things[this.below(things.length)])
  }

  /** So many characters of an alphabet. @param {string} alphabet @param {number} length */
  text(alphabet, length) {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('')
  }

  /**
   * Some things in another order.
   * @template T
   * @param {readonly T[]} things
   * @returns {T[]}
   */
  shuffled(things) {
    return things
      .map((thing) => ({ thing, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ thing }) => thing)
  }
}
