//! Host functions: the engine's only access to the outside world.
//!
//! In WebAssembly the host is JavaScript; in the tests it is scripted. A function that a
//! runtime lacks returns [`HostError::Unsupported`], which becomes an error that names the setting
//! that needs it.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::{HttpRequest, HttpResponse, Network};
use crate::secret::Secret;
use crate::text::{one_line, sanitize};

/// Why a host function failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// The runtime does not have the function.
    Unsupported,
    /// The caller aborted the operation.
    Aborted,
    /// The function timed out. `sent` is as in [`HostError::Failed`].
    TimedOut {
        /// Whether part of a request may have been sent.
        sent: bool,
    },
    /// The function failed; the reason is for users and contains no secret.
    Failed {
        /// The reason from the system, such as `ECONNREFUSED`.
        reason: String,
        /// Whether part of a request may have been sent.
        sent: bool,
    },
    /// A network setting is not valid; no request is sent until it changes.
    Misconfigured {
        /// The reason, with the name of the setting and without secrets.
        reason: String,
        /// How to correct it.
        help: String,
    },
}

/// The diagnostics for the errors of one host function. An abort is the same for all functions.
pub(crate) struct HostDiagnostics {
    /// The runtime does not have the function.
    pub(crate) unsupported: Diagnostic,
    /// The function timed out.
    pub(crate) timed_out: Diagnostic,
    /// The function failed; the reason is appended to the message.
    pub(crate) failed: Diagnostic,
    /// Whether the call may succeed later after a timeout or a failure.
    pub(crate) is_retryable: bool,
}

impl HostDiagnostics {
    /// The diagnostics for requests to `service`; `code` is for a missing response.
    pub(crate) fn of_request(service: &str, code: Code) -> Self {
        let help = "check the network, the proxy and the region";
        let diagnostic = |problem: &str| Diagnostic::new(code, format!("{service} {problem}"));
        Self {
            unsupported: not_supported(&format!("{service} {NO_REQUESTS}")),
            timed_out: diagnostic(TIMED_OUT).help(help),
            failed: diagnostic(NOT_REACHED).help(help),
            is_retryable: true,
        }
    }

    /// The diagnostics for reading `file`. `code` and `help` are for a file that cannot be read.
    pub(crate) fn of_file(file: &str, code: Code, help: &str) -> Self {
        let diagnostic = |message| Diagnostic::new(code, message).help(help);
        Self {
            unsupported: not_supported(&format!("{file} cannot be read in this runtime")),
            timed_out: diagnostic(format!("reading {file} timed out")),
            failed: diagnostic(format!("{file} cannot be read")),
            is_retryable: false,
        }
    }
}

const NO_REQUESTS: &str = "cannot be reached from this runtime";
const TIMED_OUT: &str = "timed out";
const NOT_REACHED: &str = "could not be reached";

/// The diagnostic about a function that the runtime does not have.
pub(crate) fn not_supported(message: &str) -> Diagnostic {
    Diagnostic::new(Code::NotSupportedHere, message)
}

impl HostError {
    /// The error of a request to `service`; `code` is for a missing response.
    pub fn to_error(&self, service: &str, code: Code) -> Error {
        self.report(HostDiagnostics::of_request(service, code))
    }

    /// The error of a host function: one of its diagnostics, or `aborted`.
    pub(crate) fn report(&self, diagnostics: HostDiagnostics) -> Error {
        let diagnostic = match self {
            Self::Aborted => return Error::aborted(),
            Self::Unsupported => return diagnostics.unsupported.into(),
            Self::Misconfigured { reason, help } => {
                let (message, help) = (sanitize(reason), sanitize(help));
                return Diagnostic::new(Code::NetworkSettingInvalid, message).help(help).into();
            }
            Self::TimedOut { .. } => diagnostics.timed_out,
            Self::Failed { reason, .. } => {
                let message = with_reason(&diagnostics.failed.message, reason);
                let mut failed = diagnostics.failed;
                failed.message = message;
                match help_for(reason) {
                    Some(help) => failed.help(help),
                    None => failed,
                }
            }
        };
        let mut error = Error::new(diagnostic);
        error.retryable = diagnostics.is_retryable;
        error
    }

    /// The reason why a request failed, as the end of a sentence that names the service.
    pub(crate) fn problem(&self) -> String {
        match self {
            Self::Unsupported => NO_REQUESTS.to_owned(),
            Self::Aborted => "was aborted".to_owned(),
            Self::TimedOut { .. } => TIMED_OUT.to_owned(),
            Self::Failed { reason, .. } | Self::Misconfigured { reason, .. } => {
                with_reason(NOT_REACHED, reason)
            }
        }
    }

    /// Whether the same call may succeed later.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::TimedOut { .. } | Self::Failed { .. })
    }
}

fn with_reason(message: &str, reason: &str) -> String {
    match one_line(reason, 200).as_str() {
        "" => message.to_owned(),
        reason => format!("{message}: {reason}"),
    }
}

