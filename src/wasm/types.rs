//! Types that exist only at the boundary.

use serde::{Deserialize, Serialize, Serializer};
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

/// Credentials in the open: the one structure, next to signed requests, that holds secrets.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct WireCredentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub secret_access_key: Zeroizing<String>,
    /// The session token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub session_token: Option<Zeroizing<String>>,
    /// When they end, in milliseconds since 1970; never, without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_ms: Option<f64>,
    /// The account that they are for, when it is known.
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

/// What running a plan returns.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    /// The credentials.
    pub credentials: WireCredentials,
    /// Where they came from.
    pub origin: CredentialOrigin,
}

/// What later calls with credentials need to know of the plan that they came from.
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
    /// How the calls use the network; absent when nothing is set.
    #[serde(skip_serializing_if = "Network::is_default")]
    #[cfg_attr(feature = "types", ts(as = "Option<Network>"))]
    pub network: Network,
    /// The role of the last hop; absent if no role is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// Whether the session of the last hop is one of role chaining.
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

/// A number of JavaScript without its fraction; it saturates, and NaN is 0.
#[allow(clippy::cast_possible_truncation)]
pub fn truncate(number: f64) -> i64 {
    number as i64
}

/// JavaScript's numbers are exact up to 2^53 milliseconds, which is the year 287396.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn milliseconds(moment: Timestamp) -> f64 {
    timestamp::to_ms(moment) as f64
}

/// Fractions of a millisecond are dropped; `None` for a number outside the calendar.
#[allow(clippy::cast_possible_truncation)]
fn moment(milliseconds: f64) -> Option<Timestamp> {
    timestamp::from_ms(milliseconds as i64)
}

/// How the caller's identity is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct CallerIdentityOptions {
    /// The region whose STS is asked; without it the global endpoint.
    pub region: Option<String>,
    /// Where STS is, as a plan says it.
    pub endpoint: Option<Endpoint>,
    /// Where STS is, when it is not the service's own.
    pub endpoint_url: Option<String>,
    /// The profile that the credentials are of, for the errors.
    pub profile: Option<String>,
    /// How the call uses the network.
    pub network: Option<Network>,
}

/// What signing an `AssumeRole` call needs besides hop and credentials.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct SignOptions {
    /// The moment of signing, in milliseconds since 1970.
    pub date_ms: f64,
    /// The code of the hop's MFA device.
    pub token_code: Option<String>,
    /// The session's name, when the hop has none.
    pub role_session_name: Option<String>,
}

/// What signing a `GetCallerIdentity` call needs besides credentials.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct SignCallerOptions {
    /// The moment of signing, in milliseconds since 1970.
    pub date_ms: f64,
    /// The region whose STS is asked; without it the global endpoint.
    pub region: Option<String>,
    /// Where STS is, as a plan says it.
    pub endpoint: Option<Endpoint>,
    /// Where STS is, when it is not the service's own.
    pub endpoint_url: Option<String>,
}

/// A signed request, ready for any HTTP client. Anyone who has it can make this call for a few minutes.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignedRequest<'a> {
    /// `POST`, `GET` or `PUT`; a `GET` has an empty body.
    pub method: &'a str,
    /// The whole URL.
    pub url: &'a str,
    /// The headers; names in lower case.
    #[serde(serialize_with = "headers_in_the_open")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub headers: &'a [(String, Secret)],
    /// The body.
    #[serde(serialize_with = "in_the_open")]
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub body: &'a Secret,
    /// Milliseconds after which no answer is to be waited for, where that is less than usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub timeout_ms: Option<u32>,
}

impl<'a> From<&'a HttpRequest> for SignedRequest<'a> {
    fn from(request: &'a HttpRequest) -> Self {
        let HttpRequest { method, url, headers, body, timeout_ms, .. } = request;
        Self { method, url, headers, body, timeout_ms: *timeout_ms }
    }
}

fn headers_in_the_open<S: Serializer>(
    headers: &[(String, Secret)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(headers.iter().map(|(name, value)| (name, value.expose())))
}

fn in_the_open<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// How a request gets to the service.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// Whether no proxy may be used.
    pub direct: bool,
    /// The certificates that replace those of the runtime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_bundle: Option<CaBundle>,
}

impl Route {
    /// The route of a request. The bundle is for AWS's services, as for the AWS CLI: not for the
    /// metadata services.
    pub fn new(request: &HttpRequest, network: &Network) -> Self {
        Self {
            direct: request.direct || is_http_on_loopback(&request.url),
            ca_bundle: network.ca_bundle.clone().filter(|_| !request.direct),
        }
    }
}

/// What `cache list` shows of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct CacheEntryView {
    /// The session that the credentials are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// When they end: ISO 8601 with `+00:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<String>,
    /// What kind of credentials they are, where the AWS CLI says it (`sso`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_type: Option<String>,
    /// Seconds until they end; negative after it.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub remaining_seconds: i64,
}

impl CacheEntryView {
    /// The view of an entry at a moment in milliseconds since 1970.
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

/// Where a hop's cache entry is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CacheLocation {
    /// Which cache.
    pub store: CacheStore,
    /// The name of the entry, without `.json`.
    pub key: String,
}

/// What a method of the host rejects with. Any other value counts as `failed`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct HostFailure {
    /// What kind of failure it is.
    pub host_error: HostFailureKind,
    /// What the system said, without secrets, such as `ECONNREFUSED`.
    pub reason: Option<String>,
    /// Whether some of a request may have left the machine; yes, when not said.
    pub sent: Option<bool>,
    /// What to do about a setting that is invalid.
    pub help: Option<String>,
}

/// Why the host could not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum HostFailureKind {
    /// The host has no such power.
    Unsupported,
    /// The caller gave up.
    Aborted,
    /// It took too long.
    TimedOut,
    /// It failed.
    Failed,
    /// A setting of the network is invalid.
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
    visitor.visit::<SignedRequest<'static>>();
    visitor.visit::<Route>();
    visitor.visit::<CacheEntryView>();
    visitor.visit::<CacheLocation>();
    visitor.visit::<render::CacheStatus>();
    visitor.visit::<render::SessionStorage>();
    visitor.visit::<render::DiagnosticSources>();
    visitor.visit::<HostFailure>();
    visitor.visit::<crate::host::DeviceAuthorization>();
    visitor.visit::<crate::host::MfaCodeRequest<'static>>();
    visitor.visit::<crate::sso_login::SsoLoginResult>();
    visitor.visit::<crate::diagnostic::Diagnostic>();
    visitor.visit::<crate::diagnostic::ErrorData>();
    visitor.visit::<crate::plan::Plan>();
    visitor.visit::<crate::plan::ProfileIdentity>();
    visitor.visit::<crate::plan::ProgramEnvironment>();
    visitor.visit::<crate::editor::Completion>();
    visitor.visit::<crate::editor::SymbolInfo>();
    visitor.visit::<crate::config::Files>();
    visitor.visit::<crate::config::Platform>();
    visitor.visit::<crate::sts::GetCallerIdentity>();
}
