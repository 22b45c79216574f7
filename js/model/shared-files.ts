/** The two files. */
import type { SharedFile } from '../generated/types.ts'

/** Both files, in the order in which they are read and shown. */
export const SHARED_FILES = ['config', 'credentials'] as const satisfies readonly SharedFile[]
