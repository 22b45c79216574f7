//! Requests and responses, as the host sends and receives them.

use crate::secret::Secret;

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
