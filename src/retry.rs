//! Sending again what may succeed later.

use crate::diagnostic::{Code, Error};
use crate::host::{Host, unless_aborted};
use crate::http::HttpRequest;
use crate::http::HttpResponse;

/// The longest wait between two tries, as the AWS CLI's standard mode has it.
const LONGEST_WAIT_MS: u32 = 20_000;

/// The longest that a call may take with all its attempts, in milliseconds. Without it, a server
/// that sends a byte a second holds a call for three times as long as one request may take.
const CALL_LIMIT_MS: i64 = 60_000;
/// The longest that a host lets one request take, in milliseconds.
const REQUEST_LIMIT_MS: i64 = 30_000;

/// When a call must be done with all its attempts.
pub struct Deadline {
    started_ms: i64,
}

impl Deadline {
    /// A deadline for a call that starts now.
    pub fn start(host: &impl Host) -> Self {
        Self { started_ms: host.now_ms() }
    }

    /// Limits a request to the time that is left.
    pub fn limit(&self, host: &impl Host, request: &mut HttpRequest) {
        let left = self.left_ms(host);
        if left < REQUEST_LIMIT_MS {
            let left = u32::try_from(left).unwrap_or(0);
            request.timeout_ms = Some(request.timeout_ms.map_or(left, |limit| limit.min(left)));
        }
    }

    /// Whether no time is left for another attempt.
    pub fn is_over(&self, host: &impl Host) -> bool {
        self.left_ms(host) <= 0
    }

    fn left_ms(&self, host: &impl Host) -> i64 {
        // A clock that was set back must not give a call more time.
        CALL_LIMIT_MS - host.now_ms().saturating_sub(self.started_ms).clamp(0, CALL_LIMIT_MS)
    }
}

/// Sends a request up to as many times as the settings of the network say: again if there is no
/// response, or one that says that the service is busy. Errors name `service`; `unreachable` is the
/// code for a missing response.
///
/// # Errors
/// `unreachable`, `not-supported-here` or `aborted`; any answer is an answer.
pub async fn send_with_retry(
    host: &impl Host,
    request: &HttpRequest,
    service: &str,
    unreachable: Code,
) -> Result<HttpResponse, Error> {
    let mut attempt = 1;
    let mut request = request.clone();
    let deadline = Deadline::start(host);
    loop {
        let outcome = host.fetch(&request).await;
        let is_transient = match &outcome {
            Ok(response) => matches!(response.status, 429 | 500 | 502 | 503 | 504),
            Err(error) => error.is_transient(),
        };
        if attempt >= host.network().attempts() || !is_transient || deadline.is_over(host) {
            return outcome.map_err(|error| error.to_error(service, unreachable));
        }
        wait(host, attempt).await?;
        deadline.limit(host, &mut request);
        attempt += 1;
    }
}

/// Waits a random part of an interval that doubles: up to a second before the second attempt.
///
/// # Errors
/// `aborted`.
pub async fn wait(host: &impl Host, attempt: u32) -> Result<(), Error> {
    let doubled = 1000_u32.saturating_mul(2_u32.saturating_pow(attempt - 1));
    let longest = doubled.min(LONGEST_WAIT_MS);
    let mut random = [0; 4];
    // Without randomness it waits for the whole interval.
    let share = host.random(&mut random).map_or(u32::MAX, |()| u32::from_le_bytes(random));
    let ms = u64::from(longest) * u64::from(share) / u64::from(u32::MAX);
    // A runtime without timers sends the next request immediately.
    unless_aborted(host.sleep_ms(u32::try_from(ms).unwrap_or(longest)).await).map(drop)
}
