/** Texts in an SVG picture, which has neither boxes around texts nor an ellipsis. */
import { shown } from './words.ts'

const canvas = document.createElement('canvas').getContext('2d')

/** The width of a text in CSS pixels; `font` is a weight and a size, as in a style sheet. */
export function widthOf(text: string, font: string): number {
  if (!canvas) return 0
  canvas.font = `${font} ${getComputedStyle(document.body).fontFamily}`
  return canvas.measureText(text).width
}

/** An untrusted text on one line of at most `width` CSS pixels; `font` as in {@link widthOf}. */
export function fitted(text: string, font: string, width: number): string {
  const fits = (line: string) => widthOf(line, font) <= width
  // No character of a readable text is narrower than two pixels.
  const characters = [...shown(text)]
  const kept = characters.slice(0, Math.ceil(width / 2))
  if (kept.length === characters.length && fits(kept.join(''))) return kept.join('')
  while (kept.length > 1 && !fits(`${kept.join('')}…`)) kept.pop()
  return `${kept.join('')}…`
}
