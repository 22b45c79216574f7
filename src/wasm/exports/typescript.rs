//! Types that the declarations of the functions use.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
import type {
  CacheEntryView, CacheHit, CacheLocation, CacheStatus, CacheStoreName, CallerIdentityOptions,
  Completion, Diagnostic, DiagnosticSources, SharedFile, Files, GetCallerIdentity, ProgramEnvironment, Hop, SessionStorage, Outline, Plan, PlanRequest, Platform, ProfileChanges, ProfileIdentity,
  Resolution, ResolveOptions, SettingView, SignCallerOptions, DeviceAuthorization, MfaCodeRequest, SignOptions, SsoLoginOptions, SsoLoginResult,
  SsoProfileOptions, SsoProfiles, SsoRoles, SignedRequest, SymbolInfo,
  WireCredentials,
} from '../js/generated/types.ts'

/** The kinds of sections of the config file that are not profiles. */
export type SectionKind = 'sso-session' | 'services'

/** How text is set: in ASCII, with lines drawn, or with colour too. */
export type Style = 'ascii' | 'plain' | 'color'
";
