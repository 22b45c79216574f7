/** MFA codes that a program prints. */
import type { HostFailure } from '../generated/types.ts'
import type { Environment, Host, Logger, RunResult } from '../model/types.ts'
import { type MfaCodes, uniqueMfaCodes } from './mfa-codes.ts'

/** What running the program needs. */
export interface ProgramContext {
  readonly run: Host['run']
  readonly host: Pick<Host, 'now' | 'sleep'>
  /** The environment of the program. */
  readonly env: Environment
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/**
 * Codes of the program that a setting names: the first line that it prints. It is run as a
 * `credential_process` is. A code of it that is rejected has no second try: the next one is half a
 * minute away.
 *
 * @param otherwise gives the codes where no program is named
 */
export function programMfaCodes(context: ProgramContext, otherwise: MfaCodes | undefined): MfaCodes {
  const { run, host, env, signal, logger } = context
  const options = signal ? { signal } : {}
  const printed = uniqueMfaCodes(async ({ program }) => firstLine(await run(program ?? [], { env, ...options })), {
    now: host.now,
    sleep: (ms) => host.sleep(ms, options),
    logger,
  })
  return async (wanted) => {
    if (!wanted.program && otherwise) return otherwise(wanted)
    if (!wanted.program || wanted.rejected > 0) throw { hostError: 'unsupported' } satisfies HostFailure
    return printed(wanted)
  }
}

function firstLine({ status, stdout }: RunResult): string {
  if (status !== 0) throw failed(status === null ? 'was killed by a signal' : `exited with ${status}`)
  return stdout.trimStart().split('\n', 1)[0] ?? ''
}

function failed(what: string): HostFailure {
  return { hostError: 'failed', reason: `mfa_process ${what}` }
}
