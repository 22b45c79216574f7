/**
 * Checks arguments. Each options object has a table with a check for each key.
 *
 * TypeScript only reports misspelled keys in object literals, and JavaScript reports none. Without these
 * checks, a call with a misspelled `profile` would use the credentials of the default profile.
 */

import { nearest } from '../util/nearest.ts'
import { isObject, isPlain, isThenable, member, memberNames, omitUndefined } from '../util/objects.ts'
import { isRolehopError, type RolehopError, usageError } from './errors.ts'

/**
 * Checks a value and returns the value to use. Optional values are checked only if they are not
 * `undefined`. `name` is the caller's name for the value, such as `clientConfig.region`.
 */
export type Check<T = unknown> = (value: unknown, name: string) => T

/** A check for each key of an options type: a table that lacks one does not compile. */
export type Checks<T> = { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> }

/** The other rules of an options object. */
export interface RecordRules<T> {
  /** The required keys. */
  readonly required?: readonly (keyof T & string)[]
  /**
   * How unknown keys are treated. By default, they are rejected. `near` rejects only keys that are one edit away from
   * a known one, `instances` accepts them in instances of classes, `any` accepts them.
   */
  readonly unknown?: 'near' | 'instances' | 'any'
  /** Keys of other libraries that are rejected, with what to do instead. */
  readonly refused?: Readonly<Record<string, string>>
}

/** The name of an options object; errors name its keys without this prefix. */
export const OPTIONS = 'options'

/** Checks an argument of a public function. @throws RolehopError `usage-invalid` */
export function argument<T>(check: Check<T>, value: unknown, name: string): T {
  try {
    return check(value, name)
  } catch (error) {
    throw isRolehopError(error) ? error : usageError(`\`${name}\` cannot be read`, undefined, error)
  }
}

/** Checks an optional argument. @throws RolehopError `usage-invalid` */
export function optionalArgument<T>(check: Check<T>, value: unknown, name: string): T | undefined {
  return value === undefined ? undefined : argument(check, value, name)
}

/**
 * An object with these keys. Returns a copy without a prototype, with the values that the checks return;
 * a key with the value `undefined` is treated as absent.
 */
export function record<T extends object>(checks: Checks<T>, rules: RecordRules<T> = {}): Check<T> {
  const known = Object.keys(checks) as (keyof T & string)[]
  const { required, unknown, refused } = omitUndefined<RecordRules<T>>(rules)
  return (value, name) => {
    if (!isObject(value)) throw mistyped(name, 'an object', value, exampleOf(name, known))
    const hasClass = !isPlain(value)
    if (unknown !== 'any' && !(unknown === 'instances' && hasClass)) {
      for (const key of memberNames(value)) {
        if (Object.hasOwn(checks, key) || member(value, key) === undefined) continue
        refuseUnknown(pathOf(name, key), key, known, unknown === 'near', refused)
      }
    }
    const copy = Object.create(null)
    for (const key of known) {
      const found = hasClass || Object.hasOwn(value, key) ? member(value, key) : undefined
      if (found !== undefined) copy[key] = checks[key](found, pathOf(name, key))
    }
    if (hasClass && Object.keys(copy).length === 0) throw mistyped(name, 'an object', value)
    const missing = required?.find((key) => !(key in copy))
    if (missing !== undefined) throw usageError(`\`${pathOf(name, missing)}\` is missing`)
    return copy
  }
}

/** The help for a common mistake: a profile name instead of an options object. */
function exampleOf(name: string, known: readonly string[]): string | undefined {
  return name === OPTIONS && known.includes('profile') ? "pass an object, such as `{ profile: 'dev' }`" : undefined
}

function refuseUnknown(
  path: string,
  key: string,
  known: readonly string[],
  nearOnly: boolean,
  refused: Readonly<Record<string, string>> = {},
): void {
  const instead = Object.hasOwn(refused, key) ? refused[key] : undefined
  const meant = nearest(key, known, nearOnly ? 1 : undefined)
  if (nearOnly && instead === undefined && meant === undefined) return
  const help = meant === undefined ? `the keys are ${listed(known)}` : `did you mean \`${meant}\`?`
  throw usageError(`unknown option \`${shown(path)}\``, instead ?? help)
}

function pathOf(name: string, key: string): string {
  return name === OPTIONS ? key : `${name}.${key}`
}

