// @ts-check
/**
 * Each command, and each function of the package, on inputs of three sizes: its steps grow with the size, not with
 * its square.
 *
 * A step is an execution of a block of JavaScript in `dist/`, as V8 counts them for coverage, so that time plays
 * no part. The steps of the engine are allocations: `tests/rust/growth.rs`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as api from 'rolehop'
import * as vscode from 'rolehop/vscode'
import { folder, inProcess, root } from '../node/support.mjs'
import { commandOf, finished, LINES } from './commands.mjs'
import { CALLS, FIXED } from './growth-calls.mjs'
import { SHAPES } from './growth-shapes.mjs'
import { inLanes, inScope } from './scope.mjs'
import { response, startServer } from './wire-server.mjs'
import { serviceOf } from './wire-services.mjs'
import { homeOf } from './wire-stages.mjs'

export const shows = 'each command and each function of the package on inputs of three sizes'
export const quick = 0.05

const SIZES = /** @type {const} */ ([150, 300, 600])

/** From the first size to the last, linear steps increase three times as much as to the second, quadratic five times. */
const LIMIT = 4

/** A smaller increase from the first size to the last is not growth: steps, and a part of the first steps. */
const NOISE = 4000
const NOISE_PART = 0.2

const DIST = fileURLToPath(new URL('dist', root))

/**
 * Something to measure.
 * @typedef {{ name: string, command?: string, steps: (count: number) => Promise<number> }} Cell
 */

/** The executions of blocks of code below a folder. @param {string} coverage @param {string} folder */
function stepsIn(coverage, folder) {
  const scripts = readdirSync(coverage).flatMap((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')).result)
  const own = scripts.filter(({ url }) => url.startsWith(pathToFileURL(folder).href))
  const ranges = own.flatMap(({ functions }) => functions).flatMap((each) => each.ranges)
  return ranges.reduce((sum, { count }) => sum + count, 0)
}

/** The steps of a command. @param {import('./commands.mjs').Line} line @param {string} shape @param {number} count */
function stepsOfLine(line, shape, count) {
  const { config, files, answer } = SHAPES[shape] ?? {}
  return inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => {
      const body = answer?.(count, request.path)
      return body === undefined ? serviceOf(request) : { good: response(body) }
    })
    const url = `http://127.0.0.1:${port}`
    const { home, env } = homeOf({ scope, url, env: {}, options: {} })
    appendFileSync(join(home, '.aws/config'), config?.(count) ?? '')
    files?.(join(home, '.aws'), count)
    const coverage = join(home, 'coverage')
    const all = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', SIGN_IN_URL: url, ...env }
    await finished(line, { home, env: { ...all, NODE_V8_COVERAGE: coverage } })
    return stepsIn(coverage, DIST)
  })
}

/** The steps of a call of the package. @param {string} name @param {number} count */
function stepsOfCall(name, count) {
  return inScope(async (scope) => {
    const coverage = join(folder(scope), 'coverage')
    const source = `import { CALLS } from './tests/soak/growth-calls.mjs'; await CALLS['${name}'](${count})`
    const { status, stderr } = await inProcess(source, { NODE_V8_COVERAGE: coverage })
    assert.equal(status, 0, `${name}: ${stderr}`)
    return stepsIn(coverage, DIST)
  })
}

/** The commands on each shape. @returns {Cell[]} */
const lineCells = () =>
  Object.entries(SHAPES).flatMap(([shape, { lines = () => LINES }]) =>
    lines(1).map((line, at) => ({
      name: `${line.args.slice(0, 6).join(' ')}, ${shape}`,
      command: commandOf(line),
      steps: async (count) => stepsOfLine(lines(count)[at] ?? line, shape, count),
    })),
  )

/** The functions of the package. @returns {Cell[]} */
const callCells = () => Object.keys(CALLS).map((name) => ({ name, steps: (count) => stepsOfCall(name, count) }))

/** The functions of the package that must have a cell. */
function functions() {
  const exported = Object.entries({ ...api, ...vscode }).filter(([, each]) => typeof each === 'function')
  const members = [api.SharedConfig.prototype, api.SharedConfig].flatMap((each) => Object.getOwnPropertyNames(each))
  const fixed = ['constructor', 'prototype', 'name', 'length']
  return [
    ...exported.map(([name]) => name).filter((name) => name !== 'SharedConfig'),
    ...members.filter((name) => !fixed.includes(name)).map((name) => `SharedConfig.${name}`),
  ]
}

/** How much more the steps increase to the last size than to the second; 0 if they hardly increase. @param {number[]} steps */
function increase([first = 0, second = 0, last = 0]) {
  const isNoise = last - first < Math.max(NOISE, NOISE_PART * first)
  return isNoise ? 0 : (last - first) / Math.max(1, second - first)
}

/** The mistake in the steps of a cell, if there is one. @param {Cell} cell */
async function wrongWith({ name, steps }) {
  const counts = []
  for (const count of SIZES) counts.push(await steps(count))
  if ((counts[0] ?? 0) <= 100) return `${name}: no steps were counted`
  return increase(counts) < LIMIT ? undefined : `${name}: ${counts} steps for ${SIZES}`
}

/** The positive control: a search of a list for each of its members. */
const control = () =>
  inScope(async (scope) => {
    const { home } = homeOf({ scope, url: 'http://127.0.0.1:1', env: {}, options: {} })
    const program = join(home, 'search.mjs')
    writeFileSync(
      program,
      `const all = [...Array(Number(process.argv[2])).keys()]
       for (const one of all) for (const other of all) if (one === other) continue`,
    )
    const steps = SIZES.map((count) => {
      const coverage = join(home, `coverage-${count}`)
      spawnSync(process.execPath, [program, String(count)], { env: { ...process.env, NODE_V8_COVERAGE: coverage } })
      return stepsIn(coverage, home)
    })
    assert.ok(increase(steps) > LIMIT, `the search was not noticed: ${steps}`)
    return `a search of a list for each of its members increases ${increase(steps).toFixed(1)} times as much`
  })

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 runs every n-th cell
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale }) {
  assert.deepEqual(new Set([...Object.keys(CALLS), ...FIXED]), new Set(functions()), 'each function has a cell')
  const step = Math.max(1, Math.round(1 / scale))
  const cells = [...lineCells(), ...callCells()].filter((_, at) => at % step === 0)
  const wrong = /** @type {string[]} */ ([])
  await inLanes(3, cells, async (cell) => {
    const found = await wrongWith(cell)
    if (found !== undefined) wrong.push(found)
  })
  assert.deepEqual(wrong, [])
  const calls = cells.filter(({ command }) => command === undefined).length
  return { counts: { cells: cells.length, 'of functions': calls, quadratic: 0 }, control: await control() }
}
