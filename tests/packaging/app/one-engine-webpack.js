/** webpack's URL of the engine. */
import { withOneEngine } from './one-engine.js'

withOneEngine(new URL('rolehop/rolehop.wasm', import.meta.url))
