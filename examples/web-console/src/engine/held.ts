/** The sessions of all profiles, and the cache of the roles on the way to them. */
import type { AwsCredentialIdentity, CacheStore } from 'rolehop/slim'

const sessions = new Map<string, AwsCredentialIdentity>()
const entries = new Map<string, string>()
/** The keys of the cache entries that the runs of each profile used. */
const used = new Map<string, Set<string>>()

/** The cache for the runs of a profile. All profiles share its entries. */
export function cacheFor(profile: string): CacheStore {
  const keys = used.get(profile) ?? new Set()
  used.set(profile, keys)
  return {
    get(key) {
      keys.add(key)
      return entries.get(key)
    },
    set(key, entry) {
      keys.add(key)
      entries.set(key, entry)
    },
  }
}

/** Empties the cache. Sessions stay. */
export const emptyCache = () => entries.clear()

/** Keeps the credentials of a profile. */
export function hold(profile: string, credentials: AwsCredentialIdentity): void {
  sessions.set(profile, credentials)
}

/** The credentials of a profile, if it has any. */
export const held = (profile: string) => sessions.get(profile)

/** Forgets the credentials of a profile, and the roles that no other profile with a session uses. */
export function release(profile: string): void {
  const own = sessions.get(profile)?.accessKeyId
  sessions.delete(profile)
  used.delete(profile)
  const needed = new Set([...sessions.keys()].flatMap((name) => [...(used.get(name) ?? [])]))
  for (const [key, entry] of entries) {
    if (!needed.has(key) || (own !== undefined && entry.includes(own))) entries.delete(key)
  }
}
