/** Sessions in VS Code's secret storage. */
import { argument, methods, word } from '../model/arguments.ts'
import type { CacheStore } from '../model/types.ts'

/** The part of `vscode.SecretStorage` that is used. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>
  store(key: string, value: string): PromiseLike<void>
  delete(key: string): PromiseLike<void>
}

/** A cache store in the secret storage. */
export interface SecretStore extends CacheStore {
  readonly label: string
  get(key: string): Promise<string | undefined>
  set(key: string, entry: string): Promise<void>
  /** Deletes all sessions. */
  clear(): Promise<void>
}

/** The maximum number of sessions; the oldest are deleted first. */
const MOST = 50

/**
 * Creates a cache store in the secret storage of an extension (`context.secrets`), for the option `cache`
 * in runtimes without a home directory and so without the AWS CLI's cache.
 *
 * All sessions are one secret, so that all can be deleted. If two windows write at the same time, one can
 * lose the other's entry, which costs a call to STS.
 *
 * Sessions are stored by role, as in the AWS CLI's cache: clear the store when the access keys change.
 *
 * @param name the name of the secret
 * @throws RolehopError `usage-invalid` for an object that is not a secret storage
 */
export function secretStore(secrets: SecretStorage, name = 'rolehop.sessions'): SecretStore {
  argument(methods<SecretStorage>('get', 'store', 'delete'), secrets, 'secrets')
  argument(word, name, 'name')
  let last: Promise<unknown> = Promise.resolve()
  /** Serializes the changes: each reads what the previous one wrote. */
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const mine = last.then(change)
    last = mine.catch(() => {})
    return mine
  }
  const read = async () => entriesOf(await secrets.get(name))
  return {
    label: "the editor's secret storage",
    get: async (key) => (await read()).get(key),
    set: (key, entry) =>
      inTurn(async () => {
        const entries = await read()
        entries.delete(key)
        const kept = [...entries, [key, entry]].slice(-MOST)
        await secrets.store(name, JSON.stringify(kept))
      }),
    clear: () => inTurn(async () => secrets.delete(name)),
  }
}

/** A value that is not a list of entries is treated as empty. */
function entriesOf(text: string | undefined): Map<string, string> {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return new Map(Array.isArray(found) ? found.filter(isEntry) : [])
  } catch {
    return new Map()
  }
}

function isEntry(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
}
