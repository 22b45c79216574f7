/**
 * Reading objects of callers: their own properties and their classes', never `Object.prototype`'s,
 * which any code in the program can add to.
 */

/** How many prototypes are followed: a proxy can go on without end. */
const DEEPEST = 64

/** Whether it is an object that can have named properties: no array and no function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether it is written as `{ … }`, here or in another realm, or has no prototype. */
export function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object)
  return prototype === null || isRoot(prototype)
}

/** Whether it is the `Object.prototype` of a realm. */
function isRoot(object: object): boolean {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty')
}

/** The object and its prototypes, without the one that all objects share. */
function layers(object: object): object[] {
  const found: object[] = []
  let at: object | null = object
  while (at !== null && found.length < DEEPEST && !(at !== object && isRoot(at))) {
    found.push(at)
    at = Object.getPrototypeOf(at)
  }
  return found
}

/** The value of a property that the object or its class has. */
export function member(object: object, key: PropertyKey): unknown {
  return layers(object).some((layer) => Object.hasOwn(layer, key)) ? Reflect.get(object, key) : undefined
}

/** The names of the enumerable properties that the object or a prototype has. */
export function memberNames(object: object): string[] {
  return [...new Set(layers(object).flatMap((layer) => Object.keys(layer)))]
}

/** Whether it is a promise, or another object with `then`. */
export function isThenable(value: unknown): boolean {
  return isObject(value) && typeof member(value, 'then') === 'function'
}

/**
 * The own properties of an object that have a value, in an object without a prototype: reading one
 * that is not there cannot find what somebody added to `Object.prototype`.
 */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const copy = Object.create(null)
  for (const [key, value] of Object.entries(object)) if (value !== undefined) copy[key] = value
  return copy
}
