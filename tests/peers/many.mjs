// @ts-check
/** `npm run differential -- [COUNT [SEED]]`: many generated cases, with a new seed every day. */
import { run } from '../../tools/run.mjs'

const today = new Date().toISOString().slice(0, 10)
const [count = '4000', seed = today] = process.argv.slice(2)
run(process.execPath, ['tests/peers/setup.mjs'])
run(process.execPath, ['--test', 'tests/peers/differential.test.mjs', 'tests/peers/generated-edits.test.mjs'], {
  ROLEHOP_COUNT: count,
  ROLEHOP_SEED: seed,
})
