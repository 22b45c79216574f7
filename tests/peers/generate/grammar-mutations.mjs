// @ts-check
/** Mutations of the grammar: each makes one change to a valid text. */

/** @typedef {import('./random.mjs').Random} Random */

/** Changes one of the matching lines. @param {RegExp} fits @param {(line: string, random: Random) => string} change */
function line(fits, change) {
  return (/** @type {string} */ text, /** @type {Random} */ random) => {
    const lines = text.split('\n')
    const places = lines.flatMap((each, index) => (fits.test(each) ? [index] : []))
    if (places.length === 0) return text
    const at = random.pick(places)
    lines[at] = change(/** @type {string} */ (lines[at]), random)
    return lines.join('\n')
  }
}

const HEADER = /^\[/
const PROFILE = /^\[profile /
const OPTION = /^[a-z_]+ = ./
const ANY = /^/

const beforeLine = (/** @type {RegExp} */ fits, /** @type {string} */ added) =>
  line(fits, (each) => `${added}\n${each}`)
const afterLine = (/** @type {RegExp} */ fits, /** @type {string} */ added) => line(fits, (each) => `${each}\n${added}`)
const replaced = (/** @type {RegExp} */ fits, /** @type {RegExp} */ what, /** @type {string} */ by) =>
  line(fits, (each) => each.replace(what, by))

/** @type {Record<string, (text: string, random: Random) => string>} */
export const MUTATIONS = {
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  cr: (text) => text.replaceAll('\n', '\r'),
  'mixed-ends': line(ANY, (each) => `${each}\r`),
  bom: (text) => `\ufeff${text}`,
  'no-end': (text) => text.trimEnd(),
  'blank-lines-last': (text) => `${text}\n \n\t\n`,
  'blank-lines-first': (text) => `\n  \n${text}`,
  'comment-first': (text) => `# a comment\n;another\n${text}`,
  'comment-indented': afterLine(OPTION, '    # a comment'),
  'comment-in-value': afterLine(OPTION, '    # a comment\n    more'),
  'inline-comment': replaced(OPTION, /$/, ' # why'),
  'inline-semicolon': replaced(OPTION, /$/, ' ; why'),
  'tight-comment': replaced(OPTION, /$/, ';why#'),
  rem: beforeLine(OPTION, 'rem = x'),
  'rem-bare': beforeLine(OPTION, 'REM an old comment'),
  'header-comment': replaced(HEADER, /$/, ' # why'),
  'header-junk': replaced(HEADER, /$/, 'junk'),
  'header-bracket': replaced(HEADER, /\]$/, ']b]'),
  'header-indented': replaced(HEADER, /^/, '  '),
  'header-indented-first': (text) => text.replace(/^\[/, '  ['),
  'header-inner-space': replaced(PROFILE, /^\[profile (.*)\]/, '[ profile  $1 ]'),
  'header-trailing-space': replaced(PROFILE, /\]$/, ' \t]'),
  'header-tab': replaced(PROFILE, /^\[profile /, '[profile\t'),
  'header-multiple-spaces': replaced(PROFILE, /^\[profile /, '[profile   '),
  'header-upper': replaced(PROFILE, /^\[profile/, '[Profile'),
  'header-prefix': replaced(PROFILE, /^\[profile/, '[profilefoo'),
  'header-no-prefix': replaced(PROFILE, /^\[profile /, '['),
  'header-three-words': replaced(PROFILE, /\]$/, ' more]'),
  'header-unbalanced': replaced(PROFILE, /^\[profile /, '[profile "'),
  'header-backslash': replaced(PROFILE, /(.)\]$/, '\\\\$1]'),
  'header-spaced-name': replaced(PROFILE, /^\[profile .*\]/, '[profile "my \\"team"]'),
  'header-joined-quotes': replaced(PROFILE, /^\[profile .*\]/, `[profile a"b"'c']`),
  'header-empty-name': replaced(PROFILE, /^\[profile .*\]/, '[profile ""]'),
  'header-only-word': replaced(PROFILE, /^\[profile .*\]/, '[profile]'),
  'header-unicode': replaced(PROFILE, /^\[profile .*\]/, '[profile pr\u00f6fil\ud83d\ude80]'),
  'header-nbsp': replaced(PROFILE, /^\[profile /, '[profile\u00a0'),
  'header-empty': replaced(HEADER, /^\[.*\]/, '[]'),
  'header-unclosed': replaced(HEADER, /\]$/, ''),
  'header-unclosed-option': replaced(HEADER, /\]$/, ' = x'),
  'header-after-indented-key': afterLine(OPTION, '  [profile hidden]'),
  'section-twice': (text) => `${text}\n${/^\[.*\]$/m.exec(text)?.[0] ?? '[x]'}\nregion = eu-west-1\n`,
  'profile-twice-quoted': line(PROFILE, (each) =>
    each.replace(/^\[profile ["']?(.*?)["']?\]$/, '[profile "$1"]\nregion = af-south-1\n[profile $1]'),
  ),
  'default-twice': (text) => `[profile default]\nregion = af-south-1\n${text}\n[default]\noutput = text\n`,
  'default-upper': (text) => `[DEFAULT]\nregion = af-south-1\noutput = text\n${text}`,
  'default-capital': (text) => `[Default]\nregion = af-south-1\n${text}`,
  'stray-section': (text) => `${text}\n[preview]\nx = true\n[foo bar]\nregion = eu-west-1\n`,
  'key-first': (text) => `region = eu-west-1\n${text}`,
  'key-twice': line(OPTION, (each) => `${each}\n${each}`),
  'key-twice-case': line(OPTION, (each) => `${each}\n${each.replace(/^[a-z_]+/, (key) => key.toUpperCase())}`),
  'key-upper': replaced(OPTION, /^[a-z]+/, 'REGION'),
  'key-mixed': line(OPTION, (each) => each.replace(/^[a-z_]+/, (key) => key.toUpperCase())),
  'key-unicode': beforeLine(OPTION, '\u0130STANBUL \u03a3 = x'),
  'key-space': beforeLine(OPTION, 'two words = x'),
  'key-empty': beforeLine(OPTION, ' = x'),
  'key-indented': replaced(OPTION, /^/, '  '),
  'key-first-indented': (text) => text.replace(/\]\n([a-z])/, ']\n   $1'),
  'all-indented': (text) => text.replaceAll(/^([a-z])/gm, '  $1'),
  'tab-indented': replaced(OPTION, /^/, '\t'),
  colon: replaced(OPTION, / = /, ': '),
  'colon-in-key': beforeLine(OPTION, 'arn:aws = x'),
  tight: replaced(OPTION, / = /, '='),
  wide: replaced(OPTION, / = /, '   \t=   '),
  'equals-in-value': replaced(OPTION, /$/, '=x=y'),
  'value-empty': replaced(OPTION, / = .*/, ' ='),
  'value-quoted': replaced(OPTION, / = (.*)/, ' = "$1"'),
  'value-single-quoted': replaced(OPTION, / = (.*)/, " = '$1'"),
  'value-percent': replaced(OPTION, /$/, '%(region)s %%'),
  'value-backslash': replaced(OPTION, /$/, '\\'),
  'value-trailing-space': replaced(OPTION, /$/, '   \t'),
  'value-nbsp': replaced(OPTION, / = (.*)/, ' = \u00a0$1\u00a0'),
  'value-zero-width': replaced(OPTION, /$/, '\u200b'),
  'value-nel': replaced(OPTION, /$/, '\u0085more = x'),
  'value-line-separator': replaced(OPTION, /$/, '\u2028more = x'),
  'value-nul': replaced(OPTION, /$/, '\0'),
  'value-form-feed': replaced(OPTION, /$/, '\fx'),
  'value-vertical-tab': afterLine(OPTION, '\v'),
  'value-file-separator': replaced(OPTION, /$/, '\u001cmore = x'),
  continuation: afterLine(OPTION, '  more'),
  'continuation-equals': afterLine(OPTION, '  more = x'),
  'continuation-after-blank-line': afterLine(OPTION, '\n  more'),
  'continuation-less': afterLine(OPTION, '    more\n  less\n y = z'),
  'word-alone': beforeLine(OPTION, 'just words'),
  'word-after-header': afterLine(HEADER, 'justaword'),
  nested: beforeLine(OPTION, 's3 =\n  a = b\n    c = d\n  Upper = E = F\n'),
  'nested-tab': beforeLine(OPTION, 's3 =\n\ta = b'),
  'nested-blank-line': beforeLine(OPTION, 's3 =\n  a = b\n\n  c = d'),
  'nested-comment': beforeLine(OPTION, 's3 =\n  a = b\n  # why\n  c = d'),
  'nested-empty': beforeLine(OPTION, 's3 =\n   \n'),
  'nested-twice': beforeLine(OPTION, 's3 =\n  a = b\n  a = c'),
  'nested-bad': beforeLine(OPTION, 's3 =\n  just words'),
  'nested-colon': beforeLine(OPTION, 's3 =\n  a: b'),
  'nested-separator': beforeLine(OPTION, 's3 =\n  a = b\u2028c = d'),
  'nested-known-key': replaced(/^(region|role_arn|source_profile) = /, / = (.*)/, ' =\n  x = $1'),
  'services-flat': (text) => text.replace('sts =\n', ''),
  'services-twice': (text) => `${text}\n[services "local"]\nsts =\n  endpoint_url = https://twice.test\n`,
}

/** Inserts bytes that are not UTF-8 into a text. @param {string} text @param {Random} random */
export function notUtf8(text, random) {
  const bytes = Buffer.from(text)
  const at = random.below(bytes.length + 1)
  const bad = random.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]])
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(bad), bytes.subarray(at)])
}

/** Strings with a meaning in the grammar, and some that only look so. */
export const PIECES = [
  '[',
  ']',
  '=',
  ':',
  '\n',
  '\n ',
  '\r',
  '\r\n',
  '#',
  ';',
  '"',
  "'",
  '\\',
  ' ',
  '\t',
  '\v',
  '\f',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\u3000',
  '\u001f',
  '\0',
  '\ufeff',
  '[profile ',
  'x = ',
  '  x = y\n',
  'default',
  '\u00e9',
  '\u0130',
  '\ud83d\ude80',
]

/** Removes, duplicates and inserts pieces of a text. @param {string} text @param {Random} random */
export function mangle(text, random) {
  let mangled = [...text]
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(mangled.length + 1)
    const length = random.below(random.chance(0.8) ? 4 : 40)
    const piece = mangled.slice(at, at + length)
    const kind = random.below(3)
    if (kind === 0) mangled = mangled.toSpliced(at, length)
    else mangled = mangled.toSpliced(at, 0, ...(kind === 1 ? piece : random.pick(PIECES)))
  }
  return mangled.join('')
}
