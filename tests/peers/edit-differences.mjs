// @ts-check
/** The intended differences from `aws configure set`; docs/differences.md documents them for users. */

/** @typedef {import('./oracle.mjs').Case & { key: string, value: string }} Edit */
/** @typedef {{ config: string, credentials: string }} Texts */

/**
 * @typedef {object} EditDifference
 * @property {string} id the heading in docs/differences.md
 * @property {(edit: Edit, awsCli: Texts, rolehop: Texts | undefined) => boolean} applies to an edit that both
 *   make correctly, or only the AWS CLI makes
 * @property {Edit} example
 * @property {string | undefined} leaves the config of the example after rolehop's edit; `undefined` if it rejects the edit
 */

const headers = (/** @type {Texts} */ { config, credentials }) => `${config}\n${credentials}`.match(/^\s*\[/gm)?.length

const unindented = (/** @type {string} */ text) => text.replace(/^[ \t]+/gm, '')

/** @type {EditDifference[]} */
export const EDIT_DIFFERENCES = [
  {
    id: 'key-case',
    applies: () => false,
    example: { config: '[default]\nREGION = a\n', key: 'region', value: 'b' },
    leaves: '[default]\nREGION = b\n',
  },
  {
    id: 'header-spelling',
    applies: (_edit, awsCli, rolehop) => rolehop !== undefined && headers(awsCli) !== headers(rolehop),
    example: { config: '[profile "p q"]\nregion = a\noutput = json\n', profile: 'p q', key: 'region', value: 'b' },
    leaves: '[profile "p q"]\nregion = b\noutput = json\n',
  },
  {
    id: 'lines-that-are-not-settings',
    applies: () => false,
    example: { config: '[default]\ns3 =\n  region = x\noutput = json\n', key: 'region', value: 'b' },
    leaves: '[default]\ns3 =\n  region = x\noutput = json\nregion = b\n',
  },
  {
    id: 'place-in-a-block',
    applies: ({ key }, _awsCli, rolehop) => rolehop !== undefined && key.includes('.'),
    example: { config: '[default]\ns3 =\n  a = b\n\n[profile p]\n', key: 's3.new', value: 'c' },
    leaves: '[default]\ns3 =\n  a = b\n  new = c\n\n[profile p]\n',
  },
  {
    id: 'place-in-the-credentials-file',
    applies: (edit, awsCli, rolehop) =>
      rolehop !== undefined && edit.config !== awsCli.config && edit.config === rolehop.config,
    example: {
      config: '[profile p]\noutput = json\n',
      credentials: '[p]\nregion = a\n',
      profile: 'p',
      key: 'region',
      value: 'b',
    },
    leaves: '[profile p]\noutput = json\n',
  },
  {
    id: 'refused-edits',
    applies: ({ profile = '', value }, _awsCli, rolehop) =>
      rolehop === undefined &&
      (profile.includes(']') || profile !== profile.trim() || /[\p{Cc}\u2028\u2029]/u.test(profile + value)),
    example: { config: '[default]\n', key: 'region', value: ' padded ' },
    leaves: undefined,
  },
  {
    id: 'indentation',
    applies: ({ config = '', credentials = '' }, awsCli, rolehop) =>
      rolehop !== undefined &&
      /^\s+\S/m.test(`${config}\n${credentials}`) &&
      unindented(awsCli.config) === unindented(rolehop.config) &&
      unindented(awsCli.credentials) === unindented(rolehop.credentials),
    example: { config: '[default]\n  region = a\n', key: 'output', value: 'json' },
    leaves: '[default]\n  region = a\n  output = json\n',
  },
  {
    id: 'line-ends',
    applies: ({ config = '', credentials = '' }, _awsCli, rolehop) =>
      rolehop !== undefined && `${config}${credentials}`.includes('\r'),
    example: { config: '[default]\r\nregion = a\r\n', key: 'output', value: 'json' },
    leaves: '[default]\r\nregion = a\r\noutput = json\r\n',
  },
  {
    id: 'broken-files',
    applies: () => false,
    example: { config: '[default]\nregion = a\nregion = a\n', key: 'output', value: 'json' },
    leaves: undefined,
  },
]
