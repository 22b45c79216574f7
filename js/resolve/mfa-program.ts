/** MFA codes that a program prints. */
import type { HostFailure } from '../generated/types.ts'
import type { Logger, RunResult, WaitOptions } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'
import type { CallContext } from './call-context.ts'
import { type MfaCodes, uniqueMfaCodes } from './mfa-codes.ts'

/** The options for running the program, in addition to the context of the call. */
export interface ProgramOptions {
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/**
 * Gets codes from the program that a setting names: the first line of its output. It runs like a
 * `credential_process`. After a rejected code there is no second attempt, because the next code is half a
 * minute away.
 *
 * @param fallback provides the codes if no setting names a program, or if programs cannot be run
 */
export function programMfaCodes<Fallback extends MfaCodes | undefined>(
  { host, env }: CallContext,
  fallback: Fallback,
  { signal, logger }: ProgramOptions,
): MfaCodes | Fallback {
  const { run } = host
  if (!run) return fallback
  const waiting: WaitOptions = omitUndefined({ signal })
  const print: MfaCodes = async ({ program, timeoutMs }) =>
    firstLine(await run(program ?? [], { env, ...omitUndefined({ signal, timeoutMs }) }))
  const printed = uniqueMfaCodes(print, { now: host.now, sleep: (ms) => host.sleep(ms, waiting), logger })
  return async (wanted) => {
    if (!wanted.program && fallback) return fallback(wanted)
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
