/**
 * Decompression of deflate data (RFC 1951). Browsers have it as an asynchronous stream only, but the engine
 * is loaded by synchronous functions.
 */

/** The longest code, in bits. */
const LONGEST = 15

/** The symbol that ends a block; smaller ones are bytes, greater ones lengths. */
const END = 256

/** The order in which a block gives the lengths of the codes for code lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** The least length or distance of each symbol, and the number of bits that are added to it. */
const LENGTHS = rangesOf(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])
const DISTANCES = rangesOf(
  1,
  Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1)),
)

/** For the next bits of the data: the symbol, shifted by four, and the length of its code. */
type Table = Uint16Array

/**
 * Decompresses raw deflate data, without a header or a checksum.
 *
 * @param size the number of bytes of the result
 */
export function inflate(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const output = { bytes: new Uint8Array(size), at: 0 }
  const bits = new Bits(data)
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1
    const kind = bits.take(2)
    if (kind === 0) copyStored(bits, output)
    else if (kind === 1) inflateBlock(bits, output, fixedTables())
    else inflateBlock(bits, output, dynamicTables(bits))
  }
  return output.bytes
}

interface Output {
  readonly bytes: Uint8Array<ArrayBuffer>
  at: number
}

/** The data as a sequence of bits, the lowest of each byte first. */
class Bits {
  readonly #data: Uint8Array
  #at = 0
  #bits = 0
  #count = 0

  constructor(data: Uint8Array) {
    this.#data = data
  }

  #fill(count: number): void {
    while (this.#count < count) {
      this.#bits |= (this.#data[this.#at++] ?? 0) << this.#count
      this.#count += 8
    }
  }

  #drop(count: number): void {
    this.#bits >>>= count
    this.#count -= count
  }

  /** The next bits as a number. */
  take(count: number): number {
    this.#fill(count)
    const value = this.#bits & ((1 << count) - 1)
    this.#drop(count)
    return value
  }

  /** The next symbol of a table. */
  symbol(table: Table): number {
    this.#fill(LONGEST)
    const entry = table[this.#bits & (table.length - 1)] ?? 0
    this.#drop(entry & 0b1111)
    return entry >> 4
  }

  /** The next whole bytes. */
  bytes(count: number): Uint8Array {
    this.#at -= this.#count >> 3
    this.#bits = 0
    this.#count = 0
    this.#at += count
    return this.#data.subarray(this.#at - count, this.#at)
  }
}

/** A block without compression: its length, the length's complement, and the bytes. */
function copyStored(bits: Bits, output: Output): void {
  const [low = 0, high = 0] = bits.bytes(4)
  const stored = bits.bytes(low | (high << 8))
  output.bytes.set(stored, output.at)
  output.at += stored.length
}

function inflateBlock(bits: Bits, output: Output, [symbols, distances]: readonly [Table, Table]): void {
  const { bytes } = output
  for (let symbol = bits.symbol(symbols); symbol !== END; symbol = bits.symbol(symbols)) {
    if (symbol < END) bytes[output.at++] = symbol
    else {
      const end = output.at + inRange(bits, LENGTHS, symbol - END - 1)
      const distance = inRange(bits, DISTANCES, bits.symbol(distances))
      // Byte by byte: a copy can overlap with what it writes.
      for (; output.at < end; output.at++) bytes[output.at] = bytes[output.at - distance] ?? 0
    }
  }
}

type Range = readonly [least: number, extra: number]

function rangesOf(first: number, extras: readonly number[]): Range[] {
  let least = first
  return extras.map((extra) => {
    const range = [least, extra] as const
    least += 1 << extra
    return range
  })
}

/** The longest length has a symbol of its own, which follows the ranges. */
function inRange(bits: Bits, ranges: readonly Range[], symbol: number): number {
  const [least, extra] = ranges[symbol] ?? [258, 0]
  return least + bits.take(extra)
}

function fixedTables(): [Table, Table] {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  )
  return [tableOf(lengths), tableOf(new Array(30).fill(5))]
}

/** The tables that a block begins with, as code lengths, which are compressed themselves. */
function dynamicTables(bits: Bits): [Table, Table] {
  const symbols = bits.take(5) + 257
  const distances = bits.take(5) + 1
  const given = bits.take(4) + 4
  const ofLengths = new Array(ORDER.length).fill(0)
  for (const at of ORDER.slice(0, given)) ofLengths[at] = bits.take(3)
  const lengths = codeLengths(bits, tableOf(ofLengths), symbols + distances)
  return [tableOf(lengths.slice(0, symbols)), tableOf(lengths.slice(symbols))]
}

function codeLengths(bits: Bits, table: Table, count: number): number[] {
  const lengths: number[] = []
  while (lengths.length < count) {
    const symbol = bits.symbol(table)
    const repeat = (length: number, times: number) => {
      for (let time = 0; time < times; time++) lengths.push(length)
    }
    if (symbol < 16) lengths.push(symbol)
    else if (symbol === 16) repeat(lengths.at(-1) ?? 0, bits.take(2) + 3)
    else if (symbol === 17) repeat(0, bits.take(3) + 3)
    else repeat(0, bits.take(7) + 11)
  }
  return lengths
}

/** Codes of the same length are in the order of their symbols; the data has their highest bit first. */
function tableOf(lengths: readonly number[]): Table {
  const table = new Uint16Array(1 << LONGEST)
  let code = 0
  for (let length = 1; length <= LONGEST; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue
      const entry = (symbol << 4) | length
      for (let at = reversed(code, length); at < table.length; at += 1 << length) table[at] = entry
      code += 1
    }
    code <<= 1
  }
  return table
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result = (result << 1) | ((code >> bit) & 1)
  return result
}
