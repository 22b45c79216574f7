/** The picture of a chain: a box for the source and for each hop, with arrows between them. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Box, CHIP_LINE, chipRoom, LOW, layOut } from '../chain-layout.ts'
import { fitted, widthOf } from '../fitted.ts'
import { shown } from '../words.ts'

/** The state of a box: that of its call, or `broken` for invalid settings. */
export type Progress = 'none' | 'sent' | 'done' | 'failed' | 'broken'

/** The texts of a box. */
export interface BoxText {
  readonly kind: string
  readonly name: string
  readonly line: string
  readonly chips: readonly { readonly text: string; readonly tone: 'mfa' | 'plain' | 'warning' | 'error' }[]
  readonly progress: Progress
}

interface PictureProps {
  readonly boxes: readonly BoxText[]
  readonly label: string
  /** The selected box. Without it, the picture is only an image. */
  readonly chosen?: number
  readonly choose?: (index: number) => void
}

export function Picture({ boxes: texts, label, chosen, choose }: PictureProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    if (!frame.current) return
    // In the next frame: a picture of another height resizes the page while the browser still reports sizes.
    const observer = new ResizeObserver(
      ([entry]) => entry && requestAnimationFrame(() => setWidth(Math.floor(entry.contentRect.width))),
    )
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const linesOf = (room: number) => Math.max(...texts.map(({ chips }) => lines(chips, room).length))
  const { boxes, arrows, ...size } = layOut(texts.length, width, linesOf)
  return (
    <div class="picture" ref={frame}>
      <svg {...size} viewBox={`0 0 ${size.width} ${size.height}`} role={choose ? 'group' : 'img'} aria-label={label}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 .5 7 4 0 7.500Z" class="arrow-head" />
          </marker>
        </defs>
        {arrows.map((path, index) => (
          <path key={path} d={path} class={`arrow ${texts[index + 1]?.progress ?? ''}`} marker-end="url(#arrow)" />
        ))}
        {boxes.map((box, index) => {
          const text = texts[index]
          if (!text) return null
          return (
            <g
              key={index}
              {...(choose && {
                ...button(() => choose(index)),
                'aria-pressed': chosen === index,
                'aria-label': labelOf(text),
              })}
              class={classOf(text, index)}
              transform={`translate(${box.x} ${box.y})`}
            >
              <BoxContent box={box} text={text} />
            </g>
          )
        })}
      </svg>
    </div>
  )
}

/** The attributes that make an element a button for the mouse and the keyboard. */
const button = (act: () => void) => ({
  role: 'button' as const,
  tabindex: 0,
  onClick: act,
  onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    act()
  },
})

const labelOf = ({ kind, name, line, chips }: BoxText) =>
  shown([kind, name, line, ...chips.map(({ text }) => text)].join(', '))

const classOf = ({ progress }: BoxText, index: number) => `box ${index === 0 ? 'box-source' : 'box-hop'} ${progress}`

function BoxContent({ box, text }: { box: Box; text: BoxText }) {
  const isLow = box.height === LOW
  const chips = lines(text.chips, chipRoom(box))
  const room = box.width - 28
  const left = box.width - 34 - Math.max(0, ...chips.map(widthOfAll))
  const beside = isLow ? left - 22 : room
  const top = isLow ? box.height / 2 + 2.5 - (chips.length * CHIP_LINE) / 2 : 70
  return (
    <>
      <rect class="box-ground" width={box.width} height={box.height} rx="10" />
      <rect class="box-band" x="0" y="12" width="4" height={box.height - 24} rx="2" />
      <text class="box-kind" x="16" y="21">
        {text.kind}
      </text>{' '}
      <Mark progress={text.progress} x={box.width - 20} />
      <text class="box-name" x="16" y="41">
        {fitted(text.name, '600 15px', beside)}
      </text>{' '}
      <text class="box-line" x="16" y="59">
        {fitted(text.line, '12px', chips.length > 1 ? beside : room)}
      </text>{' '}
      {chips.map((line, index) => (
        <Chips key={index} chips={line} left={isLow ? left : 14} top={top + index * CHIP_LINE} />
      ))}
    </>
  )
}

const CHIP_GAP = 5

const chipWidth = (text: string) => Math.ceil(widthOf(text, '600 11px')) + 14

const widthOfAll = (chips: BoxText['chips']) => chips.reduce((sum, { text }) => sum + chipWidth(text) + CHIP_GAP, 0)

/** The chips in as many lines as they need. */
function lines(chips: BoxText['chips'], room: number): BoxText['chips'][] {
  const found: BoxText['chips'][number][][] = []
  for (const chip of chips) {
    const last = found.at(-1)
    if (last && widthOfAll(last) + chipWidth(chip.text) <= room) last.push(chip)
    else found.push([chip])
  }
  return found
}

function Mark({ progress, x }: { progress: Progress; x: number }) {
  if (progress === 'none') return null
  const cross = 'm-3-3 6 6m0-6-6 6'
  const path = { sent: 'M-3 0h.01M0 0h.01M3 0h.01', done: 'm-4 0 3 3 5-6', failed: cross, broken: cross }[progress]
  return (
    <g class={`mark mark-${progress}`} transform={`translate(${x} 20)`}>
      <circle r="9" />
      <path d={path} />
    </g>
  )
}

interface ChipsProps {
  readonly chips: BoxText['chips']
  readonly left: number
  readonly top: number
}

function Chips({ chips, left: first, top }: ChipsProps) {
  let x = first
  return (
    <g transform={`translate(0 ${top})`}>
      {chips.map(({ text, tone }) => {
        const width = chipWidth(text)
        const left = x
        x += width + CHIP_GAP
        return (
          <g key={text} class={`svg-chip svg-chip-${tone}`} transform={`translate(${left} 0)`}>
            <rect width={width} height="20" rx="10" />
            <text x={width / 2} y="14">
              {text}
            </text>{' '}
          </g>
        )
      })}
    </g>
  )
}