/// The result of a host function that the run does not depend on; `None` if the function failed.
///
/// # Errors
/// `aborted`.
pub(crate) fn unless_aborted<T>(result: Result<T, HostError>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(HostError::Aborted) => Err(Error::aborted()),
        Err(_) => Ok(None),
    }
}

/// OpenSSL error codes for a certificate from an unknown authority.
const UNKNOWN_AUTHORITY: [&str; 3] = ["UNABLE_TO_GET_ISSUER", "UNABLE_TO_VERIFY", "SELF_SIGNED"];

/// The help for a failed connection, if its reason allows a more specific one.
fn help_for(reason: &str) -> Option<&'static str> {
    UNKNOWN_AUTHORITY.iter().any(|code| reason.contains(code)).then_some(
        "if your network has its own certificate authority, name its file in `ca_bundle`, \
         `AWS_CA_BUNDLE` or `NODE_EXTRA_CA_CERTS`",
    )
}

/// A directory of cache entries. Names of entries contain only hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "CacheStoreName"))]
#[serde(rename_all = "kebab-case")]
pub enum CacheStore {
    /// The AWS CLI's cache, `~/.aws/cli/cache`.
    AwsCli,
    /// Rolehop's own cache, for custom endpoints: `~/.aws/rolehop/cache`.
    Rolehop,
    /// SSO tokens, shared with the AWS CLI: `~/.aws/sso/cache`.
    Sso,
    /// SSO tokens from custom endpoints, rolehop's own: `~/.aws/rolehop/sso`.
    RolehopSso,
    /// Login sessions of `aws login`, shared with the AWS CLI: `~/.aws/login/cache`.
    Login,
}

/// The output of a program and its exit code.
#[derive(Clone, PartialEq, Eq)]
pub struct ProcessOutput {
    /// The exit code; `None` if a signal ended the program.
    pub status: Option<i32>,
    /// The standard output, which can contain credentials.
    pub stdout: Secret,
}

/// The URL and code with which a user signs in with a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeviceAuthorization {
    /// The page on which the user enters the code.
    pub verification_uri: String,
    /// The same page with the code already entered, for a browser to open.
    pub verification_uri_complete: String,
    /// The code. The page shows it too, and the user must compare the two.
    pub user_code: String,
    /// When the code expires, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub expires_at_ms: i64,
}

/// The page of a sign-in service, on which the user signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInPage {
    /// Its URL.
    pub url: String,
    /// Whether it must be opened in a local browser, because it redirects to 127.0.0.1; if not, it
    /// shows a code to enter here.
    pub is_local: bool,
}

/// The MFA code that a call requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MfaCodeRequest<'a> {
    /// The MFA device: its ARN or serial number.
    pub serial: &'a str,
    /// How many codes STS has rejected for this call.
    pub rejected: u32,
    /// The program that prints the code and its arguments, if a setting names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub program: Option<Vec<String>>,
    /// The time limit of the program in milliseconds; `None` for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub timeout_ms: Option<u32>,
}

/// The functions that a runtime provides. Futures need not be `Send`: JavaScript has one thread.
#[allow(async_fn_in_trait)]
pub trait Host {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Fills `bytes` with cryptographically secure random bytes.
    ///
    /// # Errors
    /// `Unsupported` or `Failed`.
    async fn random(&self, bytes: &mut [u8]) -> Result<(), HostError>;

    /// The network settings of the profile whose calls are made.
    fn network(&self) -> &Network;

    /// Sends one request and returns the response, at most 64 KiB of it. Redirects are not
    /// followed: they are errors, or responses if the request says so.
    ///
    /// # Errors
    /// Any; a status other than 2xx is a response, not an error.
    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError>;

    /// Waits.
    ///
    /// # Errors
    /// `Aborted`.
    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError>;

