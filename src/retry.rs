//! Sending again what may succeed later.

use crate::diagnostic::{Code, Error};
use crate::host::{Host, HostError};
use crate::http::HttpRequest;
use crate::http::HttpResponse;

/// Tries in all, as the AWS CLI's standard mode has them.
pub const ATTEMPTS: u32 = 3;
/// The longest wait between two tries, as the AWS CLI's standard mode has it.
const LONGEST_WAIT_MS: u32 = 20_000;

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
            return outcome.map_err(|error| error.to_error(service, unreachable));
        }
        wait(host, attempt).await?;
        attempt += 1;
    }
}

/// Waits a random share of a time that doubles: before the second try up to a second.
///
/// # Errors
/// `aborted`.
pub async fn wait(host: &impl Host, attempt: u32) -> Result<(), Error> {
    let longest = 1000_u32.saturating_mul(1 << (attempt - 1)).min(LONGEST_WAIT_MS);
    let mut random = [0; 4];
    // Without randomness the whole time is waited.
    let share = host.random(&mut random).map_or(u32::MAX, |()| u32::from_le_bytes(random));
    let ms = u64::from(longest) * u64::from(share) / u64::from(u32::MAX);
    match host.sleep_ms(u32::try_from(ms).unwrap_or(longest)).await {
        Err(HostError::Aborted) => Err(Error::aborted()),
        // Who cannot wait tries at once.
        _ => Ok(()),
    }
}
