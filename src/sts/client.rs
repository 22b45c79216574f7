//! One STS call, with retries where they are safe.

use crate::aws::Endpoint;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostError};
use crate::http::HttpResponse;
use crate::retry;
use crate::sts::Operation;
use crate::sts::response::{Failure, Problem};

/// The largest clock offset that is corrected, in milliseconds. A larger one is not trusted,
/// because a signature for another day could be stored and used on that day.
const LARGEST_OFFSET_MS: u64 = 24 * 60 * 60 * 1000;

/// Why an attempt failed.
enum AttemptError {
    Response(Failure),
    Host(HostError),
}

/// Signs and sends a request, and reads the response with `parse`.
///
/// Temporary errors are retried after a random wait; a wrong clock is corrected once by the time of
/// the response. A request with an MFA code is only sent again if no part of it was sent.
pub(crate) async fn send<T>(
    host: &impl Host,
    operation: &Operation,
    credentials: &Credentials,
    endpoint: &Endpoint,
    parse: fn(&HttpResponse, &Endpoint) -> Result<T, Failure>,
) -> Result<T, Error> {
    let mut attempt = 1;
    let mut clock_offset_ms = None;
    let deadline = retry::Deadline::start(host);
    loop {
        let now_ms = host.now_ms();
        let time_ms = now_ms.saturating_add(clock_offset_ms.unwrap_or(0));
        let mut request =
            operation.sign(credentials, endpoint, time_ms, host.network().allow_http)?;
        deadline.limit(host, &mut request);
        let failed = match host.fetch(&request).await {
            Ok(response) => match parse(&response, endpoint) {
                Ok(parsed) => return Ok(parsed),
                Err(failure) => AttemptError::Response(failure),
            },
            Err(error) => AttemptError::Host(error),
        };
        let once = operation.carries_mfa_code();
        if clock_offset_ms.is_none()
            && !once
            && let Some(offset_ms) = failed.clock_offset(now_ms)
        {
            clock_offset_ms = Some(offset_ms);
            continue;
        }
        if attempt >= host.network().attempts()
            || !failed.is_retryable(once)
            || deadline.is_over(host)
        {
            return Err(failed.into_error(operation, credentials, endpoint));
        }
        retry::wait(host, attempt).await?;
        attempt += 1;
    }
}

impl AttemptError {
    /// How far the clock of the service is ahead of the local clock, if the service rejected the time.
    fn clock_offset(&self, now_ms: i64) -> Option<i64> {
        let Self::Response(Failure::Refused(refusal)) = self else { return None };
        let server_time_ms =
            refusal.server_time_ms.filter(|_| refusal.meaning() == Code::ClockSkew)?;
        let offset_ms = server_time_ms.saturating_sub(now_ms);
        (offset_ms.unsigned_abs() <= LARGEST_OFFSET_MS).then_some(offset_ms)
    }

    /// Whether the same request can be sent again. A request that can be used only once cannot be,
    /// if any part of it was sent.
    fn is_retryable(&self, once: bool) -> bool {
        match self {
            Self::Response(failure) => !once && failure.is_retryable(),
            Self::Host(HostError::TimedOut { sent } | HostError::Failed { sent, .. }) => {
                !(once && *sent)
            }
            Self::Host(_) => false,
        }
    }

    fn into_error(
        self,
        operation: &Operation,
        credentials: &Credentials,
        endpoint: &Endpoint,
    ) -> Error {
        if operation.carries_mfa_code() && self.is_mfa_outcome_unknown() {
            let message = "no response to a call that sent an MFA code";
            return Diagnostic::new(Code::MfaOutcomeUnknown, message).help(USED_UP).into();
        }
        match self {
            Self::Response(failure) if operation.carries_mfa_code() && failure.is_retryable() => {
                failure.into_error(operation.name()).map_primary(|it| it.help(USED_UP))
            }
            Self::Response(failure) => match failure.key_help(credentials) {
                Some(help) => failure.into_error(operation.name()).map_primary(|it| it.help(help)),
                None => failure.into_error(operation.name()),
            },
            Self::Host(error) => {
                error.to_error(&format!("STS at {}", endpoint.url), Code::StsUnreachable)
            }
        }
    }

    /// Whether the service may have consumed the MFA code although no response says so.
    fn is_mfa_outcome_unknown(&self) -> bool {
        match self {
            Self::Host(HostError::TimedOut { sent } | HostError::Failed { sent, .. }) => *sent,
            Self::Response(Failure::NotSts { status, problem }) => {
                let is_page = matches!(problem, Problem::Html | Problem::Doctype);
                *status >= 500 || (*status == 200 && !is_page)
            }
            _ => false,
        }
    }
}

/// The help if there was no response to a call with an MFA code.
const USED_UP: &str =
    "the code may already have been consumed: wait for the next one and try again";
