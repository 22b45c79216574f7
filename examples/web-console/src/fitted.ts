/** Texts in an SVG picture, which has no ellipsis of its own. */
import { shown } from './words.ts'

const canvas = document.createElement('canvas').getContext('2d')

/** An untrusted text on one line of at most `width` CSS pixels; `font` is a weight and a size, as in a style sheet. */
export function fitted(text: string, font: string, width: number): string {
  if (canvas) canvas.font = `${font} ${getComputedStyle(document.body).fontFamily}`
  const fits = (line: string) => (canvas?.measureText(line).width ?? 0) <= width
  // No character of a readable text is narrower than two pixels.
  const characters = [...shown(text)]
  const kept = characters.slice(0, Math.ceil(width / 2))
  if (kept.length === characters.length && fits(kept.join(''))) return kept.join('')
  while (kept.length > 1 && !fits(`${kept.join('')}…`)) kept.pop()
  return `${kept.join('')}…`
}
