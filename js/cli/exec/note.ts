/** The variable in which `exec` notes what it has changed: see `restore.ts`. */
export const NOTE = 'ROLEHOP_EXEC'
