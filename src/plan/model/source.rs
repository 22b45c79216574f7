//! Where the first credentials come from.

use serde::Serialize;

use crate::text::{File, Location};

/// Where the first credentials come from: what identifies it, never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Source {
    /// Keys in one of the two files.
    Static(StaticSource),
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment(EnvironmentSource),
    /// The output of a program.
    Process(ProcessSource),
    /// IAM Identity Center.
    Sso(SsoSource),
    /// `AssumeRoleWithWebIdentity` with a token from a file.
    WebIdentity(WebIdentitySource),
    /// The EC2 instance metadata service.
    Ec2Metadata(Ec2MetadataSource),
    /// The container credentials endpoint.
    Container(ContainerSource),
    /// A console sign-in of `aws login`.
    Login(LoginSource),
}

impl Source {
    /// The profile whose setting it is; `None` when the environment alone sets it up.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::Static(source) => Some(&source.profile),
            Self::Environment(source) => source.profile.as_deref(),
            Self::Process(source) => Some(&source.profile),
            Self::Sso(source) => Some(&source.profile),
            Self::WebIdentity(source) => source.profile.as_deref(),
            Self::Ec2Metadata(source) => source.profile.as_deref(),
            Self::Container(source) => source.profile.as_deref(),
            Self::Login(source) => Some(&source.profile),
        }
    }

    /// The key that sets it up in a profile.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Static(_) => "aws_access_key_id",
            Self::Environment(_) | Self::Ec2Metadata(_) | Self::Container(_) => "credential_source",
            Self::Process(_) => "credential_process",
            Self::Sso(_) => "sso_role_name",
            Self::WebIdentity(_) => "web_identity_token_file",
            Self::Login(_) => "login_session",
        }
    }

    /// Where that key or its value is; `None` when the environment alone sets it up.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::Static(source) => Some(source.location),
            Self::Environment(source) => source.location,
            Self::Process(source) => Some(source.location),
            Self::Sso(source) => Some(source.location),
            Self::WebIdentity(source) => source.location,
            Self::Ec2Metadata(source) => source.location,
            Self::Container(source) => source.location,
            Self::Login(source) => Some(source.location),
        }
    }
}

/// Keys in one of the two files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StaticSource {
    /// The profile that holds them.
    pub profile: String,
    /// The file that both are in.
    pub file: File,
    /// The access key id's setting.
    pub location: Location,
    /// Whether a session token goes with them.
    pub has_session_token: bool,
}

/// `AWS_ACCESS_KEY_ID` and its companions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentSource {
    /// The profile whose `credential_source` names it; none when the environment itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// That setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// The output of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProcessSource {
    /// The profile whose `credential_process` it is.
    pub profile: String,
    /// That setting.
    pub location: Location,
    /// The program; its arguments may hold secrets and are left out.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub program: String,
}

/// IAM Identity Center.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SsoSource {
    /// The profile.
    pub profile: String,
    /// Its `sso_session`, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub session: Option<String>,
    /// The portal.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub start_url: String,
    /// The portal's region.
    pub sso_region: String,
    /// The account.
    pub account_id: String,
    /// The role in the account.
    pub role_name: String,
    /// The AWS CLI's cache key of the role credentials: 40 hex digits.
    pub cache_key: String,
    /// The name of the sign-in in `~/.aws/sso/cache`: 40 hex digits.
    pub token_key: String,
    /// Where the role's credentials are asked for (`GetRoleCredentials`).
    pub endpoint: String,
    /// Whether `endpoint` is not the service's own for the region.
    pub endpoint_overridden: bool,
    /// Where the sign-in is renewed (`CreateToken`).
    pub oidc_endpoint: String,
    /// Whether `oidc_endpoint` is not the service's own for the region.
    pub oidc_endpoint_overridden: bool,
    /// `sso_role_name`, or the key that made it one.
    pub location: Location,
}

/// `AssumeRoleWithWebIdentity` with a token from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WebIdentitySource {
    /// The profile; none when the environment alone says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The role.
    pub role_arn: String,
    /// The session name, when one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role_session_name: Option<String>,
    /// The file with the token.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub token_file: String,
    /// The AWS CLI's cache key: 40 hex digits.
    pub cache_key: String,
    /// The setting that names the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// The EC2 instance metadata service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Ec2MetadataSource {
    /// The profile whose `credential_source` names it; none at the end of the default chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// That setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
    /// The URL that the service's paths are put behind; it ends in `/`.
    pub endpoint: String,
    /// How often each request is tried.
    pub attempts: u32,
    /// How long each try may take, in milliseconds.
    pub timeout_ms: u32,
    /// Whether only the second version of the service will do, the one with a token.
    pub v1_disabled: bool,
}

/// The container credentials endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContainerSource {
    /// The profile whose `credential_source` names it; none at the end of the default chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// That setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
    /// What is asked.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub url: String,
    /// The token that is sent along, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub token: Option<ContainerToken>,
}

/// A console sign-in of `aws login`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LoginSource {
    /// The profile.
    pub profile: String,
    /// Its `login_session`.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub login_session: String,
    /// The name of the sign-in in `~/.aws/login/cache`: 64 hex digits.
    pub session_key: String,
    /// Where it is renewed; none without a region, or in a partition without such a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub endpoint: Option<String>,
    /// That setting.
    pub location: Location,
}

/// Where the token for a container's endpoint is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
