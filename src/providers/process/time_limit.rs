//! The time limit of the programs that settings name.

use crate::config::Environment;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::quoted;

/// The variable with the time limit, in seconds.
pub(crate) const TIMEOUT: &str = "ROLEHOP_PROCESS_TIMEOUT";
/// The default time limit, in milliseconds.
const DEFAULT_TIMEOUT_MS: u32 = 60_000;
/// The maximum time limit, in seconds: one day.
const LONGEST_TIMEOUT: u32 = 86_400;

/// The time limit in milliseconds: the value of the variable, or one minute; `None` for no limit,
/// as in the AWS CLI.
///
/// # Errors
/// `credential-process-invalid` if the variable is not a number of seconds.
pub(crate) fn timeout_ms(env: &Environment) -> Result<Option<u32>, Error> {
    let Some(text) = env.get(TIMEOUT) else { return Ok(Some(DEFAULT_TIMEOUT_MS)) };
    match text.trim().parse::<u32>() {
        Ok(0) => Ok(None),
        Ok(seconds @ 1..=LONGEST_TIMEOUT) => Ok(Some(seconds * 1000)),
        _ => {
            let message = format!("`{TIMEOUT}` {} is not a number of seconds", quoted(text));
            let help = "write a whole number up to 86400; 0 means no limit";
            Err(Diagnostic::new(Code::CredentialProcessInvalid, message).help(help).into())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn time_limits() {
        let limit = |text: &str| timeout_ms(&[(TIMEOUT, text)].into_iter().collect());
        assert_eq!(limit("").unwrap(), Some(60_000));
        assert_eq!(limit("66").unwrap(), Some(66_000));
        assert_eq!(limit(" 1 ").unwrap(), Some(1_000));
        assert_eq!(limit("0").unwrap(), None);
        for text in ["1m", "-1", "1.5", "86401", "99999999999"] {
            let error = limit(text).unwrap_err();
            assert_eq!(error.code, Code::CredentialProcessInvalid, "{text}");
            assert!(error.message.contains(TIMEOUT), "{}", error.message);
        }
    }
}
