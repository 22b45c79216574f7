// @ts-check
/**
 * The lock protocol of `js/runtime/node/lock.ts` as a model, in which every interleaving is explored.
 *
 * A step is one system call that reads or changes the directory. Between any two steps, another process
 * can run, and a process can be killed. A process that is stopped and continued (SIGSTOP, SIGCONT) is one
 * that does not run for a while, so these interleavings are among them.
 *
 * Invariants: two processes never hold the lock at the same time; from every state, each process that was
 * not killed gets the lock when the processes take turns. The positive controls are two protocols with a
 * known mistake: the search must find two holders.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'

/**
 * The target that a process is about to break: a file, and the process that the file names. The file is the lock, or
 * the right to break what a process holds, which has the name of that process.
 * @typedef {{ file: 'lock' | number, owner: number }} Target
 *
 * @typedef {'listing' | 'examining' | 'sweeping' | 'creating' | 'reading' | 'claiming' | 'taking' | 'checking' | 'removing' | 'discarding' | 'holding' | 'released' | 'killed'} Step
 *
 * @typedef {object} Process
 * @property {Step} step the next one
 * @property {Target[]} targets from the lock to what has to be broken first
 * @property {number[]} listed the rights that are still to be swept
 *
 * @typedef {object} State
 * @property {Process[]} processes
 * @property {number | null} lock the process that the lock file names
 * @property {Record<number, number>} rights by their name: the process that has each
 * @property {number} kills how many processes can still be killed
 *
 * @typedef {'break it' | 'take it' | 'take it by age'} Rule what to do with a right whose process was killed
 */

/** @param {State} state @param {number} who @param {Partial<Process>} changes @param {Partial<State>} [more] @returns {State} */
function moved(state, who, changes, more = {}) {
  const processes = state.processes.map((each, at) => (at === who ? { ...each, ...changes } : each))
  return { ...state, ...more, processes }
}

/** @param {Record<number, number>} rights @param {number} name */
function without(rights, name) {
  const { [name]: _, ...rest } = rights
  return rest
}

const wasKilled = (/** @type {State} */ state, /** @type {number} */ who) => state.processes[who]?.step === 'killed'

/** The process that a file names. @param {State} state @param {Target['file']} file */
const named = (state, file) => (file === 'lock' ? state.lock : (state.rights[file] ?? null))

/** Whether a right can be swept: its process was killed, and no file names the process that it is for. */
const isSpent = (/** @type {State} */ state, /** @type {number} */ name) =>
  wasKilled(state, state.rights[name] ?? -1) && state.lock !== name && !Object.values(state.rights).includes(name)

/**
 * The state after the next step of a process.
 * @param {State} state @param {number} who @param {Rule} rule
 * @returns {State | undefined}
 */
function stepped(state, who, rule) {
  const { step, targets, listed } = /** @type {Process} */ (state.processes[who])
  const { lock, rights } = state
  const target = /** @type {Target} */ (targets.at(-1))
  const [right = -1] = listed
  switch (step) {
    case 'listing':
      return moved(state, who, { step: 'examining', listed: Object.keys(rights).map(Number) })
    case 'examining':
      if (listed.length === 0) return moved(state, who, { step: 'creating' })
      return moved(state, who, isSpent(state, right) ? { step: 'sweeping' } : { listed: listed.slice(1) })
    case 'sweeping':
      return moved(state, who, { step: 'examining', listed: listed.slice(1) }, { rights: without(rights, right) })
    case 'creating':
      if (lock === null) return moved(state, who, { step: 'holding' }, { lock: who })
      return moved(state, who, { step: 'reading' })
    case 'reading':
      if (lock === null || !wasKilled(state, lock)) return moved(state, who, { step: 'creating' })
      return moved(state, who, { step: 'claiming', targets: [{ file: 'lock', owner: lock }] })
    case 'claiming':
      return claimed(state, who, rule)
    case 'taking':
      // Of several processes that rename a right, one succeeds.
      if (!(target.owner in rights)) return moved(state, who, { step: 'creating', targets: [] })
      return moved(state, who, { step: 'claiming' }, { rights: without(rights, target.owner) })
    case 'checking':
      return moved(state, who, { step: named(state, target.file) === target.owner ? 'removing' : 'discarding' })
    case 'removing':
      // Removes whatever has the name by now.
      if (target.file === 'lock') return moved(state, who, { step: 'discarding' }, { lock: null })
      return moved(state, who, { step: 'discarding' }, { rights: without(rights, target.file) })
    case 'discarding': {
      const rest = targets.slice(0, -1)
      const next = rest.length > 0 ? 'claiming' : 'creating'
      return moved(state, who, { step: next, targets: rest }, { rights: without(rights, target.owner) })
    }
    case 'holding':
      return moved(state, who, { step: 'released' }, { lock: lock === who ? null : lock })
    default:
      return undefined
  }
}

