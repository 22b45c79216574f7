// @ts-check
/** A trap of the engine is reported as an error, and the next call works. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demo, inProcess } from './support.mjs'

/** Makes a function of the engine trap on demand, as a bug would. */
const BOMB = `
  const Original = WebAssembly.Instance
  const armed = new Set()
  WebAssembly.Instance = function (module, imports) {
    const exports = { ...new Original(module, imports).exports }
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value !== 'function') continue
      exports[name] = (...args) => {
        for (const part of armed) if (name.includes(part) && armed.delete(part)) throw new WebAssembly.RuntimeError('unreachable')
        return value(...args)
      }
    }
    return { exports }
  }
  const { fromProfile, SharedConfig } = await import('rolehop')`

test('a trap in a call: the config keeps its edits', async () => {
  const { status, stdout, stderr } = await inProcess(
    `${BOMB}
     const config = SharedConfig.parse({ config: '[profile a]\\nregion = x\\n' })
     config.set('a', 'output', 'json')
     armed.add('config_get')
     let code
     try { config.get('a', 'region') } catch (error) { code = error.code }
     console.log(JSON.stringify([code, config.get('a', 'region'), config.get('a', 'output'), config.profiles]))`,
    {},
  )
  assert.deepEqual([status, stderr], [0, ''])
  assert.deepEqual(JSON.parse(stdout), ['internal', 'x', 'json', ['a']])
})

test('a trap between two responses: every wait ends, and the next run works', async (t) => {
  const { env } = await demo(t)
  const { status, stdout, stderr } = await inProcess(
    `${BOMB}
     const get = () => fromProfile({ profile: 'readonly', cache: false })().then(() => 'ok', ({ code }) => code)
     const before = await get()
     armed.add('closures')
     const during = await Promise.all([get(), get()])
     armed.clear()
     console.log(JSON.stringify([before, during, await get()]))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''])
  const [before, during, after] = JSON.parse(stdout)
  assert.deepEqual([before, after], ['ok', 'ok'])
  assert.ok(during.includes('internal'), during.join())
})
