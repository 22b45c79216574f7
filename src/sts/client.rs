//! One call of STS: send, wait, send again where that is safe.

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostError};
use crate::plan::Endpoint;
use crate::sts::response::{Failure, Problem};
use crate::sts::{HttpResponse, Operation};

/// Tries in all, as the AWS CLI's standard mode has them.
pub const ATTEMPTS: u32 = 3;
/// The longest wait between two tries, as the AWS CLI's standard mode has it.
const LONGEST_WAIT_MS: u32 = 20_000;

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
pub async fn send<T>(
    host: &impl Host,
    operation: &Operation,
    credentials: &Credentials,
    endpoint: &Endpoint,
    parse: fn(&HttpResponse) -> Result<T, Failure>,
) -> Result<T, Error> {
    let mut attempt = 1;
    let mut clock_offset_ms = None;
    loop {
        let now_ms = host.now_ms();
        let time_ms = now_ms.saturating_add(clock_offset_ms.unwrap_or(0));
        let request = operation.sign(credentials, endpoint, time_ms)?;
        let trouble = match host.fetch(&request).await {
            Ok(response) => match parse(&response) {
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
        if attempt == ATTEMPTS || !trouble.may_pass(once) {
            return Err(trouble.into_error(operation, endpoint));
        }
        wait(host, attempt).await?;
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
            Self::Host(HostError::Unsupported | HostError::Aborted) => false,
        }
    }

    fn into_error(self, operation: &Operation, endpoint: &Endpoint) -> Error {
        if operation.carries_mfa_code() && self.leaves_code_in_doubt() {
            let message = "the answer to a call with an MFA code was lost";
            return Diagnostic::new(Code::MfaOutcomeUnknown, message).help(USED_UP).into();
        }
        match self {
            Self::Answer(failure) if operation.carries_mfa_code() && failure.is_retryable() => {
                with_help(failure.into_error(operation.name()), USED_UP)
            }
            Self::Answer(failure) => failure.into_error(operation.name()),
            Self::Host(error) => {
                host_error(&error, &format!("STS at {}", endpoint.url), Code::StsUnreachable)
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
const USED_UP: &str = "the code may be used up: wait for the next one and try again";

/// The error with another help.
pub fn with_help(error: Error, help: &str) -> Error {
    let Some(diagnostic) = error.diagnostics.first() else { return error };
    let helped = Error::new(diagnostic.clone().help(help));
    Error { retryable: error.retryable, ..helped }
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
        Err(HostError::Aborted) => Err(aborted()),
        // Who cannot wait tries at once.
        _ => Ok(()),
    }
}

/// What the host could not do, as an error.
pub fn host_error(error: &HostError, what: &str, code: Code) -> Error {
    match error {
        HostError::Aborted => aborted(),
        HostError::Unsupported => {
            let message = format!("{what} is out of reach here");
            Diagnostic::new(Code::NotSupportedHere, message).into()
        }
        HostError::TimedOut { .. } => {
            let message = format!("{what} did not answer in time");
            let help = "check the network, the proxy and the region";
            Error::new(Diagnostic::new(code, message).help(help)).retryable()
        }
        HostError::Failed { reason, .. } => {
            let message = match reason.as_str() {
                "" => format!("{what} could not be reached"),
                reason => {
                    format!("{what} could not be reached: {}", crate::text::one_line(reason, 200))
                }
            };
            let help = "check the network, the proxy and the region";
            Error::new(Diagnostic::new(code, message).help(help)).retryable()
        }
    }
}

/// The caller gave up.
pub fn aborted() -> Error {
    Diagnostic::new(Code::Aborted, "the caller gave up").into()
}
