//! What the surroundings can do: the only way out of the engine.
//!
//! In WebAssembly the host is JavaScript; in the tests it is scripted. A power that a host lacks
//! answers [`HostError::Unsupported`], which becomes an error that names the setting that asked.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::HttpRequest;
use crate::http::HttpResponse;
use crate::secret::Secret;

/// Why the host could not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// The host has no such power.
    Unsupported,
    /// The caller gave up.
    Aborted,
    /// It took too long. `sent` as in [`HostError::Failed`].
    TimedOut {
        /// Whether some of a request may have left the machine.
        sent: bool,
    },
    /// It failed; the reason is for people and holds no secret.
    Failed {
        /// What the system said, such as `ECONNREFUSED`.
        reason: String,
        /// Whether some of a request may have left the machine.
        sent: bool,
    },
}

impl HostError {
    /// The error that says that `what` could not be had. `code` is for what may pass with time: no
    /// answer, or none in time.
    pub fn to_error(&self, what: &str, code: Code) -> Error {
        match self {
            Self::Aborted => Error::aborted(),
            Self::Unsupported => {
                let message = format!("{what} cannot be reached from this runtime");
                Diagnostic::new(Code::NotSupportedHere, message).into()
            }
            Self::TimedOut { .. } => {
                let message = format!("{what} timed out");
                let help = "check the network, the proxy and the region";
                Error::new(Diagnostic::new(code, message).help(help)).retryable()
            }
            Self::Failed { reason, .. } => {
                let message = match reason.as_str() {
                    "" => format!("{what} could not be reached"),
                    reason => {
                        format!(
                            "{what} could not be reached: {}",
                            crate::text::one_line(reason, 200)
                        )
                    }
                };
                let help = "check the network, the proxy and the region";
                Error::new(Diagnostic::new(code, message).help(help)).retryable()
            }
        }
    }
}

/// Which folder of entries. The name of an entry is made of hex digits and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "CacheStoreName"))]
#[serde(rename_all = "kebab-case")]
pub enum CacheStore {
    /// The AWS CLI's own, `~/.aws/cli/cache`.
    AwsCli,
    /// Rolehop's, for overridden endpoints: `~/.aws/rolehop/cache`.
    Rolehop,
    /// Sign-ins to IAM Identity Center, shared with the AWS CLI: `~/.aws/sso/cache`.
    Sso,
    /// Sign-ins to IAM Identity Center at overridden endpoints, rolehop's own: `~/.aws/rolehop/sso`.
    RolehopSso,
    /// Sign-ins of `aws login`, shared with the AWS CLI: `~/.aws/login/cache`.
    Login,
}

/// What a program printed and how it ended.
#[derive(Clone, PartialEq, Eq)]
pub struct ProcessOutput {
    /// Its exit code; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Its standard output, which holds credentials.
    pub stdout: Secret,
}

/// What a person needs to sign in with a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeviceAuthorization {
    /// The page on which the code is typed.
    pub verification_uri: String,
    /// The same page with the code filled in: what a browser opens.
    pub verification_uri_complete: String,
    /// The code. It is shown on the page too, and the two must be the same.
    pub user_code: String,
    /// When the code ends, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub expires_at_ms: i64,
}

/// The powers of the surroundings. Futures need not be `Send`: JavaScript has one thread.
#[allow(async_fn_in_trait)]
pub trait Host {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Fills `bytes` from a secure source of randomness.
    ///
    /// # Errors
    /// `Unsupported` or `Failed`.
    fn random(&self, bytes: &mut [u8]) -> Result<(), HostError>;

    /// Sends one request and brings the whole answer, at most 64 KiB of it. Redirects are errors.
    ///
    /// # Errors
    /// Any; a status that is not 2xx is an answer, not an error.
    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError>;

    /// Waits.
    ///
    /// # Errors
    /// `Aborted`.
    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError>;

    /// Asks a person for the code of an MFA device.
    ///
    /// # Errors
    /// `Unsupported` when nobody can be asked, `Aborted` when the person gave up.
    async fn mfa_code(&self, serial: &str) -> Result<Secret, HostError>;

    /// Runs a program without a shell, with `env` added to the environment.
    ///
    /// # Errors
    /// Any.
    async fn run(
        &self,
        argv: &[String],
        env: &[(String, String)],
    ) -> Result<ProcessOutput, HostError>;

    /// Reads a file that a setting names; `None` when there is none.
    ///
    /// # Errors
    /// Any.
    async fn read_file(&self, path: &str) -> Result<Option<Secret>, HostError>;

    /// Signs with a key of P-256 and SHA-256 (ES256): 64 bytes, `r` and `s`. `jwk` is the private key
    /// as a JSON Web Key.
    ///
    /// # Errors
    /// Any.
    async fn sign_es256(&self, jwk: &Secret, message: &[u8]) -> Result<Vec<u8>, HostError>;

    /// Shows a person where to sign in, and opens the page if that is wanted; does not wait until
    /// they have.
    ///
    /// # Errors
    /// `Unsupported` when nobody can be shown anything, `Aborted`.
    async fn show_device_code(&self, prompt: &DeviceAuthorization) -> Result<(), HostError>;

    /// Reads a cache entry; `None` when there is none or it cannot be read.
    ///
    /// # Errors
    /// `Aborted`: an unreadable entry is a miss; and `Unsupported` for a store of sign-ins
    /// (all but the first two) that these surroundings lack.
    async fn cache_read(&self, store: CacheStore, key: &str) -> Result<Option<Secret>, HostError>;

    /// Writes a cache entry whole or not at all.
    ///
    /// # Errors
    /// Any; the credentials are returned all the same.
    async fn cache_write(
        &self,
        store: CacheStore,
        key: &str,
        entry: &Secret,
    ) -> Result<(), HostError>;

    /// Waits until no one else, in this process or another, holds the lock with this name, and
    /// takes it until [`Host::unlock`]. A host without locks answers at once.
    ///
    /// # Errors
    /// `Aborted`, or `TimedOut` when another holder keeps it too long.
    async fn lock(&self, name: &str) -> Result<(), HostError>;

    /// Gives a lock back.
    async fn unlock(&self, name: &str);

    /// Says something that does not stop the run.
    fn warn(&self, diagnostic: Diagnostic);
}
