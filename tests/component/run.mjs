// @ts-check
/** `npm run test:component`: sets up, then runs the tests of this folder. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../../tools/run.mjs'

const folder = join(root, 'tests', 'component')
run(process.execPath, [join(folder, 'setup.mjs')])
const files = readdirSync(folder).filter((file) => file.endsWith('.test.mjs'))
run(process.execPath, ['--test', '--test-concurrency=2', ...files.map((file) => join(folder, file))])
