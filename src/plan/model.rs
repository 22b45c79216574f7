//! What a plan is made from and what it holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aws::Endpoint;
use crate::config::{Environment, Platform};
use crate::diagnostic::Diagnostic;
use crate::sts::SessionParameters;
use crate::text::{File, Location};

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

/// What the surroundings allow. What they don't is an error in the plan, before any call.
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
    /// Whether the config is from someone the user has not vouched for; only words the errors.
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

/// Everything that will happen to get credentials for one profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The profile that was asked for, or the one that the environment selects.
    pub profile: String,
    /// Where the first credentials come from.
    pub source: Source,
    /// The roles to assume, in the order of the calls.
    pub hops: Vec<Hop>,
    /// The region of every call, and of the client that uses the credentials. `None` when nothing
    /// names one: STS is then called at its global endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<String>,
    /// The STS endpoint of every call.
    pub sts: Endpoint,
    /// Warnings and notes; a plan with an error is not made.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where the first credentials come from: what identifies it, never a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum Source {
    /// Keys in one of the two files.
    Static {
        /// The profile that holds them.
        profile: String,
        /// The file that both are in.
        file: File,
        /// The access key id's setting.
        location: Location,
        /// Whether a session token goes with them.
        has_session_token: bool,
    },
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment {
        /// The profile whose `credential_source` names it; none when the environment itself does.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        profile: Option<String>,
        /// That setting.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        location: Option<Location>,
    },
    /// The output of a program.
    Process {
        /// The profile whose `credential_process` it is.
        profile: String,
        /// That setting.
        location: Location,
        /// The program; its arguments may hold secrets and are left out.
        program: String,
    },
    /// IAM Identity Center.
    Sso {
        /// The profile.
        profile: String,
        /// Its `sso_session`, when it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        session: Option<String>,
        /// The portal.
        start_url: String,
        /// The portal's region.
        sso_region: String,
        /// The account.
        account_id: String,
        /// The role in the account.
        role_name: String,
        /// The AWS CLI's cache key of the role credentials: 40 hex digits.
        cache_key: String,
        /// The name of the sign-in in `~/.aws/sso/cache`: 40 hex digits.
        token_key: String,
        /// Where the role's credentials are asked for (`GetRoleCredentials`).
        endpoint: String,
        /// Whether `endpoint` is not the service's own for the region.
        endpoint_overridden: bool,
        /// Where the sign-in is renewed (`CreateToken`).
        oidc_endpoint: String,
        /// Whether `oidc_endpoint` is not the service's own for the region.
        oidc_endpoint_overridden: bool,
        /// `sso_role_name`, or the key that made it one.
        location: Location,
    },
    /// `AssumeRoleWithWebIdentity` with a token from a file.
    WebIdentity {
        /// The profile; none when the environment alone says it.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        profile: Option<String>,
        /// The role.
        role_arn: String,
        /// The session name, when one is set.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        role_session_name: Option<String>,
        /// The file with the token.
        token_file: String,
        /// The AWS CLI's cache key: 40 hex digits.
        cache_key: String,
        /// The setting that names the file.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        location: Option<Location>,
    },
    /// The EC2 instance metadata service.
    Ec2Metadata {
        /// The profile whose `credential_source` names it; none at the end of the default chain.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        profile: Option<String>,
        /// That setting.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        location: Option<Location>,
        /// The URL that the service's paths are put behind; it ends in `/`.
        endpoint: String,
        /// How often each request is tried.
        attempts: u32,
        /// How long each try may take, in milliseconds.
        timeout_ms: u32,
        /// Whether only the second version of the service will do, the one with a token.
        v1_disabled: bool,
    },
    /// The container credentials endpoint.
    Container {
        /// The profile whose `credential_source` names it; none at the end of the default chain.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        profile: Option<String>,
        /// That setting.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        location: Option<Location>,
        /// What is asked.
        url: String,
        /// The token that is sent along, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        token: Option<ContainerToken>,
    },
    /// A console sign-in of `aws login`.
    Login {
        /// The profile.
        profile: String,
        /// Its `login_session`.
        login_session: String,
        /// The name of the sign-in in `~/.aws/login/cache`: 64 hex digits.
        session_key: String,
        /// Where it is renewed; none without a region, or in a partition without such a service.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        endpoint: Option<String>,
        /// That setting.
        location: Location,
    },
}

/// Where the token for a container's endpoint is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum ContainerToken {
    /// In `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    Variable,
    /// In the file that `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` names; it is read for each run.
    File {
        /// The file.
        path: String,
    },
}

/// One `AssumeRole` call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// The profile that names the role.
    pub profile: String,
    /// The role.
    pub role_arn: String,
    /// The session name, when one is set; else it is made when the call is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role_session_name: Option<String>,
    /// The session name that the caller's pattern makes, when none is set. It is no part of the
    /// cache key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub default_session_name: Option<String>,
    /// Seconds the session shall last, when set; STS's own default is 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub duration_seconds: Option<u32>,
    /// The external id, when set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub external_id: Option<String>,
    /// Policies, tags and source identity of the session.
    #[serde(flatten)]
    pub session: SessionParameters,
    /// The MFA device, when one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub mfa_serial: Option<String>,
    /// Whether the caller is itself a role, whose sessions STS caps at 3600 seconds.
    #[serde(default)]
    pub chained: bool,
    /// The region in the signature.
    pub region: String,
    /// Where the call goes.
    pub endpoint: String,
    /// Whether `endpoint` is not the service's own for the region.
    #[serde(default)]
    pub endpoint_overridden: bool,
    /// The AWS CLI's cache key: 40 hex digits.
    pub cache_key: String,
    /// Where each setting of the hop is, by key.
    #[serde(default)]
    pub locations: BTreeMap<String, Location>,
}
