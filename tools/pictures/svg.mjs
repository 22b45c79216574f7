// @ts-check
/** Draws lines of a terminal, with the colours that the command uses, as an SVG. */

const SIZE = 14
const CHARACTER = 8.43
const LINE = 20
const MARGIN = 20
const HEAD = 36
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
const TEXT = '#d6deeb'

/** Parameters of the escape sequence `CSI … m`, as SVG attributes. @type {Readonly<Record<string, string>>} */
const STYLES = {
  1: 'font-weight="bold"',
  2: 'fill="#8092ab"',
  31: 'fill="#ff6b6b"',
  32: 'fill="#7bd88f"',
  33: 'fill="#ffd166"',
  35: 'fill="#d6a2ff"',
  36: 'fill="#6cc7f2"',
}

const escaped = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const number = (/** @type {number} */ value) => String(Math.round(value * 10) / 10)

/** The attributes for the parameters of an escape sequence. An unknown one is an error, so that none is lost. */
function attributes(/** @type {string} */ parameters) {
  const styles = parameters.split(';').filter((code) => code !== '' && code !== '0')
  return styles.map((code) => {
    const style = STYLES[code]
    if (style === undefined) throw new Error(`the style ${code} has no colour in tools/pictures/svg.mjs`)
    return ` ${style}`
  })
}

/**
 * The parts of a line, each with its column and its style.
 * @param {string} line
 */
function parts(line) {
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
  return line.split(/\u001b\[(?=[\d;]*m)/).flatMap((piece, at) => {
    const [, parameters = '', text = ''] = at === 0 ? ['', '', piece] : (/^([\d;]*)m(.*)$/s.exec(piece) ?? [])
    const part = { column, text, style: attributes(parameters).join('') }
    column += [...text].length
    return text === '' ? [] : [part]
  })
}

/** A line of text; what is typed after the prompt `$` is bold. */
function row(/** @type {string} */ line, /** @type {number} */ index) {
  const typed = line.startsWith('$ ') ? `\u001b[32m$\u001b[0m \u001b[1m${line.slice(2)}` : line
  const y = number(HEAD + MARGIN + index * LINE)
  return parts(typed).map(({ column, text, style }) => {
    const indent = text.length - text.trimStart().length
    const x = number(MARGIN + (column + indent) * CHARACTER)
    const shown = escaped(text.trim())
    return shown === '' ? '' : `<text x="${x}" y="${y}"${style}>${shown.replaceAll('  ', '\u00a0\u00a0')}</text>`
  })
}

/**
 * @param {readonly string[]} lines with escape sequences for colours
 * @param {string} title for readers that do not see the picture
 * @returns {string} the SVG
 */
export function terminalSvg(lines, title) {
  const columns = Math.max(...lines.map((line) => parts(line).reduce((end, { text }) => end + [...text].length, 0)))
  const width = number(columns * CHARACTER + 2 * MARGIN)
  const height = number(HEAD + MARGIN + lines.length * LINE)
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${MARGIN + at * 20}" cy="18" r="6" fill="${fill}"/>`,
  )
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#101828"/>`,
    ...dots,
    `<g font-family="${FONT}" font-size="${SIZE}" fill="${TEXT}">`,
    ...lines.flatMap(row).filter((text) => text !== ''),
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}