function listed(words: readonly string[], between = ', '): string {
  return words.map((word) => `\`${word}\``).join(between)
}

/** Escapes and truncates a name from the caller. */
function shown(name: string): string {
  return name.slice(0, 80).replaceAll(/\p{C}/gu, '?')
}

/** The error for a value of the wrong type. The value itself is not shown: it may be a secret. */
export function mistyped(name: string, wanted: string, value: unknown, given?: string): RolehopError {
  const help = given ?? (isThenable(value) ? 'await it first' : undefined)
  return usageError(`\`${shown(name)}\` must be ${wanted}, not ${kindOf(value)}`, help)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `${value}`
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  if (isThenable(value)) return 'a promise'
  return isPlain(value) ? 'an object' : 'an instance of a class'
}

/** Any string. */
export const string: Check<string> = (value, name) => {
  if (typeof value !== 'string') throw mistyped(name, 'a string', value)
  return value
}

/** A string that is valid UTF-16, as the engine needs it. */
export const text: Check<string> = (value, name) => {
  const found = string(value, name)
  if (/[\ud800-\udfff]/u.test(found)) throw usageError(`\`${shown(name)}\` is not well-formed Unicode`)
  return found
}

/** A string that is not empty. */
export const word: Check<string> = (value, name) => {
  const found = text(value, name)
  if (found === '') throw usageError(`\`${shown(name)}\` is empty`)
  return found
}

/** `true` or `false`. */
export const flag: Check<boolean> = (value, name) => {
  if (typeof value !== 'boolean') throw mistyped(name, '`true` or `false`', value)
  return value
}

/** A number that is not `NaN`. */
export const number: Check<number> = (value, name) => {
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  throw mistyped(name, 'a number', value)
}

/** The largest integer that the engine accepts. */
const MOST = 2 ** 32 - 1

/** Seconds, rounded up. */
export const seconds: Check<number> = (value, name) => {
  if (typeof value === 'number' && value >= 0 && value <= MOST) return Math.ceil(value)
  throw usageError(`\`${shown(name)}\` must be a number of seconds, from 0 to ${MOST}`)
}

/** An integer of at least 1. */
export const count: Check<number> = (value, name) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST) return value
  throw usageError(`\`${shown(name)}\` must be a whole number from 1`)
}

/** A function. */
export const func = <F>(value: unknown, name: string): F => {
  if (typeof value !== 'function') throw mistyped(name, 'a function', value)
  return value as F
}

/** An object of any kind. */
export const object = <O>(value: unknown, name: string): O => {
  if (!isObject(value)) throw mistyped(name, 'an object', value)
  return value as O
}

/** An object with these functions, its own or its class's. */
export function methods<O>(...names: readonly (keyof O & string)[]): Check<O> {
  return (value, name) => {
    const given = object<object>(value, name)
    for (const key of names) func(member(given, key), `${name}.${key}`)
    return value as O
  }
}

/** A `Date` with a value, of any realm. */
export const date: Check<Date> = (value, name) => {
  if (Object.prototype.toString.call(value) !== '[object Date]') throw mistyped(name, 'a `Date`', value)
  const copy = new Date(Number(value))
  if (Number.isNaN(copy.getTime())) throw usageError(`\`${shown(name)}\` is not a valid date`)
  return copy
}

/** One of a few strings. */
export function choice<const W extends string>(...words: readonly W[]): Check<W> {
  return (value, name) => {
    const found = words.find((known) => known === value)
    if (found !== undefined) return found
    throw usageError(`\`${shown(name)}\` must be ${listed(words, ' or ')}`, meantBy(value, words))
  }
}

/** The help that suggests another word. */
export function meantBy(wrong: unknown, words: readonly string[]): string | undefined {
  const meant = typeof wrong === 'string' ? nearest(wrong, words) : undefined
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`
}

/** An array, as a copy. */
export function list<T>(check: Check<T>): Check<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw mistyped(name, 'an array', value)
    return Array.from(value, (item, at) => check(item, `${name}[${at}]`))
  }
}

/** An object of strings by any name, as a copy. */
export const strings: Check<Record<string, string>> = (value, name) => {
  if (!isObject(value) || (!isPlain(value) && Object.keys(value).length === 0)) throw mistyped(name, 'an object', value)
  const copy = Object.create(null)
  for (const [key, found] of Object.entries(value)) copy[key] = text(found, `${name}.${key}`)
  return copy
}
