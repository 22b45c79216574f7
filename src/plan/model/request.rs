//! The input of a plan.

use serde::Deserialize;

use crate::config::{Environment, Platform};
use crate::sts::SessionParameters;

/// A request for the credentials of a profile.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "PlanRequest", optional_fields))]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct Request {
    /// The profile (`--profile`); `None` if the environment selects it.
    pub profile: Option<String>,
    /// The region (`--region`).
    pub region: Option<String>,
    /// The region if nothing else sets one (that of the SDK client).
    pub default_region: Option<String>,
    /// Parameters for the session of the last role, which override those of its profile.
    #[cfg_attr(feature = "types", ts(as = "Option<SessionParameters>"))]
    pub session: SessionParameters,
    /// The pattern of session names for roles without `role_session_name`: text with `{user}` and
    /// `{profile}`.
    pub session_name: Option<String>,
    /// A role to assume with the credentials of the profile.
    pub role_arn: Option<String>,
    /// The duration of the last role's session, in seconds, instead of the `duration_seconds` of its profile.
    pub duration_seconds: Option<u32>,
    /// The program that prints MFA codes, instead of `mfa_process` of the profiles; an empty string
    /// for none.
    pub mfa_process: Option<String>,
    /// Whether the first role with an MFA device is assumed with an MFA session of the user, which
    /// serves all roles of that user.
    #[cfg_attr(feature = "types", ts(as = "Option<bool>"))]
    pub mfa_session: bool,
    /// The whole environment; nothing else is read.
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub env: Environment,
    /// Whether the environment in which the profile is used is not known, such as that of a terminal:
    /// it has what `credential_source` names.
    #[cfg_attr(feature = "types", ts(as = "Option<bool>"))]
    pub env_elsewhere: bool,
    /// The operating system on which programs run; POSIX by default.
    pub platform: Platform,
    /// The capabilities that the runtime permits; all by default.
    #[cfg_attr(feature = "types", ts(as = "Option<Capabilities>"))]
    pub capabilities: Capabilities,
}

/// The capabilities that the runtime permits. A plan that needs another one fails before any call.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Capabilities {
    /// Running a `credential_process`.
    pub process: bool,
    /// Reading files that the config names (tokens).
    pub files: bool,
    /// Reading and storing the tokens of IAM Identity Center.
    pub sso_tokens: bool,
    /// Requests to the metadata service of the EC2 instance or the container.
    pub metadata: bool,
    /// Requests to custom endpoints.
    pub endpoint_override: bool,
    /// Whether the config is from an untrusted source; only affects the wording of errors.
    pub untrusted: bool,
}

impl Default for Capabilities {
    /// Everything: a program that the user runs.
    fn default() -> Self {
        Self {
            process: true,
            files: true,
            sso_tokens: true,
            metadata: true,
            endpoint_override: true,
            untrusted: false,
        }
    }
}
