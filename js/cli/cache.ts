/** Reads the two credential caches: the AWS CLI's, and rolehop's own for custom endpoints. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheEntryView, CacheStatus, CacheStoreName, Files } from '../generated/types.ts'
import type { Plan } from '../index.ts'
import { fileError, systemCode } from '../model/errors.ts'
import { cacheDirectories, cacheHit, cacheLocation, describeCacheEntry, readCacheEntry } from './engine.ts'

/** A file of a cache. */
export interface Entry {
  readonly store: CacheStoreName
  readonly path: string
  /** Its content without secrets; `undefined` if it is not a credential entry. */
  readonly view: CacheEntryView | undefined
}

/** Reads all `*.json` files of both caches, sorted by name. A missing directory is treated as empty. */
export async function cacheEntries(files: Files, now: number): Promise<Entry[]> {
  const folders = Object.entries(cacheDirectories(files)) as [CacheStoreName, string][]
  const found = await Promise.all(
    folders.map(async ([store, folder]) => {
      const paths = jsonFiles(folder)
      return Promise.all(paths.map((path) => readEntry(store, path, now)))
    }),
  )
  return found.flat()
}

/** Returns the paths of the `*.json` files of a directory, sorted by name. */
export function jsonFiles(folder: string): string[] {
  const names = readFolder(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
  return names.map((name) => join(folder, name))
}

/** Returns the paths of the cache entries whose credentials came from IAM Identity Center. */
export async function sessionsOfPortals(files: Files, now: number): Promise<string[]> {
  const entries = await cacheEntries(files, now)
  return entries.filter(({ view }) => view?.providerType === 'sso').map(({ path }) => path)
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw fileError('read', folder, error)
  }
}

async function readEntry(store: CacheStoreName, path: string, now: number): Promise<Entry> {
  const text = await readCacheEntry(path)
  return { store, path, view: text === undefined ? undefined : describeCacheEntry(text, now) }
}

/** Returns the state of the cache for each role of a plan, by cache key. */
export async function cacheStates(files: Files, plan: Plan, now: number): Promise<Record<string, CacheStatus>> {
  const folders = cacheDirectories(files)
  const states = plan.hops.map(async (hop) => {
    const { store, key } = cacheLocation(hop)
    const folder = folders[store]
    if (folder === undefined) return []
    const path = join(folder, `${key}.json`)
    return [[hop.cacheKey, { path, status: cacheHit(hop, await readCacheEntry(path), now) }] as const]
  })
  return Object.fromEntries((await Promise.all(states)).flat())
}
