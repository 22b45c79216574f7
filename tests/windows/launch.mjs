// @ts-check
/**
 * Runs a script in Windows with the variables in `LAUNCH`; `null` removes one. Wine itself sets
 * `USERPROFILE`, `Path` and others whatever it is started with.
 */
import { pathToFileURL } from 'node:url'

const variables = Object.entries(JSON.parse(process.env.LAUNCH ?? '{}'))
delete process.env.LAUNCH
for (const [name, value] of variables) {
  if (value === null) delete process.env[name]
  else process.env[name] = value
}
process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1] ?? '').href)
