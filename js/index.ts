/**
 * Rolehop: AWS credentials from profiles, role chains and MFA, resolved as the AWS CLI resolves them.
 *
 * This is the interface of every entry point of the package.
 */

export { type AwsLoginOptions, type AwsLoginResult, awsLogin, type SignInPage } from './api/aws-login.ts'
export {
  type ConsoleUrlOptions,
  consoleUrl,
  type SwitchRoleOptions,
  type SwitchRoleTarget,
  switchRoleUrl,
} from './api/console.ts'
export { dispose } from './api/dispose.ts'
export { formatCredentials } from './api/format.ts'
export {
  type FromProfileOptions,
  fromProfile,
  fromProfile as fromIni,
  type ProfileProvider,
} from './api/from-profile.ts'
export { type FromProfilesOptions, fromProfiles, type ProfileResult } from './api/from-profiles.ts'
export { type GetCallerIdentityOptions, getCallerIdentity } from './api/get-caller-identity.ts'
export { type GetSessionTokenOptions, getSessionToken } from './api/get-session-token.ts'
export { type PromptOptions, promptForMfaCode } from './api/prompt-for-mfa-code.ts'
export { secretRanges, type TextRange } from './api/secret-ranges.ts'
export {
  type LoadOptions,
  type PlanOptions,
  type ProgramEnvironmentOptions,
  type SaveOptions,
  type Section,
  SharedConfig,
} from './api/shared-config.ts'
export {
  type SignAssumeRoleOptions,
  type SignableHop,
  type SignGetCallerIdentityOptions,
  signAssumeRole,
  signGetCallerIdentity,
} from './api/sign.ts'
export { type DeviceAuthorization, type SsoLoginOptions, type SsoLoginResult, ssoLogin } from './api/sso-login.ts'
export {
  type GoneSsoProfile,
  type NewProfile,
  type ProfileChanges,
  type ProfileSetting,
  planSsoProfiles,
  type SsoProfile,
  type SsoProfileChange,
  type SsoProfileOptions,
  type SsoProfiles,
} from './api/sso-profiles.ts'
export { type ListSsoRolesOptions, listSsoRoles, type SsoAccount, type SsoRoles } from './api/sso-roles.ts'
export { type EngineSource, loadEngine, setWasmModule, type WasmModule } from './engine/wasm-module.ts'
export { Credentials } from './model/credentials.ts'
export { type ErrorDetails, isRolehopError, RolehopError } from './model/errors.ts'
export type { SessionOptions } from './model/session-parameters.ts'
export type * from './model/types.ts'
