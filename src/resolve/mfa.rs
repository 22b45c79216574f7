//! Gets MFA codes from the user.

use crate::aws::limits;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, HostError, MfaCodeRequest};
use crate::secret::Secret;
use crate::text::quoted;

/// The maximum number of codes that a user can enter for one call, as in `sudo` and `ssh`. AWS has
/// no such limit.
const MAX_CODES: u32 = 3;

/// Gets a code and makes a call with it. If STS rejects the code and the host can provide another, it
/// tries again. The call is only made again after a rejected code, because then no session exists.
///
/// # Errors
/// Those of [`mfa_code`] and of the call.
pub(super) async fn call_with_code<T>(
    host: &impl Host,
    mut wanted: MfaCodeRequest<'_>,
    call: impl AsyncFn(Secret) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut last = None;
    loop {
        let outcome = match mfa_code(host, &wanted).await {
            Ok(code) => call(code).await,
            Err(error) => Err(error),
        };
        let error = match outcome {
            Err(error) if error.code == Code::MfaRejected => error,
            Err(error) if error.code == Code::MfaRequired => return Err(last.unwrap_or(error)),
            outcome => return outcome,
        };
        wanted.rejected += 1;
        if wanted.rejected == MAX_CODES {
            return Err(error);
        }
        last = Some(error);
    }
}

/// Gets a code. A code that is not well-formed is not sent to STS.
///
/// # Errors
/// `mfa-required` if no code is available, `mfa-rejected` if it is not six digits with optional
/// spaces around them, and `aborted`.
async fn mfa_code(host: &impl Host, wanted: &MfaCodeRequest<'_>) -> Result<Secret, Error> {
    let serial = wanted.serial;
    let given = host.mfa_code(wanted).await.map_err(|error| not_given(&error, serial))?;
    let code = Secret::new(given.expose().trim());
    match limits::token_code(code.expose()) {
        Ok(()) => Ok(code),
        Err(limit) => {
            let help = format!("enter the six digits shown by {}", quoted(serial));
            let message = format!("the MFA code {limit}");
            Err(Diagnostic::new(Code::MfaRejected, message).help(help).into())
        }
    }
}

fn not_given(error: &HostError, serial: &str) -> Error {
    let device = format!("MFA device {}", quoted(serial));
    let help = "run it in a terminal, or pass `mfaCodeProvider` or `--mfa-code`";
    let diagnostic = |message| Diagnostic::new(Code::MfaRequired, message).help(help);
    error.report(HostDiagnostics {
        unsupported: diagnostic(format!("{device} requires a code, but no prompt is available")),
        timed_out: diagnostic(format!("timed out waiting for the code of {device}")),
        failed: diagnostic(format!("{device} requires a code, but prompting for it failed")),
        is_retryable: false,
    })
}
