/** Where cache entries are stored: the AWS CLI's directory, memory, or a custom store. */
import type { SignInName, StoreName } from '../engine/host.ts'
import type { Files, Keeping } from '../generated/types.ts'
import { fileError } from '../model/errors.ts'
import type { CacheStore, Host, SessionCache, Trust } from '../model/types.ts'
import { MAX_ANSWER } from '../runtime/fetch.ts'
import { runtime } from '../runtime/runtime.ts'
import { omitUndefined } from '../util/objects.ts'

/** The host functions that file stores need. */
export type FileFunctions = Pick<Host, 'readFile' | 'writeFile' | 'sleep'>

/** The directories of both caches. @internal */
export type CachePlaces = Required<Pick<Files, 'cliCache' | 'rolehop'>>

/** Delays before reading an entry again that another program may be writing: 24 ms in total. */
const TORN_WAITS = [4, 8, 12]

/** The directory of each cache. @internal */
export function cacheFolders(files: CachePlaces): Record<StoreName, string> {
  return { 'aws-cli': files.cliCache, rolehop: `${files.rolehop}/cache` }
}

/** Where sessions are cached if the caller does not choose. @internal */
export function defaultCache(cache: SessionCache | undefined, trust: Trust | 'pasted'): SessionCache {
  return cache ?? (trust === 'trusted' && runtime().sharesCache ? 'aws-cli' : 'memory')
}

/** The cache as a plan describes it. @internal */
export function describeStorage(cache: SessionCache): Keeping {
  if (cache === false) return 'nowhere'
  return typeof cache === 'string' ? cache : { store: cache.label ?? null }
}

/** Both caches on disk. */
export function fileCaches(files: CachePlaces, powers: FileFunctions): Record<StoreName, CacheStore> {
  const folders = cacheFolders(files)
  return {
    'aws-cli': fileStore(folders['aws-cli'], powers, true),
    rolehop: fileStore(folders.rolehop, powers, true),
  }
}

/** The directories of SSO tokens. @internal */
export function ssoFolders({ ssoCache, rolehop }: Files): Partial<Record<SignInName, string>> {
  return { ...(ssoCache && { sso: ssoCache }), ...(rolehop && { 'rolehop-sso': `${rolehop}/sso` }) }
}

/** The token stores on disk that have a directory: those shared with the AWS CLI, and rolehop's own. */
export function fileSignIns(files: Files, powers: FileFunctions): Partial<Record<SignInName, CacheStore>> {
  const folders = { ...ssoFolders(files), ...(files.loginCache && { login: files.loginCache }) }
  return omitUndefined(
    Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, fileStore(folder, powers)])),
  )
}

/** A store in front of another. An entry that is set is found in it even if the other store fails. */
export function tieredStore(first: CacheStore, second: CacheStore | undefined): CacheStore {
  return {
    get: async (key) => (await first.get(key)) ?? second?.get(key),
    set: async (key, entry) => {
      await first.set(key, entry)
      await second?.set(key, entry)
    },
  }
}

/** Tokens are read through links and from any owner, as the AWS CLI does: directories may be mounted. */
function fileStore(folder: string, powers: FileFunctions, strict = false): CacheStore {
  const pathOf = (key: string) => `${folder}/${key}.json`
  return {
    get: (key) => readEntry(pathOf(key), powers, strict),
    set: (key, entry) => powers.writeFile(pathOf(key), new TextEncoder().encode(entry), { strict: true }),
  }
}

/** Because the AWS CLI v2 writes in place, an entry can be incomplete; it is then read again. */
async function readEntry(path: string, powers: FileFunctions, strict: boolean): Promise<string | undefined> {
  for (const wait of [...TORN_WAITS, undefined]) {
    const bytes = await readBytes(path, powers, strict)
    if (!bytes) return undefined
    const text = new TextDecoder().decode(bytes)
    if (isComplete(text)) return text
    if (wait !== undefined) await powers.sleep(wait, {})
  }
  return undefined
}

async function readBytes(path: string, { readFile }: FileFunctions, strict: boolean): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path, { strict, maxBytes: MAX_ANSWER })
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
