/**
 * The entry point for browsers without the embedded engine: a tenth of the size, for pages that serve
 * `rolehop/rolehop.wasm` as a separate file and call {@link loadEngine} first.
 */
import { usageError } from '../model/errors.ts'
import { portableRuntime } from '../runtime/portable/portable-runtime.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(
  portableRuntime(() => {
    throw usageError(
      '`loadEngine` was not called',
      'call `await loadEngine(URL)` first, with the URL of `rolehop.wasm`',
    )
  }),
)

export * from '../index.ts'
