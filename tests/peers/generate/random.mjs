// @ts-check
/** Random choices from a seed. */

/** A 32-bit hash of a text (FNV-1a). @param {string} text */
function hash(text) {
  let state = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193)
  return state >>> 0
}

/** The same seed makes the same choices on every platform. */
export class Random {
  #state

  /** @param {string} seed */
  constructor(seed) {
    this.#state = hash(seed)
  }

  /** A number from 0 up to, but not including, 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer from 0 up to, but not including, `end`. @param {number} end */
  below(end) {
    return Math.floor(this.next() * end)
  }

  /** True with this probability. @param {number} probability */
  chance(probability) {
    return this.next() < probability
  }

  /**
   * One of the given items.
   * @template T
   * @param {readonly T[]} things
   * @returns {T}
   */
  pick(things) {
    return /** @type {T} */ (things[this.below(things.length)])
  }

  /** A text of `length` characters of an alphabet. @param {string} alphabet @param {number} length */
  text(alphabet, length) {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('')
  }

  /**
   * The items in random order.
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
