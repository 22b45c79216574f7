//! Types that exist only at the boundary.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::aws::{Endpoint, is_http_on_loopback};
use crate::cache;
use crate::credentials::Credentials;
use crate::host::{CacheStore, HostError};
use crate::http::{CaBundle, HttpRequest, Network};
use crate::plan::Plan;
#[cfg(feature = "types")]
use crate::render;
use crate::secret::Secret;
use crate::timestamp::{self, Timestamp};

/// Credentials with their secrets. Only this structure and signed requests cross the boundary with
/// secrets.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct WireCredentials {
    /// The access key ID.
    pub access_key_id: String,
    /// The secret access key.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub secret_access_key: Zeroizing<String>,
    /// The session token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub session_token: Option<Zeroizing<String>>,
    /// When they expire, in milliseconds since 1970; `None` for long-term credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_ms: Option<f64>,
    /// The account ID, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

impl From<&Credentials> for WireCredentials {
    fn from(credentials: &Credentials) -> Self {
        let token = credentials.session_token.as_ref();
        Self {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: Zeroizing::new(credentials.secret_access_key.expose().to_owned()),
            session_token: token.map(|token| Zeroizing::new(token.expose().to_owned())),
            expiration_ms: credentials.expiration.map(milliseconds),
            account_id: credentials.account_id.clone(),
        }
    }
}

impl From<WireCredentials> for Credentials {
    fn from(wire: WireCredentials) -> Self {
        Self {
            access_key_id: wire.access_key_id,
            secret_access_key: Secret::new(wire.secret_access_key.as_str()),
            session_token: wire.session_token.map(|token| Secret::new(token.as_str())),
            expiration: wire.expiration_ms.and_then(moment),
            account_id: wire.account_id,
        }
    }
}

/// The result of a run.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    /// The credentials.
    pub credentials: WireCredentials,
    /// The origin of the credentials.
    pub origin: CredentialOrigin,
}

/// The properties of a plan that later calls with its credentials need.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct CredentialOrigin {
    /// The selected profile.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// The region of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The endpoint of the calls to STS.
    pub sts: Endpoint,
    /// The network settings; absent if none is set.
    #[serde(skip_serializing_if = "Network::is_default")]
    #[cfg_attr(feature = "types", ts(as = "Option<Network>"))]
    pub network: Network,
    /// The role of the last hop; absent if no role is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// Whether the last hop is role chaining: its caller is a role session.
    pub chained: bool,
}

impl From<&Plan> for CredentialOrigin {
    fn from(plan: &Plan) -> Self {
        let last = plan.hops.last();
        Self {
            profile: plan.profile.clone(),
            region: plan.region.clone(),
            sts: plan.sts.clone(),
            network: plan.network.clone(),
            role_arn: last.map(|hop| hop.role_arn.clone()),
            chained: last.is_some_and(|hop| hop.chained),
        }
    }
}

/// Truncates a number of JavaScript to an integer; saturates, and `NaN` becomes 0.
#[allow(clippy::cast_possible_truncation)]
pub fn truncate(number: f64) -> i64 {
    number as i64
}

/// Converts milliseconds to a number of JavaScript, which is exact up to the year 287396 (2^53 ms).
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn milliseconds(moment: Timestamp) -> f64 {
    timestamp::to_ms(moment) as f64
}

/// Converts a number of JavaScript to milliseconds, without the fraction; `None` outside the years 0 to
/// 9999.
#[allow(clippy::cast_possible_truncation)]
fn moment(milliseconds: f64) -> Option<Timestamp> {
    timestamp::from_ms(milliseconds as i64)
}

/// Options of a `GetCallerIdentity` call.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct CallerIdentityOptions {
    /// The region of STS; without one, the global endpoint.
    pub region: Option<String>,
    /// The endpoint of a plan.
    pub endpoint: Option<Endpoint>,
    /// The URL of a custom endpoint.
    pub endpoint_url: Option<String>,
    /// The profile of the credentials, for errors.
    pub profile: Option<String>,
    /// The network settings of the call.
    pub network: Option<Network>,
}

/// Options for signing an `AssumeRole` request.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct SignOptions {
    /// The time of the signature, in milliseconds since 1970.
    pub date_ms: f64,
    /// The code of the hop's MFA device.
    pub token_code: Option<String>,
    /// The session name if the hop has none.
    pub role_session_name: Option<String>,
}

/// Options for signing a `GetCallerIdentity` request.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct SignCallerOptions {
    /// The time of the signature, in milliseconds since 1970.
    pub date_ms: f64,
    /// The region of STS; without one, the global endpoint.
    pub region: Option<String>,
    /// The endpoint of a plan.
    pub endpoint: Option<Endpoint>,
    /// The URL of a custom endpoint.
    pub endpoint_url: Option<String>,
}

// Only for its declaration: requests cross the boundary as lines.
/// A signed request for any HTTP client. It is a secret: anyone can send it for a few minutes.
#[cfg(feature = "types")]
#[derive(ts_rs::TS)]
#[ts(rename_all = "camelCase")]
pub struct SignedRequest {
    /// `POST`, `GET`, `PUT` or `HEAD`; a `GET` and a `HEAD` have an empty body.
    pub method: String,
    /// The complete URL.
    pub url: String,
    /// The headers, with lower-case names.
    #[ts(type = "Record<string, string>")]
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The time limit for the response in milliseconds, if it is shorter than the default.
    #[ts(optional)]
    pub timeout_ms: Option<u32>,
}

