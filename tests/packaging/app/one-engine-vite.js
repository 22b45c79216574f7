/** Vite's URL of the engine. */
import url from 'rolehop/rolehop.wasm?url'
import { withOneEngine } from './one-engine.js'

withOneEngine(url)
