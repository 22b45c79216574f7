//! One call of STS: send, wait, send again where that is safe.

use crate::aws::Endpoint;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostError};
use crate::http::HttpResponse;
use crate::retry;
use crate::sts::Operation;
use crate::sts::response::{Failure, Problem};

/// The most that a clock may be off to be corrected. What a service says of the time is believed
/// only so far: a signature for another day would be one that is kept for it.
const LARGEST_OFFSET_MS: u64 = 24 * 60 * 60 * 1000;

/// Why a try failed.
enum Trouble {
    Answer(Failure),
    Host(HostError),
}

/// Signs and sends, and reads the answer with `parse`.
///
/// Troubles that may pass are tried again after a random wait; a wrong clock is corrected once by
/// what the service says. A request with an MFA code is sent again only if nothing of it left.
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
        let trouble = match host.fetch(&request).await {
            Ok(response) => match parse(&response, endpoint) {
                Ok(parsed) => return Ok(parsed),
                Err(failure) => Trouble::Answer(failure),
            },
            Err(error) => Trouble::Host(error),
        };
        let once = operation.carries_mfa_code();
        if clock_offset_ms.is_none()
            && !once
            && let Some(offset_ms) = trouble.clock_offset(now_ms)
        {
            clock_offset_ms = Some(offset_ms);
            continue;
        }
        if attempt >= host.network().attempts() || !trouble.may_pass(once) || deadline.is_over(host)
        {
            return Err(trouble.into_error(operation, credentials, endpoint));
        }
        retry::wait(host, attempt).await?;
        attempt += 1;
    }
}

impl Trouble {
    /// How far the service's clock is ahead of this machine's, when this one's was refused.
    fn clock_offset(&self, now_ms: i64) -> Option<i64> {
        let Self::Answer(Failure::Refused(refusal)) = self else { return None };
        let told = refusal.server_time_ms.filter(|_| refusal.meaning() == Code::ClockSkew)?;
        let offset_ms = told.saturating_sub(now_ms);
        (offset_ms.unsigned_abs() <= LARGEST_OFFSET_MS).then_some(offset_ms)
    }

    /// Whether the same request may be sent again. One that works once only may not, once some of
    /// it has left.
    fn may_pass(&self, once: bool) -> bool {
        match self {
            Self::Answer(failure) => !once && failure.is_retryable(),
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
        if operation.carries_mfa_code() && self.leaves_code_in_doubt() {
            let message = "no response to a call that sent an MFA code";
            return Diagnostic::new(Code::MfaOutcomeUnknown, message).help(USED_UP).into();
        }
        match self {
            Self::Answer(failure) if operation.carries_mfa_code() && failure.is_retryable() => {
                failure.into_error(operation.name()).map_primary(|it| it.help(USED_UP))
            }
            Self::Answer(failure) => match failure.key_help(credentials) {
                Some(help) => failure.into_error(operation.name()).map_primary(|it| it.help(help)),
                None => failure.into_error(operation.name()),
            },
            Self::Host(error) => {
                error.to_error(&format!("STS at {}", endpoint.url), Code::StsUnreachable)
            }
        }
    }

    /// Whether the service may have taken the code without our knowing.
    fn leaves_code_in_doubt(&self) -> bool {
        match self {
            Self::Host(HostError::TimedOut { sent } | HostError::Failed { sent, .. }) => *sent,
            Self::Answer(Failure::NotSts { status, problem }) => {
                let is_page = matches!(problem, Problem::Html | Problem::Doctype);
                *status >= 500 || (*status == 200 && !is_page)
            }
            _ => false,
        }
    }
}

/// What to do after a call with an MFA code that failed on the service's side.
const USED_UP: &str =
    "the code may already have been consumed: wait for the next one and try again";
