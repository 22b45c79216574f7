//! Runs `credential_process` and reads its output.
//!
//! The rules are the AWS CLI's: the command is split into words as a shell splits it, and run
//! without a shell; it prints a JSON object of version 1. Errors never repeat any of the output.

use serde::Deserialize;
use serde_json::Value;

use super::recursion;
use super::time_limit::{self, TIMEOUT};
use crate::config::{Platform, split_command};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, HostError, ProcessOutput, not_supported};
use crate::plan::ProcessSource;
use crate::providers::Context;
use crate::secret::Secret;
use crate::timestamp;

/// The parts of the output that are used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: f64,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expiration: Option<String>,
    /// A string, or a number, which has lost its leading zeros.
    account_id: Option<Value>,
}

/// Runs the `credential_process` of a profile and parses its output.
///
/// # Errors
/// `process-failed`, `credential-process-invalid`, `aborted`, and `not-supported-here` if the
/// runtime cannot run programs.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &ProcessSource,
) -> Result<Credentials, Error> {
    let Context { profiles, request, plan, host, .. } = *context;
    let settings = profiles.get(&source.profile);
    let command = settings.and_then(|settings| settings.text("credential_process"));
    let argv = words(command.unwrap_or_default(), request.platform)?;
    let chain = recursion::chain(&request.env, &plan.profile)?;
    let timeout_ms = time_limit::timeout_ms(&request.env)?;
    let output = host.run(&argv, &[(recursion::CHAIN.to_owned(), chain)], timeout_ms).await;
    let printed = read(&output.map_err(|error| not_run(&error, timeout_ms, request.platform))?)?;
    let account_id = settings.and_then(|settings| settings.text("aws_account_id"));
    credentials(printed, account_id, host.now_ms())
}

/// The program and its arguments.
fn words(command: &str, platform: Platform) -> Result<Vec<String>, Error> {
    match split_command(command, platform) {
        Some(argv) if !argv.is_empty() => Ok(argv),
        Some(_) => {
            Err(failed("`credential_process` does not name a program", "write the program's path"))
        }
        None => Err(failed("`credential_process` has an unclosed quote", "close the quote")),
    }
}

fn read(output: &ProcessOutput) -> Result<Printed, Error> {
    match output.status {
        Some(0) => {}
        Some(status) => {
            let message = format!("`credential_process` exited with {status}");
            return Err(failed(message, "run it in a terminal to see its error output"));
        }
        None => {
            let message = "`credential_process` was killed by a signal";
            return Err(failed(message, "run it in a terminal to see its error output"));
        }
    }
    // Do not include the parser's message: it repeats parts of the output.
    let printed = serde_json::from_str::<Printed>(output.stdout.expose());
    let printed = printed.ok().filter(|printed| (printed.version - 1.0).abs() < f64::EPSILON);
    printed.ok_or_else(|| {
        let message = "`credential_process` did not print credentials of version 1";
        let help = "it must print a JSON object with Version 1, AccessKeyId and SecretAccessKey";
        failed(message, help)
    })
}

fn credentials(
    printed: Printed,
    account_id: Option<&str>,
    now_ms: i64,
) -> Result<Credentials, Error> {
    let expiration = match &printed.expiration {
        None => None,
        Some(text) => Some(timestamp::parse(text).ok_or_else(|| {
            let message = "`credential_process` printed an invalid `Expiration`";
            failed(message, "the format is 2030-01-31T12:00:00Z")
        })?),
    };
    if expiration.is_some_and(|end| timestamp::to_ms(end) <= now_ms) {
        let message = "`credential_process` printed expired credentials";
        return Err(failed(message, "make the program return new credentials"));
    }
    if printed.access_key_id.is_empty() || printed.secret_access_key.is_empty() {
        let message = "`credential_process` printed an empty key";
        return Err(failed(message, "run it in a terminal to see its output"));
    }
    let token = printed.session_token.filter(|token| !token.is_empty());
    Ok(Credentials {
        access_key_id: printed.access_key_id,
        secret_access_key: Secret::new(printed.secret_access_key),
        session_token: token.map(Secret::new),
        expiration,
        account_id: printed.account_id.and_then(account).or_else(|| account_id.map(String::from)),
    })
}

/// The account ID from the output. Any value other than a string or an integer is ignored, because
/// botocore accepts it and no call needs it.
fn account(printed: Value) -> Option<String> {
    match printed {
        Value::String(text) => Some(text),
        Value::Number(number) => number.as_u64().map(|number| format!("{number:012}")),
        _ => None,
    }
}

fn not_run(error: &HostError, timeout_ms: Option<u32>, platform: Platform) -> Error {
    let seconds = timeout_ms.unwrap_or_default() / 1000;
    let longer =
        format!("run it in a terminal to see what it waits for, or set `{TIMEOUT}` to more");
    error.report(HostDiagnostics {
        unsupported: not_supported(
            "`credential_process` is not supported in this runtime, which cannot run programs",
        ),
        timed_out: diagnostic(
            format!("`credential_process` was stopped after {seconds} s"),
            &longer,
        ),
        failed: diagnostic(
            "`credential_process` could not be started",
            match platform {
                Platform::Posix => {
                    "check that the program exists and is executable; no shell is used, so `~` and \
                     `$NAME` are not expanded"
                }
                Platform::Windows => {
                    "check that the program is a `.com`, `.exe`, `.bat` or `.cmd` file, by its path \
                     or in `Path`; `~` and `%NAME%` are not expanded"
                }
            },
        ),
        is_retryable: false,
    })
}

fn failed(message: impl Into<String>, help: &str) -> Error {
    diagnostic(message, help).into()
}

fn diagnostic(message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::new(Code::ProcessFailed, message).help(help)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn account_ids_are_strings_or_numbers() {
        for (printed, expected) in [
            (json!("111122223333"), Some("111122223333")),
            (json!(111_122_223_333_u64), Some("111122223333")),
            (json!(1_234_567_890_u64), Some("001234567890")),
            (json!(null), None),
            (json!(1.5), None),
            (json!(-1), None),
            (json!(true), None),
            (json!(["111122223333"]), None),
        ] {
            assert_eq!(account(printed.clone()).as_deref(), expected, "{printed}");
        }
    }
}
