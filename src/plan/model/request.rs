//! What a plan is made from.

use serde::Deserialize;

use crate::config::{Environment, Platform};
use crate::sts::SessionParameters;

/// What is asked of a set of profiles.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The profile that was named outright (`--profile`); `None` lets the environment decide.
    pub profile: Option<String>,
    /// The region that was named outright (`--region`).
    pub region: Option<String>,
    /// The region to use when nothing else names one (the SDK client's own).
    pub default_region: Option<String>,
    /// What the session of the last role is to be given besides what its profile says.
    pub session: SessionParameters,
    /// How sessions of roles without `role_session_name` are called: text with `{user}` and `{profile}`.
    pub session_name: Option<String>,
    /// The environment.
    pub env: Environment,
    /// The system that programs would run on.
    pub platform: Platform,
    /// What the surroundings allow.
    pub capabilities: Capabilities,
}

/// What the runtime allows. Anything else is an error in the plan, before any call.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Capabilities {
    /// Running a `credential_process`.
    pub process: bool,
    /// Reading files that the config names (tokens).
    pub files: bool,
    /// Asking a metadata service of the machine or container.
    pub metadata: bool,
    /// Sending requests to an endpoint that the config or environment names.
    pub endpoint_override: bool,
    /// Whether the config is from an untrusted source; only affects the wording of errors.
    pub untrusted: bool,
}

impl Default for Capabilities {
    /// Everything: a program of the user's own on the user's own machine.
    fn default() -> Self {
        Self {
            process: true,
            files: true,
            metadata: true,
            endpoint_override: true,
            untrusted: false,
        }
    }
}
