//! The source of a plan's first credentials.

use serde::Serialize;

use crate::text::{File, Location};

/// The source of a plan's first credentials. It contains no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Source {
    /// Static keys in one of the two files.
    Static(StaticSource),
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
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
    /// A login session of `aws login`.
    Login(LoginSource),
}

impl Source {
    /// The profile with the setting; `None` if only the environment configures it.
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

    /// The key that configures it in a profile.
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

    /// The location of that key or its value; `None` if only the environment configures it.
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

/// Static keys in one of the two files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StaticSource {
    /// The profile with the keys.
    pub profile: String,
    /// The file with both keys.
    pub file: File,
    /// The location of the access key ID.
    pub location: Location,
    /// Whether they have a session token.
    pub has_session_token: bool,
}

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentSource {
    /// The profile with the `credential_source` that names it; `None` without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The location of that setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// The output of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProcessSource {
    /// The profile with the `credential_process`.
    pub profile: String,
    /// The location of that setting.
    pub location: Location,
    /// The program, without its arguments, which can contain secrets.
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
    /// Its `sso_session`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub session: Option<String>,
    /// The start URL of the access portal.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub start_url: String,
    /// The region of the portal.
    pub sso_region: String,
    /// The account ID.
    pub account_id: String,
    /// The role's name in the account.
    pub role_name: String,
    /// The AWS CLI's cache key of the role credentials: 40 hex digits.
    pub cache_key: String,
    /// The key of the SSO token in `~/.aws/sso/cache`: 40 hex digits.
    pub token_key: String,
    /// The endpoint of `GetRoleCredentials`.
    pub endpoint: String,
    /// Whether `endpoint` is a custom endpoint.
    pub endpoint_overridden: bool,
    /// The endpoint of `CreateToken`, which refreshes the SSO token.
    pub oidc_endpoint: String,
    /// Whether `oidc_endpoint` is a custom endpoint.
    pub oidc_endpoint_overridden: bool,
    /// The location of `sso_role_name`, or of `sso_account_id` if the former is not set.
    pub location: Location,
}

/// `AssumeRoleWithWebIdentity` with a token from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WebIdentitySource {
    /// The profile; `None` if only the environment configures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The ARN of the role.
    pub role_arn: String,
    /// The session name, if one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role_session_name: Option<String>,
    /// The file with the token.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub token_file: String,
    /// The AWS CLI's cache key: 40 hex digits.
    pub cache_key: String,
    /// The location of the setting that names the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// The EC2 instance metadata service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Ec2MetadataSource {
    /// The profile with the `credential_source` that names it; `None` at the end of the default chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The location of that setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
    /// The base URL of the service, which ends in `/`.
    pub endpoint: String,
    /// The number of attempts for each request.
    pub attempts: u32,
    /// The timeout of each attempt, in milliseconds.
    pub timeout_ms: u32,
    /// Whether only `IMDSv2`, which requires a token, is used.
    pub v1_disabled: bool,
}

/// The container credentials endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContainerSource {
    /// The profile with the `credential_source` that names it; `None` at the end of the default chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The location of that setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
    /// The URL of the endpoint.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub url: String,
    /// The authorization token, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub token: Option<ContainerToken>,
}

/// A login session of `aws login`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LoginSource {
    /// The profile.
    pub profile: String,
    /// Its `login_session`.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub login_session: String,
    /// The key of the login session in `~/.aws/login/cache`: 64 hex digits.
    pub session_key: String,
    /// The region that refreshes it, unless the login session names the one of its sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<String>,
    /// Whether FIPS endpoints are requested.
    pub fips: bool,
    /// Whether dual-stack endpoints are requested.
    pub dualstack: bool,
    /// The endpoint of that region; `None` without a region, or without a dual-stack endpoint if one is
    /// requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub endpoint: Option<String>,
    /// The location of that setting.
    pub location: Location,
}

/// Where the authorization token of a container is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum ContainerToken {
    /// In `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    Variable,
    /// In the file that `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` names, which each run reads.
    File {
        /// The file.
        path: String,
    },
}
