// @ts-check
/** How long does the check of a config of 1 MiB take after each key, without a page around it? */
import { SharedConfig } from 'rolehop'
import { largeFiles } from '../tests/browser/large-files.mjs'
import { compare, report } from './measure.mjs'

const { config, credentials } = largeFiles()

let keys = 0
/** The config after another key: a comment at its top has one more character. */
function typed() {
  keys += 1
  return SharedConfig.parse({ config: `# ${'x'.repeat(keys)}\n${config}`, credentials })
}

const candidates = [
  { name: 'rolehop, reading alone', run: () => typed().profiles },
  { name: 'rolehop, `check()` of all profiles', run: () => typed().check() },
  { name: 'rolehop, `check()` of one profile', run: () => typed().check('team-5000') },
]

report('After a key in a config of 1 MiB', await compare(candidates, { rounds: 15, calls: 1 }), 'ms')
