/** The hops that several runs have in common: one that fails is called once. */
import type { Plan } from '../generated/types.ts'
import { abortedError, isRolehopError, type RolehopError } from '../model/errors.ts'
import { quietly } from '../util/abort.ts'
import type { EnginePlan } from './engine-plan.ts'
import type { MfaCodes } from './mfa-codes.ts'
import { type HopLock, isDeviceLock, isSessionLock } from './resolve.ts'

/** The hops that several profiles have in common. */
export interface SharedHops {
  /** The errors of hops by {@link chainPrefixKeys}; each applies to every profile that needs the hop. */
  readonly failures: Map<string, RolehopError>
  /** By the lock of a hop: when the run that had it last goes on with another hop, or has ended. */
  readonly running: Map<string, Promise<void>>
}

/** The hops of one run. Those that have failed for another profile are not called again. */
export class HopsOfRun {
  readonly #plan: EnginePlan
  readonly #shared: SharedHops
  #keys: readonly string[] | undefined
  /** Lets the runs go on that need the hop that this run is at. */
  #leave = () => {}

  constructor(plan: EnginePlan, shared: SharedHops) {
    this.#plan = plan
    this.#shared = shared
  }

  /**
   * Gets the lock of a hop's session; a hop that has failed for another profile is an error, unless its session
   * is cached. The lock of its MFA device, if it has one, comes first. A run that waits for either has finished the
   * hop before, for which others may be waiting while they hold the lock.
   */
  readonly lockHop: HopLock = async (name, lock) => {
    if (!isDeviceLock(name) && !isSessionLock(name)) return lock()
    this.#leave()
    const release = await lock()
    if (isDeviceLock(name)) return release
    try {
      // A run that fails releases the lock before its error is known.
      await this.#shared.running.get(name)
      this.#refuseAfterFailure()
    } catch (error) {
      await quietly(release)
      throw abortedError(error)
    }
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve
    })
    this.#shared.running.set(name, left)
    return release
  }

  /** Does not prompt again if the hop has failed for another profile in the meantime. */
  askingOnce(mfaCodes: MfaCodes): MfaCodes {
    return async (wanted) => {
      this.#refuseAfterFailure()
      return mfaCodes(wanted)
    }
  }

  /** Records the error of the run, for the other profiles. @returns the error of the hop that failed first */
  failed(error: RolehopError): RolehopError {
    const { failures } = this.#shared
    const first = unwrapSharedFailure(error, [...failures.values()])
    const failed = error.hop === undefined ? undefined : this.#hops()[error.hop]
    if (failed !== undefined && !failures.has(failed)) failures.set(failed, first)
    return first
  }

  /** Ends the run; before, its error must have been recorded. */
  end(): void {
    this.#leave()
  }

  #refuseAfterFailure(): void {
    const { failures } = this.#shared
    const failed = failures.size === 0 ? undefined : this.#hops().find((hop) => failures.has(hop))
    if (failed !== undefined) throw failures.get(failed)
  }

  /** Computed only after a failure: most runs have none. */
  #hops(): readonly string[] {
    this.#keys ??= chainPrefixKeys(this.#plan.data())
    return this.#keys
  }
}

/** Restores the error of the hop that failed for another profile; the engine only knows that it could not go on. */
function unwrapSharedFailure(error: RolehopError, failures: readonly RolehopError[]): RolehopError {
  const { cause } = error
  if (!isRolehopError(cause)) return error
  const known = failures.find((failure) => failure === cause || failure === cause.cause)
  return known ?? (cause.code === 'mfa-rejected' ? cause : error)
}

/** Returns a key for each hop, which includes the source and the hops before it. */
function chainPrefixKeys({ source, hops }: Plan): string[] {
  const keys = hops.map(({ cacheKey }) => cacheKey)
  return keys.map((_, at) => JSON.stringify([source, keys.slice(0, at + 1)]))
}
