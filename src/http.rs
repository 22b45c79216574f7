//! Requests and responses, as the host sends and receives them, and the settings of the network.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::text::Location;

/// Attempts per call in the standard mode of the AWS CLI v2.
const DEFAULT_ATTEMPTS: u32 = 3;

/// How the calls of one profile use the network. The default holds no setting: the runtime's own
/// certificates, three attempts, and no credentials over plain http.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct Network {
    /// The certificates that replace those of the runtime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_bundle: Option<CaBundle>,
    /// Attempts per call, the first included, where `max_attempts` or `retry_mode` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// Whether `ROLEHOP_ALLOW_HTTP` permits custom endpoints with plain http on other machines.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "types", ts(as = "Option<bool>"))]
    pub allow_http: bool,
}

impl Network {
    /// Attempts per call, the first included.
    pub fn attempts(&self) -> u32 {
        self.max_attempts.unwrap_or(DEFAULT_ATTEMPTS)
    }

    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A file with the certificate authorities that a service may have its certificate from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CaBundle {
    /// The path of the file, in PEM format.
    pub path: String,
    /// The key or the environment variable that names it.
    pub setting: String,
    /// Where the key's value is; `None` for a variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub location: Option<Location>,
}

/// A request, ready to send. The body can hold an MFA code and the headers a session token.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST`, `GET` or `PUT`; a `GET` has an empty body.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// Names in lower case. `host` is not among them: it follows from the URL.
    pub headers: Vec<(String, Secret)>,
    /// The body.
    pub body: Secret,
    /// Milliseconds after which there will be no answer; the host's own limit when not set.
    pub timeout_ms: Option<u32>,
    /// Whether it goes to this machine or its own network: never through a proxy.
    pub direct: bool,
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
