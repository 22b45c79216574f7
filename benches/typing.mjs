// @ts-check
/**
 * Whether the web console keeps up with typing in a config of 1 MiB, in Chromium, in turn with a small
 * config.
 */

import { skip } from '../tests/browser/browser.mjs'
import { choose, paste, startStage } from '../tests/browser/console-page.mjs'
import { largeFiles } from '../tests/browser/large-files.mjs'
import { demoFiles } from '../tools/sts/demo.mjs'
import { quantile } from './measure.mjs'

const ROUNDS = 9
/** Milliseconds between two keys: fast typing with 33 keys a second. */
const DELAY = 30
/** Typed at the start, so that the rest of the text moves; it contains an error. */
const TYPED = '[profile typed]\nregio = eu-central-1\n'

/**
 * @typedef {object} Round all in milliseconds
 * @property {number} paste the page's main thread at the paste
 * @property {number} frame slowest key, from the press to the next frame
 * @property {number} task longest task of the main thread; 0 when none took 50
 * @property {number} finding from the last key to the diagnostic of the typed text
 */

/**
 * Types into a config in a new page.
 * @param {Awaited<ReturnType<typeof startStage>>} stage
 * @param {{ config: string, credentials: string }} files
 * @returns {Promise<Round>}
 */
async function typeInto(stage, { config, credentials }) {
  const { page } = await stage.open()
  await paste(page, 'credentials', credentials)
  const pasted = await paste(page, 'config', config)
  await choose(page, 'base')
  await page.evaluate(watch)
  await page.locator('.editor-config .cm-content').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type(TYPED, { delay: DELAY })
  const found = await page.waitForFunction(
    () => document.querySelector('.pill-warning') && performance.now() - /** @type {any} */ (globalThis).seen.key,
  )
  const finding = Number(await found.jsonValue())
  const { frame, task } = await page.evaluate(() => /** @type {any} */ (globalThis).seen)
  await page.context().close()
  return { paste: pasted, frame, task, finding }
}

/** Records keys, the frames after them and long tasks from now on. Runs in the page. */
function watch() {
  const seen = { frame: 0, task: 0, key: 0 }
  Object.assign(globalThis, { seen })
  const onKey = () => {
    const pressed = performance.now()
    seen.key = pressed
    // A task queued in a frame's callback runs after the frame is rendered.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      seen.frame = Math.max(seen.frame, performance.now() - pressed)
    }
    requestAnimationFrame(() => port2.postMessage(undefined))
  }
  addEventListener('keydown', onKey, { capture: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.task = Math.max(seen.task, duration)
  }).observe({ type: 'longtask' })
}

/** @param {string} name @param {Round[]} rounds */
function row(name, rounds) {
  const cell = (/** @type {keyof Round} */ of) => {
    const all = rounds.map((round) => round[of])
    return `${quantile(all, 0.5).toFixed(0)} (${Math.max(...all).toFixed(0)})`
  }
  console.log(`| ${name} | ${cell('paste')} | ${cell('frame')} | ${cell('task')} | ${cell('finding')} |`)
}

async function main() {
  console.log('\n### Typing into the web console\n')
  if (skip !== false) return console.log(skip)
  const stage = await startStage()
  try {
    const candidates = [
      { name: 'the demo’s config', files: demoFiles(), rounds: /** @type {Round[]} */ ([]) },
      { name: 'a config of 1 MiB', files: largeFiles(), rounds: /** @type {Round[]} */ ([]) },
    ]
    for (let round = 0; round < ROUNDS; round++) {
      for (const { files, rounds } of candidates) rounds.push(await typeInto(stage, files))
    }
    console.log(`Chromium ${stage.browser.version()}; ms, the median of ${ROUNDS} rounds (the worst)\n`)
    console.log('| | the paste | slowest key to frame | longest task, 0 if below 50 | last key to diagnostic |')
    console.log('|---|---:|---:|---:|---:|')
    for (const { name, rounds } of candidates) row(name, rounds)
  } finally {
    await stage.close()
  }
}

await main()
