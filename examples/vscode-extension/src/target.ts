/** The profile that a lens or a row of the tree refers to. */

/**
 * The argument of a command that one of the extension's own views runs. A link, a task or another extension
 * cannot create an instance, so it cannot choose a profile for a command.
 */
export class Target {
  readonly profile: string

  constructor(profile: string) {
    this.profile = profile
  }
}

/** The profile of the first argument of a command; `undefined` if none of the own views passed it. */
export function targetOf(argument: unknown): string | undefined {
  return argument instanceof Target ? argument.profile : undefined
}
