#!/usr/bin/env node
// @ts-check
/** `node tools/sts/cli.mjs`: a local STS. The URL goes to stdout, all other output to stderr. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { DEMO_MFA, writeDemoHome } from './demo.mjs'
import { startSts } from './server.mjs'

const HELP = `usage: node tools/sts/cli.mjs [options]

Starts an STS on 127.0.0.1 and prints its URL; ends with Ctrl-C.

  --port N          listen on this port (default: any free one)
  --world FILE      users and roles, as JSON (default: the demo's)
  --fault JSON      what goes wrong with the next requests; may be repeated
  --clock-offset S  seconds that the server's clock is ahead
  --cors            let browser pages call
  --write-home DIR  write DIR/.aws/config and credentials for the demo's user
  --quiet           no line for each request
  --help            this text
`

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

const OPTIONS = /** @type {const} */ ({
  port: { type: 'string', default: '0' },
  world: { type: 'string' },
  fault: { type: 'string', multiple: true },
  'clock-offset': { type: 'string', default: '0' },
  cors: { type: 'boolean', default: false },
  'write-home': { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

/** Starts the server with the options of the command line. */
async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(HELP)
  if (values.world !== undefined && values['write-home'] !== undefined) {
    throw new TypeError('--write-home goes with the demo world, not with --world')
  }
  const sts = await startSts({
    port: Number(values.port),
    clockOffset: Number(values['clock-offset']),
    cors: values.cors,
    faults: (values.fault ?? []).map((text) => JSON.parse(text)),
    ...(values.world === undefined ? {} : { world: JSON.parse(readFileSync(values.world, 'utf8')) }),
    ...(values.quiet ? {} : { log: say }),
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => sts.close())
  if (values['write-home'] !== undefined) {
    const { config } = writeDemoHome(values['write-home'], { endpointUrl: sts.url })
    say(`wrote ${config}; the MFA code is ${DEMO_MFA.code}`)
  }
  process.stdout.write(`${sts.url}\n`)
}

main().catch((error) => {
  say(error.message)
  process.exit(1)
})
