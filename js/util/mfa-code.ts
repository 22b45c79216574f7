/** Whether a text is an MFA code, with whitespace around it or not: the engine sends no other one. */
export const isMfaCode = (text: string) => /^\d{6}$/.test(text.trim())
