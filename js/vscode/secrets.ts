/** Sessions in VS Code's secret storage. */
import { argument, methods, word } from '../model/arguments.ts'
import type { CacheStore } from '../model/types.ts'

/** Of `vscode.SecretStorage`. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>
  store(key: string, value: string): PromiseLike<void>
  delete(key: string): PromiseLike<void>
}

/** A cache in the secret storage. */
export interface SecretStore extends CacheStore {
  readonly label: string
  get(key: string): Promise<string | undefined>
  set(key: string, entry: string): Promise<void>
  /** Forgets every session. */
  clear(): Promise<void>
}

/** How many sessions are kept; the oldest go first. */
const MOST = 50

/**
 * Keeps sessions in the secret storage of an extension (`context.secrets`), for the option `cache`
 * where there is no home folder and so no cache of the AWS CLI.
 *
 * All of them are one secret, so that all can be forgotten. Two windows that write at the same time
 * can lose one another's entry, which costs a call of STS.
 *
 * Sessions are kept by role, as in the AWS CLI's cache: clear the store when the access keys change.
 *
 * @param name of the secret
 * @throws RolehopError `usage-invalid` for a storage that is none
 */
export function secretStore(secrets: SecretStorage, name = 'rolehop.sessions'): SecretStore {
  argument(methods<SecretStorage>('get', 'store', 'delete'), secrets, 'secrets')
  argument(word, name, 'name')
  let last: Promise<unknown> = Promise.resolve()
  /** One change after the other: each reads what the one before wrote. */
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

/** What is no list of entries counts as none. */
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