/// The network route of a request.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// Whether to bypass the proxy.
    pub direct: bool,
    /// The CA bundle that replaces the runtime's certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_bundle: Option<CaBundle>,
    /// Whether a redirect is a response with its location; otherwise, it is a failure.
    pub returns_redirect: bool,
}

impl Route {
    /// The route of a request. As in the AWS CLI, metadata services do not use the bundle.
    pub fn new(request: &HttpRequest, network: &Network) -> Self {
        Self {
            direct: request.direct || is_http_on_loopback(&request.url),
            ca_bundle: network.ca_bundle.clone().filter(|_| !request.direct),
            returns_redirect: request.returns_redirect,
        }
    }
}

/// A cache entry without its secrets, as `cache list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct CacheEntryView {
    /// The ARN of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The account ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// When the credentials expire: ISO 8601 with `+00:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<String>,
    /// The type of provider, if the AWS CLI stores it (`sso`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_type: Option<String>,
    /// Seconds until they expire; negative if they have expired.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub remaining_seconds: i64,
}

impl CacheEntryView {
    /// Describes an entry at a time in milliseconds since 1970.
    pub fn new(found: cache::Description, now_ms: i64) -> Self {
        let left_ms = timestamp::to_ms(found.expiration).saturating_sub(now_ms);
        Self {
            arn: found.arn,
            account_id: found.account_id,
            expiration: Some(timestamp::format(found.expiration)),
            provider_type: found.provider_type,
            remaining_seconds: left_ms.div_euclid(1000),
        }
    }
}

/// The location of a hop's cache entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CacheLocation {
    /// The cache.
    pub store: CacheStore,
    /// The key of the entry: its file name without `.json`.
    pub key: String,
}

/// The value with which a host function rejects. Any other value is treated as `failed`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct HostFailure {
    /// The kind of failure.
    pub host_error: HostFailureKind,
    /// The system's reason, without secrets, such as `ECONNREFUSED`.
    pub reason: Option<String>,
    /// Whether part of the request may have been sent; default `true`.
    pub sent: Option<bool>,
    /// How to correct an invalid setting.
    pub help: Option<String>,
}

/// The kind of failure of a host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum HostFailureKind {
    /// The runtime does not have the function.
    Unsupported,
    /// The caller aborted the call.
    Aborted,
    /// The function timed out.
    TimedOut,
    /// The function failed.
    Failed,
    /// A network setting is invalid.
    Misconfigured,
}

impl From<HostFailure> for HostError {
    fn from(failure: HostFailure) -> Self {
        let sent = failure.sent.unwrap_or(true);
        let reason = failure.reason.unwrap_or_default();
        match failure.host_error {
            HostFailureKind::Unsupported => Self::Unsupported,
            HostFailureKind::Aborted => Self::Aborted,
            HostFailureKind::Misconfigured => {
                Self::Misconfigured { reason, help: failure.help.unwrap_or_default() }
            }
            HostFailureKind::TimedOut => Self::TimedOut { sent },
            HostFailureKind::Failed => Self::Failed { reason, sent },
        }
    }
}

/// Visits every type that crosses the boundary, with the types of its members.
#[cfg(feature = "types")]
pub fn visit_all(visitor: &mut impl ts_rs::TypeVisitor) {
    visitor.visit::<crate::plan::Request>();
    visitor.visit::<crate::cache::Options>();
    visitor.visit::<Resolution>();
    visitor.visit::<crate::config::view::SettingView>();
    visitor.visit::<CallerIdentityOptions>();
    visitor.visit::<crate::console::ConsoleSession>();
    visitor.visit::<SignOptions>();
    visitor.visit::<SignCallerOptions>();
    visitor.visit::<SignedRequest>();
    visitor.visit::<Route>();
    visitor.visit::<CacheEntryView>();
    visitor.visit::<CacheLocation>();
    visitor.visit::<render::CacheStatus>();
    visitor.visit::<render::SessionStorage>();
    visitor.visit::<render::DiagnosticSources>();
    visitor.visit::<HostFailure>();
    visitor.visit::<crate::host::DeviceAuthorization>();
    visitor.visit::<crate::host::MfaCodeRequest<'static>>();
    visitor.visit::<crate::host::SignInPage>();
    visitor.visit::<crate::plan::SignInKind>();
    visitor.visit::<crate::aws_login::AwsLoginResult>();
    visitor.visit::<crate::sso_login::SsoLoginOptions>();
    visitor.visit::<crate::sso_login::SsoLoginResult>();
    visitor.visit::<crate::sso_roles::SsoRoles>();
    visitor.visit::<crate::sso_roles::SsoProfileOptions>();
    visitor.visit::<crate::sso_roles::SsoProfiles>();
    visitor.visit::<crate::diagnostic::Diagnostic>();
    visitor.visit::<crate::diagnostic::ErrorData>();
    visitor.visit::<crate::plan::Plan>();
    visitor.visit::<crate::plan::ProfileIdentity>();
    visitor.visit::<crate::plan::Outline>();
    visitor.visit::<crate::plan::ProgramEnvironment>();
    visitor.visit::<crate::editor::Completion>();
    visitor.visit::<crate::editor::SymbolInfo>();
    visitor.visit::<crate::editor::SectionOutline>();
    visitor.visit::<crate::editor::Renamable>();
    visitor.visit::<crate::editor::Token>();
    visitor.visit::<crate::config::Files>();
    visitor.visit::<crate::config::Platform>();
    visitor.visit::<crate::sts::GetCallerIdentity>();
}
