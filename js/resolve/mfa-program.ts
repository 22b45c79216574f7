/** MFA codes that a program prints. */
import type { HostFailure } from '../generated/types.ts'
import type { Logger, RunResult, WaitOptions } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'
import type { CallContext } from './call-context.ts'
import { type MfaCodes, uniqueMfaCodes } from './mfa-codes.ts'

/** What running the program needs besides the context of the call. */
export interface ProgramOptions {
  readonly signal: AbortSignal | undefined
  readonly logger: Logger | undefined
}

/**
 * Codes of the program that a setting names: the first line that it prints. It is run as a
 * `credential_process` is. A code of it that is rejected has no second try: the next one is half a
 * minute away.
 *
 * @param otherwise gives the codes where no program is named, or none can be run
 */
export function programMfaCodes<Otherwise extends MfaCodes | undefined>(
  { host, env }: CallContext,
  otherwise: Otherwise,
  { signal, logger }: ProgramOptions,
): MfaCodes | Otherwise {
  const { run } = host
  if (!run) return otherwise
  const waiting: WaitOptions = omitUndefined({ signal })
  const print: MfaCodes = async ({ program, timeoutMs }) =>
    firstLine(await run(program ?? [], { env, ...omitUndefined({ signal, timeoutMs }) }))
  const printed = uniqueMfaCodes(print, { now: host.now, sleep: (ms) => host.sleep(ms, waiting), logger })
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
