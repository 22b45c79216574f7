// @ts-check
/** Draws `images/icon.png` from `images/icon.svg`: `node examples/vscode-extension/icon.mjs`, after a change. */
import { readFileSync, writeFileSync } from 'node:fs'
import { launch } from '../../tests/browser/browser.mjs'

const image = (/** @type {string} */ name) => new URL(`images/${name}`, import.meta.url)

const browser = await launch()
const page = await browser.newPage({ viewport: { width: 128, height: 128 } })
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(image('icon.svg'), 'utf8')}`,
)
writeFileSync(image('icon.png'), await page.screenshot({ omitBackground: true }))
await browser.close()
