//! Requests with retries.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, unless_aborted};
use crate::http::{HttpRequest, HttpResponse};

/// The longest wait between two attempts, as in the AWS CLI's standard mode.
const LONGEST_WAIT_MS: u32 = 20_000;

/// The time limit of a call with all its attempts, in milliseconds. Without it, a server that sends
/// one byte per second could delay a call for three times the limit of a request.
const CALL_LIMIT_MS: i64 = 60_000;
/// The time limit of one request in the host, in milliseconds.
const REQUEST_LIMIT_MS: i64 = 30_000;

/// The time by which a call with all its attempts must end.
pub struct Deadline {
    started_ms: i64,
}

impl Deadline {
    /// Creates the deadline of a call that starts now.
    pub fn start(host: &impl Host) -> Self {
        Self { started_ms: host.now_ms() }
    }

    /// Limits a request to the remaining time.
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
        // A clock that was set back must not extend the deadline.
        CALL_LIMIT_MS - host.now_ms().saturating_sub(self.started_ms).clamp(0, CALL_LIMIT_MS)
    }
}

/// Sends a request, and retries it as often as the network settings allow if there is no response
/// or the service is busy. Errors name `service`; `unreachable` is the code for a missing response.
///
/// # Errors
/// `unreachable`, `not-supported-here` or `aborted`. A response with any status is not an error.
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
            Ok(response) => is_temporary(response.status),
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

/// Whether a response with this status says that the service is busy or failed for now.
pub fn is_temporary(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// The error for a response whose status says nothing about the request, because the service throttles
/// or fails: 429 or 5xx. `reason` is the message of the service; without one, the error has the status.
pub fn outage(status: u16, reason: Option<&str>, service: &str, code: Code) -> Option<Error> {
    let is_outage = status == 429 || status >= 500;
    is_outage.then(|| {
        let reason = reason.map_or_else(|| format!("status {status}"), str::to_owned);
        let message = format!("{service} is not available: {reason}");
        Error::new(Diagnostic::new(code, message).help("try again later")).retryable()
    })
}

/// Waits for a random part of an interval that doubles: at most one second before the first retry.
///
/// # Errors
/// `aborted`.
pub async fn wait(host: &impl Host, attempt: u32) -> Result<(), Error> {
    let doubled = 1000_u32.saturating_mul(2_u32.saturating_pow(attempt - 1));
    let longest = doubled.min(LONGEST_WAIT_MS);
    let mut random = [0; 4];
    // Without randomness, wait for the whole interval.
    let share = host.random(&mut random).await.map_or(u32::MAX, |()| u32::from_le_bytes(random));
    let ms = u64::from(longest) * u64::from(share) / u64::from(u32::MAX);
    // A runtime without timers retries immediately.
    unless_aborted(host.sleep_ms(u32::try_from(ms).unwrap_or(longest)).await).map(drop)
}
