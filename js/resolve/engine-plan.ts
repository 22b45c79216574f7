/** A plan in the engine. It is both shown and run, so the two cannot differ. */
import type { PlanHandle, Style } from '../../pkg/rolehop.js'
import { EngineObject } from '../engine/engine-object.ts'
import type { EngineHost } from '../engine/host.ts'
import { call, callAsync } from '../engine/instance.ts'
import type { CacheStatus, Plan, PlanRequest, Resolution, ResolveOptions, SessionStorage } from '../generated/types.ts'
import { internalsOf, withUnreadable } from './config-internals.ts'

/** How a plan is rendered. */
export interface RenderOptions {
  /** The cache state of each hop, by cache key. */
  readonly cache?: Readonly<Record<string, CacheStatus>> | undefined
  /** Where sessions are stored. */
  readonly storage: SessionStorage
  readonly style: Style
}

/** A plan of a config. */
export class EnginePlan {
  readonly #plan: EngineObject<PlanHandle>

  /**
   * Plans a profile.
   *
   * @param config a `SharedConfig`
   * @throws RolehopError with all errors of the chain
   */
  constructor(config: object, request: PlanRequest) {
    const { planner, unreadable } = internalsOf(config)
    const plan = planner(request)
    this.#plan = new EngineObject(() => {
      try {
        return plan()
      } catch (error) {
        throw withUnreadable(error, unreadable)
      }
    })
    this.#plan.get()
  }

  /** The plan as data. */
  data(): Plan {
    const plan = this.#plan.get()
    return call(() => plan.data())
  }

  /** The plan as a tree. */
  draw({ cache, storage, style }: RenderOptions): string {
    const plan = this.#plan.get()
    return call(() => plan.render(cache, storage, style))
  }

  /** Frees the engine's memory of the plan, instead of waiting for garbage collection. */
  release(): void {
    this.#plan.release()
  }

  /** Runs the plan. */
  run(options: ResolveOptions, host: EngineHost): Promise<Resolution> {
    return callAsync(() => this.#plan.get().resolve(options, host))
  }
}

const plans = new WeakMap<object, EnginePlan>()

/** Registers the engine's plan from which some data was created. */
export function registerPlan(data: object, plan: EnginePlan): void {
  plans.set(data, plan)
}

/** The engine's plan from which the data was created. */
export function enginePlanOf(data: object): EnginePlan {
  const plan = plans.get(data)
  if (!plan) throw new TypeError('not a plan of `SharedConfig.plan()`')
  return plan
}
