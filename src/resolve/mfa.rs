//! The code of an MFA device, from a person.

use crate::aws::limits;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostError};
use crate::secret::Secret;
use crate::text::{one_line, quoted};

/// Asks for a code. One that STS would refuse for its form is not sent: it would be one try less.
///
/// # Errors
/// `mfa-required` when none can be had, `mfa-rejected` for anything but six digits with blanks
/// around them, and `aborted`.
pub(super) async fn mfa_code(host: &impl Host, serial: &str) -> Result<Secret, Error> {
    let given = host.mfa_code(serial).await.map_err(|error| not_given(&error, serial))?;
    let code = Secret::new(given.expose().trim());
    match limits::token_code(code.expose()) {
        Ok(()) => Ok(code),
        Err(limit) => {
            let help = format!("type the six digits that {} shows", quoted(serial));
            let message = format!("the MFA code {limit}");
            Err(Diagnostic::new(Code::MfaRejected, message).help(help).into())
        }
    }
}

fn not_given(error: &HostError, serial: &str) -> Error {
    let device = format!("the MFA device {}", quoted(serial));
    let message = match error {
        HostError::Aborted => return Error::aborted(),
        HostError::Unsupported => {
            format!("a code of {device} is needed, and nobody can be asked")
        }
        HostError::TimedOut { .. } => format!("nobody gave a code of {device} in time"),
        HostError::Failed { reason, .. } if reason.is_empty() => {
            format!("a code of {device} is needed, and asking for it failed")
        }
        HostError::Failed { reason, .. } => {
            let reason = one_line(reason, 200);
            format!("a code of {device} is needed, and asking for it failed: {reason}")
        }
    };
    let help = "run it at a terminal, or pass `mfaCodeProvider` or `--mfa-code`";
    Diagnostic::new(Code::MfaRequired, message).help(help).into()
}
