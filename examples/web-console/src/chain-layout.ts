/** The layout of a chain's boxes: in a row if there is room, else in a column. */

/** A box, in the picture's units, which are CSS pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A picture. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  /** The arrow from each box to the next, as the `d` of an SVG path. */
  readonly arrows: readonly string[]
}

/** The height without chips. */
const HEIGHT = 75
const NARROWEST = 150
const WIDEST = 290
const GAP = 30
const STACKED_WIDEST = 480
/** Room for the arcs above and the rings around the boxes. */
const MARGIN = 4
const ARC = 20

/**
 * Places `count` boxes in a picture that is `available` wide.
 *
 * @param linesOf how many lines of chips the boxes need, for the width of a line
 */
export function layOut(count: number, available: number, linesOf: (room: number) => number): Layout {
  const room = available - 2 * MARGIN - (count - 1) * GAP
  if (room / count < NARROWEST) return inAColumn(count, available)
  const width = Math.min(WIDEST, room / count)
  return inARow(count, width, HEIGHT + linesOf(chipRoom({ width, height: HEIGHT })) * CHIP_LINE)
}

/** The distance between two lines of chips. */
export const CHIP_LINE = 25

/** The width of a line of chips: below the texts, or beside them in a low box. */
export const chipRoom = ({ width, height }: Pick<Box, 'width' | 'height'>) => (height === LOW ? width / 2 : width - 24)

function inARow(count: number, width: number, height: number): Layout {
  const top = count > 1 ? MARGIN + ARC : MARGIN
  const boxes = Array.from({ length: count }, (_, index) => ({
    x: MARGIN + index * (width + GAP),
    y: top,
    width,
    height,
  }))
  const arrows = pairs(boxes).map(([from, to]) => {
    const start = from.x + from.width - 40
    const end = to.x + 40
    return `M${start} ${top - 3} C${start + 16} ${top - ARC - 2} ${end - 16} ${top - ARC - 2} ${end} ${top - 5}`
  })
  return { width: 2 * MARGIN + count * width + (count - 1) * GAP, height: top + height + MARGIN, boxes, arrows }
}

/** The height of the boxes in a column, whose chips are beside the texts. */
export const LOW = 72

function inAColumn(count: number, available: number): Layout {
  const width = Math.max(NARROWEST, Math.min(STACKED_WIDEST, available - 2 * MARGIN))
  const gap = 26
  const boxes = Array.from({ length: count }, (_, index) => ({
    x: MARGIN,
    y: MARGIN + index * (LOW + gap),
    width,
    height: LOW,
  }))
  const arrows = pairs(boxes).map(([from, to]) => {
    const x = from.x + 34
    return `M${x} ${from.y + from.height + 3} L${x} ${to.y - 6}`
  })
  return { width: width + 2 * MARGIN, height: 2 * MARGIN + count * LOW + (count - 1) * gap, boxes, arrows }
}

function pairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.slice(1).map((item, index) => [items[index] as T, item] as const)
}
