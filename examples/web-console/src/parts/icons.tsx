/** Icons. All of them are decorative: a text beside them has the meaning. */

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.8',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const

const icon = (path: string) => () => (
  <svg class="icon" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" {...stroke}>
    <path d={path} />
  </svg>
)

/** Three points and the hops between them. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <rect width="32" height="32" rx="8" class="logo-ground" />
    <g fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round">
      <path d="M7 20C8.5 11 14.500 11 16 20" />
      <path d="M16 20C17.500 11 23.500 11 25 20" />
    </g>
    <g fill="#fff">
      <circle cx="7" cy="21" r="2.6" />
      <circle cx="16" cy="21" r="2.6" />
      <circle cx="25" cy="21" r="2.6" />
    </g>
  </svg>
)

export const KeyIcon = icon(
  'M12.500 3a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM9.300 10.700 3 17m2.500-2.500 2 2m-4-.500 1 1M13.500 6.500h.01',
)
export const RoleIcon = icon(
  'M10 10a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Zm-6.500 7c.6-3.300 3.200-5 6.500-5s5.900 1.700 6.500 5',
)
export const WarnIcon = icon('M10 3 1.800 17h16.400L10 3Zm0 5.500v3.500m0 2.500h.01')
export const CloudIcon = icon('M6 16a4 4 0 0 1-.4-8A5 5 0 0 1 15 7.500 4.200 4.200 0 0 1 14.500 16H6Z')
export const CopyIcon = icon(
  'M7 7V4a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-3M4 7h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1Z',
)
export const EyeIcon = icon(
  'M1.500 10S4.500 4.500 10 4.500 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10Zm8.500 2.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
)
export const OpenIcon = icon(
  'M3 15.500V4.500a1 1 0 0 1 1-1h4l2 2.500h6a1 1 0 0 1 1 1v8.500a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1Z',
)
export const CheckIcon = icon('m4 10.500 4 4 8-9')
export const SunIcon = icon(
  'M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10 1.500v1.500m0 14v1.500M1.500 10H3m14 0h1.500M4 4l1 1m10 10 1 1M4 16l1-1M15 5l1-1',
)
export const MoonIcon = icon('M17 12.500A7.500 7.500 0 0 1 7.500 3a7.500 7.500 0 1 0 9.500 9.500Z')
export const SaveIcon = icon(
  'M10 3v9m0 0 3.500-3.500M10 12 6.500 8.500M3.500 13.500V16a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-2.500',
)
export const CompareIcon = icon('M7 3v14M13 3v14M2.500 8H7m6 4h4.500M4.700 5.800v4.400')
export const LinkIcon = icon(
  'M8.500 11.500a3 3 0 0 0 4.200 0l3-3a3 3 0 0 0-4.200-4.200l-.8.8m.8 3.400a3 3 0 0 0-4.200 0l-3 3a3 3 0 0 0 4.200 4.200l.8-.8',
)
export const RenewIcon = icon(
  'M16 8.500A6.300 6.300 0 0 0 4.600 6.800M4 3.500v3.500h3.500M4 11.500a6.300 6.300 0 0 0 11.400 1.700m.6 3.300V13h-3.500',
)
export const TerminalIcon = icon(
  'M3 4.500h14a.5.5 0 0 1 .5.5v10a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5V5a.5.5 0 0 1 .5-.5Zm2.500 3.500L8 10l-2.500 2M10 12.500h3.500',
)
