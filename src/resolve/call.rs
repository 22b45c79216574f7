//! One call of STS: send, wait, send again where that is safe.

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::host::{Host, HostError};
use crate::plan::Endpoint;
use crate::sts::response::{Failure, Problem};
use crate::sts::{HttpResponse, Operation};

/// Tries in all, as the AWS CLI's standard mode has them.
pub const ATTEMPTS: u32 = 3;
/// The longest wait between two tries, as the AWS CLI's standard mode has it.
const LONGEST_WAIT_MS: u32 = 20_000;

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
            && let Some(server_ms) = trouble.clock()
        {
            clock_offset_ms = Some(server_ms.saturating_sub(now_ms));
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
    /// The service's time, when it is this machine's that was refused.
    fn clock(&self) -> Option<i64> {
        match self {
            Self::Answer(Failure::Refused(refusal)) if refusal.meaning() == Code::ClockSkew => {
                refusal.server_time_ms
            }
            _ => None,
        }
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
            let message =
                "the answer to a call with an MFA code was lost, and the code may be used up";
            let help = "wait for the next code and try again";
            return Diagnostic::new(Code::MfaOutcomeUnknown, message).help(help).into();
        }
        match self {
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
                *status == 200 && !matches!(problem, Problem::Html | Problem::Doctype)
            }
            _ => false,
        }
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
    let slept = host.sleep_ms(u32::try_from(ms).unwrap_or(longest)).await;
    slept.map_err(|error| host_error(&error, "the wait before another try", Code::StsUnreachable))
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
