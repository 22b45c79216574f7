/** The variable in which `exec` records its changes to the environment. See `restore.ts`. */
export const NOTE = 'ROLEHOP_EXEC'
