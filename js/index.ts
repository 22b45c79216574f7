/**
 * Rolehop: which credentials does an AWS profile mean, and may I have them?
 *
 * The answer is the AWS CLI's. This is the interface of every entry of the package.
 */
export type { CredentialsOrProvider } from './caller.ts'
export {
  type ConsoleUrlOptions,
  consoleUrl,
  type RoleToSwitchTo,
  type SwitchRoleOptions,
  switchRoleUrl,
} from './console.ts'
export { Credentials } from './credentials.ts'
export { dispose } from './disposal.ts'
export { useEngine } from './engine-source.ts'
export { type ErrorDetails, isRolehopError, RolehopError } from './errors.ts'
export { formatCredentials } from './format.ts'
export { type FromProfileOptions, fromProfile, fromProfile as fromIni, type ProfileProvider } from './from-profile.ts'
export { type FromProfilesOptions, fromProfiles, type ProfileResult } from './from-profiles.ts'
export { type GetCallerIdentityOptions, getCallerIdentity } from './identity.ts'
export { type LoginOptions, login, type SignedIn, type SignInPrompt } from './login.ts'
export { type PromptOptions, promptForMfaCode } from './prompt.ts'
export { secretRanges, type TextRange } from './secrets.ts'
export type { SessionOptions } from './session-parameters.ts'
export { type HandoverOptions, type LoadOptions, type PlanOptions, SharedConfig } from './shared-config.ts'
export {
  type HopToSign,
  type SignAssumeRoleOptions,
  type SignGetCallerIdentityOptions,
  signAssumeRole,
  signGetCallerIdentity,
} from './sign.ts'
export type * from './types.ts'
