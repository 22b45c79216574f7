/**
 * Reads objects of callers: their own properties and those of their classes, never those of
 * `Object.prototype`, which any code in the program can extend.
 */

/** The maximum length of a prototype chain, which can be infinite for a proxy. */
const DEEPEST = 64

/** Whether a value is an object that is neither an array nor a function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether an object is an object literal of any realm, or has no prototype. */
export function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object)
  return prototype === null || isRoot(prototype)
}

/** Whether an object is the `Object.prototype` of a realm. */
function isRoot(object: object): boolean {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty')
}

/** Whether the object or one of its prototypes, without `Object.prototype`, passes a test. */
function someLayer(object: object, test: (layer: object) => boolean): boolean {
  let at: object | null = object
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (at === null || (at !== object && isRoot(at))) return false
    if (test(at)) return true
    at = Object.getPrototypeOf(at)
  }
  return false
}

/** The value of a property of the object or its class. */
export function member(object: object, key: PropertyKey): unknown {
  return someLayer(object, (layer) => Object.hasOwn(layer, key)) ? Reflect.get(object, key) : undefined
}

/** The names of the enumerable properties of the object and its class. */
export function memberNames(object: object): string[] {
  if (isPlain(object)) return Object.keys(object)
  const names = new Set<string>()
  someLayer(object, (layer) => {
    for (const name of Object.keys(layer)) names.add(name)
    return false
  })
  return [...names]
}

/** Whether a value is a promise or another object with `then`. */
export function isThenable(value: unknown): boolean {
  return isObject(value) && typeof member(value, 'then') === 'function'
}

/**
 * Copies the own properties that are not `undefined` to an object without a prototype, so that reading a
 * missing property never finds one of `Object.prototype`.
 */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const copy = Object.create(null)
  for (const [key, value] of Object.entries(object)) if (value !== undefined) copy[key] = value
  return copy
}
