// @ts-check
/**
 * `npm run test:windows`: the packed package in Node for Windows, under Wine. It installs 3 GB in
 * `.cache/windows`, so `npm test` does not run it. `npm run test:windows -- 24` takes one version of Node.
 * `docs/platforms.md` has the results, and what Wine cannot prove.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startSts } from '../../tools/sts/server.mjs'
import { install } from '../packaging/installed.mjs'
import { SCENES } from './scenes.mjs'
import { Stage } from './stage.mjs'
import { BASE, setUp, VERSIONS } from './wine.mjs'

const chosen = process.argv.slice(2)
console.log(setUp())

const installed = install()
const folder = mkdtempSync(join(BASE, 'run-'))
const copy = join(folder, 'package')
cpSync(installed.installed, copy, { recursive: true })
installed.remove()
after(() => rmSync(folder, { recursive: true }))

for (const version of chosen.length > 0 ? chosen : VERSIONS)
  for (const [name, scene] of Object.entries(SCENES))
    test(`Node ${version}: ${name}`, async (t) => {
      const sts = await startSts()
      t.after(() => sts.close())
      await scene(new Stage({ version, folder, cli: join(copy, 'dist/cli.cjs'), sts }))
    })
