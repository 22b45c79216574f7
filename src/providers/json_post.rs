//! Calls of OAuth 2.0 services: JSON in a POST request that is not signed.

use serde_json::Value;

use crate::cache::json::{self, Separators};
use crate::diagnostic::{Code, Error};
use crate::host::Host;
use crate::http::{HttpRequest, HttpResponse};
use crate::retry::{outage, send_with_retry};
use crate::secret::Secret;

/// A call of a service.
pub(super) struct JsonPost<'a> {
    /// The name of the service in errors.
    pub(super) service: &'a str,
    pub(super) url: &'a str,
    /// The proof of possession of a key, if the service requires one.
    pub(super) dpop: Option<Secret>,
    pub(super) body: &'a Value,
    /// The code of the error if the service cannot be reached or is not available.
    pub(super) unreachable: Code,
}

impl JsonPost<'_> {
    /// Sends the request, and retries it if the service is busy. A response with any other status
    /// is not an error.
    ///
    /// # Errors
    /// `unreachable`, `not-supported-here`, `aborted`.
    pub(super) async fn send(self, host: &impl Host) -> Result<HttpResponse, Error> {
        let Self { service, url, dpop, body, unreachable } = self;
        let mut headers = vec![("content-type".to_owned(), Secret::new("application/json"))];
        headers.extend(dpop.map(|proof| ("dpop".to_owned(), proof)));
        let body = json::to_string(body, Separators::Compact).unwrap_or_default();
        let request = HttpRequest {
            method: "POST",
            url: url.to_owned(),
            headers,
            body: Secret::new(body),
            timeout_ms: None,
            direct: false,
            returns_redirect: false,
        };
        let response = send_with_retry(host, &request, service, unreachable).await?;
        outage(response.status, None, service, unreachable).map_or(Ok(response), Err)
    }
}
