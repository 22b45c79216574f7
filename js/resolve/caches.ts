/** The stores of cache entries: the AWS CLI's directory, memory, or a custom store. */
import type { StoreName, TokenStoreName } from '../engine/host.ts'
import type { Files, SessionStorage } from '../generated/types.ts'
import { fileError } from '../model/errors.ts'
import type { CacheStore, Host, SessionCache, Trust } from '../model/types.ts'
import { MAX_RESPONSE } from '../runtime/fetch.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'

/** The host functions that file stores need. */
export type FileFunctions = Pick<Host, 'readFile' | 'writeFile' | 'sleep'>

/** The directories of both caches. @internal */
export type CachePlaces = Required<Pick<Files, 'cliCache' | 'rolehop'>>

/** Delays before an incomplete entry is read again, in milliseconds: another program may be writing it. */
const RETRY_DELAYS = [4, 8, 12]

/** The directory of each cache. @internal */
export function cacheFolders(files: CachePlaces): Record<StoreName, string> {
  return { 'aws-cli': files.cliCache, rolehop: `${files.rolehop}/cache` }
}

/** The cache that the caller chose, or the default. @internal */
export function defaultCache(cache: SessionCache | undefined, trust: Trust | 'pasted'): SessionCache {
  return cache ?? (trust === 'trusted' && runtime().sharesCache ? 'aws-cli' : 'memory')
}

/** Converts a cache option to the form that plans show. @internal */
export function describeStorage(cache: SessionCache): SessionStorage {
  if (cache === false) return 'nowhere'
  return typeof cache === 'string' ? cache : { store: cache.label ?? null }
}

/** Both caches on disk. */
export function fileCaches(files: CachePlaces, functions: FileFunctions): Record<StoreName, CacheStore> {
  const folders = cacheFolders(files)
  return {
    'aws-cli': fileStore(folders['aws-cli'], functions, true),
    rolehop: fileStore(folders.rolehop, functions, true),
  }
}

/** The directories of SSO tokens. @internal */
export function ssoFolders({ ssoCache, rolehop }: Files): Partial<Record<TokenStoreName, string>> {
  return { ...(ssoCache && { sso: ssoCache }), ...(rolehop && { 'rolehop-sso': `${rolehop}/sso` }) }
}

/** The token stores on disk: those shared with the AWS CLI, and rolehop's own. Without a directory, there is no store. */
export function fileTokenStores(files: Files, functions: FileFunctions): Partial<Record<TokenStoreName, CacheStore>> {
  const folders = { ...ssoFolders(files), ...(files.loginCache && { login: files.loginCache }) }
  return omitUndefined(
    Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, tokenStore(folder, functions)])),
  )
}

/** A store whose entries cannot be obtained again without the user: writing is attempted twice. */
function tokenStore(folder: string, functions: FileFunctions): CacheStore {
  const { get, set } = fileStore(folder, functions)
  return { get, set: async (key, entry) => (async () => set(key, entry))().catch(() => set(key, entry)) }
}

/** Puts a store in front of another. It returns entries even if writing them to the other store failed. */
export function tieredStore(first: CacheStore, second: CacheStore | undefined): CacheStore {
  return {
    get: async (key) => (await first.get(key)) ?? second?.get(key),
    set: async (key, entry) => {
      await first.set(key, entry)
      await second?.set(key, entry)
    },
  }
}

/** Without `strict`, as for tokens, files are read through links and from any owner, as the AWS CLI reads them. */
function fileStore(folder: string, functions: FileFunctions, strict = false): CacheStore {
  const pathOf = (key: string) => `${folder}/${key}.json`
  return {
    get: (key) => readEntry(pathOf(key), functions, strict),
    set: (key, entry) => functions.writeFile(pathOf(key), new TextEncoder().encode(entry), { strict: true }),
  }
}

/** Reads an entry. The AWS CLI v2 writes in place, so an entry can be incomplete; it is then read again. */
async function readEntry(path: string, functions: FileFunctions, strict: boolean): Promise<string | undefined> {
  for (const wait of [...RETRY_DELAYS, undefined]) {
    const bytes = await readBytes(path, functions, strict)
    if (!bytes) return undefined
    const text = new TextDecoder().decode(bytes)
    if (isComplete(text)) return text
    if (wait !== undefined) await functions.sleep(wait, {})
  }
  return undefined
}

async function readBytes(path: string, { readFile }: FileFunctions, strict: boolean): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path, { strict, maxBytes: MAX_RESPONSE })
  } catch (error) {
    throw fileError('read', path, error)
  }
}

/** Whether a text is complete JSON; the engine validates its content. */
function isComplete(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