    /// Gets the code of an MFA device, from the program or the user.
    ///
    /// # Errors
    /// `Unsupported` if no code or no further code is available; `Aborted` if the user canceled.
    async fn mfa_code(&self, wanted: &MfaCodeRequest<'_>) -> Result<Secret, HostError>;

    /// Runs a program without a shell, with `env` added to the environment, for at most
    /// `timeout_ms`; `None` for no limit.
    ///
    /// # Errors
    /// Any.
    async fn run(
        &self,
        argv: &[String],
        env: &[(String, String)],
        timeout_ms: Option<u32>,
    ) -> Result<ProcessOutput, HostError>;

    /// Reads a file that a setting names; `None` if it does not exist.
    ///
    /// # Errors
    /// Any.
    async fn read_file(&self, path: &str) -> Result<Option<Secret>, HostError>;

    /// Signs with ECDSA on P-256 and SHA-256 (ES256) and returns 64 bytes, `r` and `s`. `jwk` is
    /// the private key as a JSON Web Key.
    ///
    /// # Errors
    /// Any.
    async fn sign_es256(&self, jwk: &Secret, message: &[u8]) -> Result<Vec<u8>, HostError>;

    /// Shows the user where to sign in, and opens the page if requested. Does not wait.
    ///
    /// # Errors
    /// `Unsupported` if the sign-in cannot be shown, `Aborted`.
    async fn show_device_code(&self, prompt: &DeviceAuthorization) -> Result<(), HostError>;

    /// Creates a private key of P-256, as the text of a JSON Web Key.
    ///
    /// # Errors
    /// Any.
    async fn generate_es256(&self) -> Result<Secret, HostError> {
        Err(HostError::Unsupported)
    }

    /// Starts a server for HTTP on a free port of 127.0.0.1, and returns the port. It stops at the
    /// end of the run.
    ///
    /// # Errors
    /// Any.
    async fn listen(&self) -> Result<u16, HostError> {
        Err(HostError::Unsupported)
    }

    /// Waits for the next GET request to that server, and returns its target, which can contain a
    /// secret.
    ///
    /// # Errors
    /// Any.
    async fn receive(&self, _timeout_ms: u32) -> Result<Secret, HostError> {
        Err(HostError::Unsupported)
    }

    /// Answers the request that [`Host::receive`] returned last, with a page of HTML.
    ///
    /// # Errors
    /// Any.
    async fn respond(&self, _status: u16, _page: &str) -> Result<(), HostError> {
        Err(HostError::Unsupported)
    }

    /// Shows the user the page to sign in on, and opens it if it is local and a browser is
    /// available. Does not wait.
    ///
    /// # Errors
    /// `Unsupported` if the page cannot be shown, `Aborted`.
    async fn show_sign_in(&self, _page: &SignInPage) -> Result<(), HostError> {
        Err(HostError::Unsupported)
    }

    /// Gets the code that the page shows if it is not local.
    ///
    /// # Errors
    /// `Unsupported` if no code is available; `Aborted` if the user canceled.
    async fn sign_in_code(&self) -> Result<Secret, HostError> {
        Err(HostError::Unsupported)
    }

    /// Whether the login session `current` of a profile is replaced with `new`.
    ///
    /// # Errors
    /// `Unsupported` if the user cannot be asked; `Aborted`.
    async fn replaces_login(&self, _current: &str, _new: &str) -> Result<bool, HostError> {
        Err(HostError::Unsupported)
    }

    /// Reads a cache entry; `None` if it is missing or cannot be read.
    ///
    /// # Errors
    /// `Aborted`, because an unreadable entry is a miss; and `Unsupported` for a store of tokens
    /// (all but the first two) that the runtime does not have.
    async fn cache_read(&self, store: CacheStore, key: &str) -> Result<Option<Secret>, HostError>;

    /// Writes a cache entry atomically.
    ///
    /// # Errors
    /// Any; the credentials are still returned.
    async fn cache_write(
        &self,
        store: CacheStore,
        key: &str,
        entry: &Secret,
    ) -> Result<(), HostError>;

    /// Waits for the lock with this name, which is shared by all processes, and acquires it until
    /// [`Host::unlock`]. A host without locks returns immediately.
    ///
    /// # Errors
    /// `Aborted`, or `TimedOut` if it is not released in time.
    async fn lock(&self, name: &str) -> Result<(), HostError>;

    /// Releases a lock.
    async fn unlock(&self, name: &str);

    /// Reports a diagnostic that does not end the run.
    fn warn(&self, diagnostic: Diagnostic);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(reason: &str) -> HostError {
        HostError::Failed { reason: reason.into(), sent: true }
    }

    #[test]
    fn errors_of_host_functions() {
        let timed_out = HostError::TimedOut { sent: false };
        let request = || HostDiagnostics::of_request("STS", Code::StsUnreachable);
        let file = || HostDiagnostics::of_file("`t`", Code::FileFailed, "h");
        // The error, the function, the code, the message, whether it can be retried.
        let cases = [
            (HostError::Aborted, request(), Code::Aborted, "operation aborted", false),
            (
                HostError::Unsupported,
                request(),
                Code::NotSupportedHere,
                "STS cannot be reached from this runtime",
                false,
            ),
            (timed_out.clone(), request(), Code::StsUnreachable, "STS timed out", true),
            (failed(""), request(), Code::StsUnreachable, "STS could not be reached", true),
            (
                failed("E\nNO"),
                request(),
                Code::StsUnreachable,
                "STS could not be reached: E NO",
                true,
            ),
            (
                HostError::Unsupported,
                file(),
                Code::NotSupportedHere,
                "`t` cannot be read in this runtime",
                false,
            ),
            (timed_out, file(), Code::FileFailed, "reading `t` timed out", false),
            (failed("EACCES"), file(), Code::FileFailed, "`t` cannot be read: EACCES", false),
        ];
        for (error, diagnostics, code, message, retryable) in cases {
            let reported = error.report(diagnostics);
            assert_eq!((reported.code, reported.message.as_str()), (code, message));
            assert_eq!(reported.retryable, retryable, "{message}");
        }
    }
}
