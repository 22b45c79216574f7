//! Requests that are not signed: send, wait, send again.

use crate::diagnostic::{Code, Error};
use crate::host::{Host, HostError};
use crate::sts::client::{ATTEMPTS, host_error, wait};
use crate::sts::{HttpRequest, HttpResponse};

/// Sends a request up to three times, as the AWS CLI's standard mode does: again when nothing came
/// back, or what says that the service is busy. `service` is named in errors, with `unreachable`.
///
/// # Errors
/// `unreachable`, `not-supported-here` or `aborted`; any answer is an answer.
pub async fn exchange(
    host: &impl Host,
    request: &HttpRequest,
    service: &str,
    unreachable: Code,
) -> Result<HttpResponse, Error> {
    let mut attempt = 1;
    loop {
        let outcome = host.fetch(request).await;
        let may_pass = match &outcome {
            Ok(response) => matches!(response.status, 429 | 500 | 502 | 503 | 504),
            Err(error) => !matches!(error, HostError::Unsupported | HostError::Aborted),
        };
        if attempt == ATTEMPTS || !may_pass {
            return outcome.map_err(|error| host_error(&error, service, unreachable));
        }
        wait(host, attempt).await?;
        attempt += 1;
    }
}
