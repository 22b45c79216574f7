//! Requests of the query protocol, before and after signing.

use serde::Serialize;

use crate::secret::Secret;

/// A request, ready to send. The body can hold an MFA code and the headers a session token.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST`.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, Secret)>,
    /// The body.
    pub body: Secret,
}

/// An answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The `date` header, by which a wrong clock shows.
    pub date: Option<String>,
    /// The body, which can hold credentials.
    pub body: Secret,
}

/// `AssumeRole`.
#[derive(Clone, Default)]
pub struct AssumeRole {
    /// The role.
    pub role_arn: String,
    /// The session's name.
    pub role_session_name: String,
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
    /// What the role's owner asked for.
    pub external_id: Option<String>,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// `AssumeRoleWithWebIdentity`; it is not signed.
#[derive(Clone, Default)]
pub struct AssumeRoleWithWebIdentity {
    /// The role.
    pub role_arn: String,
    /// The session's name.
    pub role_session_name: String,
    /// The token of the identity provider.
    pub web_identity_token: Secret,
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
}

/// `GetSessionToken`.
#[derive(Clone, Default)]
pub struct GetSessionToken {
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// `GetCallerIdentity`'s answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GetCallerIdentity {
    /// The unique id of the caller.
    pub user_id: String,
    /// The account: twelve digits, kept as text for the zeros in front.
    pub account: String,
    /// The ARN of the caller.
    pub arn: String,
}

/// A call of STS.
#[derive(Clone)]
#[non_exhaustive]
pub enum Operation {
    /// `AssumeRole`.
    AssumeRole(AssumeRole),
    /// `AssumeRoleWithWebIdentity`.
    AssumeRoleWithWebIdentity(AssumeRoleWithWebIdentity),
    /// `GetSessionToken`.
    GetSessionToken(GetSessionToken),
    /// `GetCallerIdentity`.
    GetCallerIdentity,
}
