/** Formats values like `--output text` of the AWS CLI. */

/** A JSON value. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Item = Extract<Json, object>
type Members = Exclude<Item, readonly Json[]>

/**
 * Returns the lines of a value, each as a list of fields.
 *
 * A list of scalars is one line. The scalars of an object are one line, sorted by name; nested lists and
 * objects follow on lines of their own, which start with their name. Objects in a list have the same fields.
 */
export function textRows(value: unknown): string[][] {
  return rowsOf(value as Json)
}

function rowsOf(value: Json, name?: string, fields?: readonly string[]): string[][] {
  if (isList(value)) return rowsOfList(value, name)
  return isItem(value) ? rowsOfMembers(value, name, fields) : [[scalar(value)]]
}

function rowsOfList(items: readonly Json[], name: string | undefined): string[][] {
  const objects = items.filter(isItem).filter((item): item is Members => !isList(item))
  if (objects.length > 0) {
    const fields = [...new Set(objects.flatMap(scalarNames))].sort()
    return items.flatMap((item) => rowsOf(item, name, fields))
  }
  const scalars = items.filter((item) => !isItem(item)).map(scalar)
  return [...rowsOfScalars(scalars, name), ...items.filter(isItem).flatMap((item) => rowsOf(item, name))]
}

function rowsOfScalars(scalars: readonly string[], name: string | undefined): string[][] {
  if (scalars.length === 0) return []
  return name === undefined ? [[...scalars]] : scalars.map((text) => [name.toUpperCase(), text])
}

function rowsOfMembers(
  members: Members,
  name: string | undefined,
  fields: readonly string[] = scalarNames(members).sort(),
): string[][] {
  const own = fields.map((field) => scalar(Object.hasOwn(members, field) ? (members[field] ?? null) : ''))
  const rest = Object.keys(members)
    .filter((key) => !fields.includes(key))
    .sort()
  const line = own.length === 0 ? [] : [name === undefined ? own : [name.toUpperCase(), ...own]]
  return [...line, ...rest.flatMap((key) => rowsOf(members[key] ?? null, key))]
}

const scalarNames = (members: Members) => Object.keys(members).filter((name) => !isItem(members[name] ?? null))

const isItem = (value: Json): value is Item => typeof value === 'object' && value !== null

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Formats a scalar like Python: `None`, `True`. */
function scalar(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return isItem(value) ? JSON.stringify(value) : String(value)
}
