// @ts-check
/** `npm run bench`: all benchmarks, each in its own process; `npm run bench -- sign` runs one. */
import { availableParallelism, cpus, release, type } from 'node:os'
import { join } from 'node:path'
import { fail, root, run } from '../tools/run.mjs'

const all = ['sign', 'startup', 'files', 'parse', 'check', 'many', 'typing', 'size']
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !all.includes(name))
if (unknown.length > 0) fail(`no such measurement: ${unknown.join(', ')}; there are ${all.join(', ')}`)

console.log(
  `Node ${process.versions.node}, ${type()} ${release()}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`,
)
run(process.execPath, [join(root, 'tests', 'peers', 'setup.mjs')])
for (const name of wanted.length > 0 ? wanted : all) run(process.execPath, [join(root, 'benches', `${name}.mjs`)])