/** Creates the right to break what the killed process holds, if it does not exist. @type {typeof stepped} */
function claimed(state, who, rule) {
  const { targets } = /** @type {Process} */ (state.processes[who])
  const target = /** @type {Target} */ (targets.at(-1))
  const holder = state.rights[target.owner]
  if (holder === undefined) {
    return moved(state, who, { step: 'checking' }, { rights: { ...state.rights, [target.owner]: who } })
  }
  if (rule === 'take it by age') return moved(state, who, { step: 'taking' })
  if (!wasKilled(state, holder)) return moved(state, who, { step: 'creating', targets: [] })
  if (rule === 'take it') return moved(state, who, { step: 'taking' })
  return moved(state, who, { targets: [...targets, { file: target.owner, owner: holder }] })
}

/** @param {State} state @returns {State[]} */
function killed(state) {
  if (state.kills === 0) return []
  return state.processes.flatMap(({ step }, who) =>
    step === 'released' || step === 'killed'
      ? []
      : [moved(state, who, { step: 'killed', targets: [], listed: [] }, { kills: state.kills - 1 })],
  )
}

/** Every state that can be reached. @param {Rule} rule @param {number} processes @param {number} kills */
function explore(rule, processes, kills) {
  const idle = /** @type {Process} */ ({ step: 'listing', targets: [], listed: [] })
  /** @type {State} */
  const start = { processes: Array.from({ length: processes }, () => idle), lock: null, rights: {}, kills }
  const states = new Map([[JSON.stringify(start), start]])
  const open = [start]
  for (let state = open.pop(); state; state = open.pop()) {
    for (const next of [...following(state, rule), ...killed(state)]) {
      const key = JSON.stringify(next)
      if (states.has(key)) continue
      states.set(key, next)
      open.push(next)
    }
  }
  return [...states.values()]
}

/** @param {State} state @param {Rule} rule */
const following = (state, rule) =>
  state.processes.map((_, who) => stepped(state, who, rule)).filter((next) => next !== undefined)

const hasTwoHolders = (/** @type {State} */ { processes }) =>
  processes.filter(({ step }) => step === 'holding').length > 1

/** Whether all processes get the lock when they take turns. @param {State} start @param {Rule} rule */
function ends(start, rule) {
  let state = start
  for (let round = 0; round < 100; round += 1) {
    for (const who of state.processes.keys()) state = stepped(state, who, rule) ?? state
  }
  return state.processes.every(({ step }) => step === 'released' || step === 'killed')
}

for (const [processes = 0, kills = 0] of [
  [2, 1],
  [3, 2],
  [4, 2],
  [4, 3],
]) {
  test(`${processes} processes, of which ${kills} are killed: one holder at a time, and all get the lock`, (t) => {
    const states = explore('break it', processes, kills)
    assert.equal(states.find(hasTwoHolders), undefined)
    assert.equal(
      states.find((state) => !ends(state, 'break it')),
      undefined,
    )
    t.diagnostic(`${states.length} states`)
  })
}

test('a right that is taken away by its age admits two holders', () => {
  assert.ok(explore('take it by age', 3, 1).some(hasTwoHolders))
})

test('a right that is taken away from a killed process, under the same name, admits two holders', () => {
  assert.ok(explore('take it', 4, 2).some(hasTwoHolders))
})
