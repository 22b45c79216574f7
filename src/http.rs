//! Requests, responses and the network settings of a profile.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::text::Location;

/// Attempts per call in the standard retry mode of the AWS CLI v2.
const DEFAULT_ATTEMPTS: u32 = 3;

/// The network settings of one profile. The default has none: the certificate authorities of the
/// runtime, three attempts, and no credentials over plain http.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct Network {
    /// The CA bundle that replaces the certificate authorities of the runtime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_bundle: Option<CaBundle>,
    /// Attempts per call, including the first, if `max_attempts` or `retry_mode` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// Whether `ROLEHOP_ALLOW_HTTP` permits custom endpoints with plain http on other hosts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "types", ts(as = "Option<bool>"))]
    pub allow_http: bool,
}

impl Network {
    /// Attempts per call, including the first.
    pub fn attempts(&self) -> u32 {
        self.max_attempts.unwrap_or(DEFAULT_ATTEMPTS)
    }

    /// Whether no setting is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A CA bundle: a file with the certificate authorities that are trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CaBundle {
    /// The path of the file, in PEM format.
    pub path: String,
    /// The key or the environment variable that sets it.
    pub setting: String,
    /// The location of the key's value; `None` for a variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// A request, ready to send. The body can contain an MFA code and the headers a session token.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST`, `GET`, `PUT` or `HEAD`; a `GET` and a `HEAD` have an empty body.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// The headers, with names in lower case. The URL determines `host`, so it is not among them.
    pub headers: Vec<(String, Secret)>,
    /// The body.
    pub body: Secret,
    /// The timeout in milliseconds; `None` for the limit of the host.
    pub timeout_ms: Option<u32>,
    /// Whether it goes to the local host or network, such as to instance metadata, and so never
    /// through a proxy.
    pub direct: bool,
    /// Whether a redirect is a response, so that its location can be read. It is an error otherwise, and
    /// never followed.
    pub returns_redirect: bool,
}

/// A response.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The `date` header, which shows whether the local clock is wrong.
    pub date: Option<String>,
    /// The `location` header of a redirect.
    pub location: Option<String>,
    /// The body, which can contain credentials.
    pub body: Secret,
}

impl HttpResponse {
    /// A response from the bytes of its body. Bytes that are not UTF-8 are not a response of a service:
    /// they become an empty body.
    pub fn from_bytes(status: u16, date: Option<String>, body: Vec<u8>) -> Self {
        let body = Secret::new(String::from_utf8(body).unwrap_or_default());
        Self { status, date, location: None, body }
    }

    /// The response with the `location` header of a redirect.
    #[must_use]
    pub fn with_location(self, location: Option<String>) -> Self {
        Self { location, ..self }
    }
}
