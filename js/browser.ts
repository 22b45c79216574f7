/**
 * The entry for browsers and everything else that is not Node: pasted text and `fetch`. There is no
 * process, no file and no metadata service here, and no code for them.
 */
import { engine } from './engine.ts'
import { setHome } from './home.ts'
import { memoryHome } from './host/browser.ts'

setHome(memoryHome(engine))

export * from './index.ts'
