/**
 * The entry for browsers without the engine inside: a bundle of a tenth of the size, for pages that
 * load `rolehop/rolehop.wasm` as a file of its own and give it to {@link useEngine} first.
 */
import { usageError } from '../model/errors.ts'
import { memoryHome } from '../runtime/portable/index.ts'
import { setHome } from '../runtime/runtime.ts'

setHome(
  memoryHome(() => {
    throw usageError('`useEngine` was not called', 'compile `rolehop/rolehop.wasm` and give it to `useEngine` first')
  }),
)

export * from '../index.ts'
