//! Credentials of a login session.

use crate::aws::login_endpoint;
use crate::cache::locked;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error, Severity};
use crate::host::{CacheStore, Host, HostDiagnostics, not_supported};
use crate::plan::LoginSource;
use crate::text::{one_line, shell_quote};

use crate::providers::Context;

use super::session::Session;
use super::token;

/// How long before their expiration the credentials are renewed, in seconds, as in the AWS CLI.
const RENEWAL: u32 = 5 * 60;

/// The credentials of the login session, renewed if they would soon expire.
///
/// # Errors
/// `login-required`, `login-unreachable`, `file-failed`, `aborted`, and `not-supported-here`
/// without file access.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &LoginSource,
) -> Result<Credentials, Error> {
    Login { source }.credentials(context.host).await
}

struct Login<'a> {
    source: &'a LoginSource,
}

impl Login<'_> {
    async fn credentials(&self, host: &impl Host) -> Result<Credentials, Error> {
        let session = self.read(host).await?;
        if session.credentials.last_for(RENEWAL, host.now_ms()) {
            return Ok(session.credentials);
        }
        let lock = format!("login-{}", self.source.session_key);
        let held = locked::acquire(host, &lock).await?;
        let outcome = self.renewed(host).await;
        locked::release(host, held, &lock).await;
        outcome
    }

    /// Renews the credentials under the lock, unless its previous owner has renewed them.
    async fn renewed(&self, host: &impl Host) -> Result<Credentials, Error> {
        let session = self.read(host).await?;
        if session.credentials.last_for(RENEWAL, host.now_ms()) {
            return Ok(session.credentials);
        }
        let outcome = match self.endpoint(&session) {
            Ok(endpoint) => token::renew(host, &endpoint, &session).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(grant) => {
                let renewed = session.renewed(grant, host.now_ms());
                self.keep(host, &renewed).await;
                Ok(renewed.credentials)
            }
            Err(error) if error.code == Code::Aborted => Err(error),
            Err(error) if session.credentials.last_for(1, host.now_ms()) => {
                host.warn(self.not_renewed(&error));
                Ok(session.credentials)
            }
            Err(error) => Err(error),
        }
        .map_err(|error| self.with_command(error))
    }

    /// The endpoint in the region of the sign-in, which the service requires, or else in that of
    /// the plan.
    fn endpoint(&self, session: &Session) -> Result<String, Error> {
        let LoginSource { region, fips, dualstack, .. } = self.source;
        let region = session.sign_in_region.as_deref().or(region.as_deref());
        let region = region.ok_or_else(no_region)?;
        login_endpoint(region, *fips, *dualstack).ok_or_else(|| no_dual_stack(region))
    }

    async fn read(&self, host: &impl Host) -> Result<Session, Error> {
        let entry = host.cache_read(CacheStore::Login, &self.source.session_key).await;
        let text = entry.map_err(|error| {
            let message = "login sessions are files, and this runtime has no file access";
            let help = "check the permissions of `~/.aws/login/cache`";
            error.report(HostDiagnostics {
                unsupported: not_supported(message),
                ..HostDiagnostics::of_file("the login session", Code::FileFailed, help)
            })
        })?;
        let name = one_line(&self.source.login_session, 200);
        let message = match text {
            None => format!("no login session found for `{name}`"),
            Some(text) => match Session::parse(text.expose()) {
                Ok(session) => return Ok(session),
                Err(problem) => format!("the login session of `{name}` {problem}"),
            },
        };
        Err(self.with_command(Diagnostic::new(Code::LoginRequired, message).into()))
    }

    /// Stores a renewed login session; warns if that fails, because the old refresh token is
    /// invalid.
    async fn keep(&self, host: &impl Host, session: &Session) {
        let text = session.to_json().unwrap_or_default();
        if host.cache_write(CacheStore::Login, &self.source.session_key, &text).await.is_err() {
            let message =
                "the refreshed login session could not be saved: you will need to sign in again";
            let diagnostic =
                Diagnostic::new(Code::CacheNotSaved, message).profile(&self.source.profile);
            host.warn(
                diagnostic.help("make `~/.aws/login/cache` writable and check for free disk space"),
            );
        }
    }

    fn not_renewed(&self, error: &Error) -> Diagnostic {
        let message = format!("the login session could not be refreshed: {}", error.message);
        Diagnostic::new(error.code, message)
            .severity(Severity::Warning)
            .profile(&self.source.profile)
    }

    /// Adds the command that signs in again, if the error requires it.
    fn with_command(&self, error: Error) -> Error {
        if error.code != Code::LoginRequired || error.help.is_some() {
            return error;
        }
        let profile = shell_quote(&self.source.profile);
        let help =
            format!("run `rolehop login --profile {profile}` or `aws login --profile {profile}`");
        error.map_primary(|diagnostic| diagnostic.help(help))
    }
}

fn no_dual_stack(region: &str) -> Error {
    let message = format!(
        "the login session expires soon, and its region `{region}` has no dual-stack endpoint to \
         refresh it"
    );
    let help = "unset `use_dualstack_endpoint` and AWS_USE_DUALSTACK_ENDPOINT";
    Diagnostic::new(Code::LoginRequired, message).help(help).into()
}

fn no_region() -> Error {
    let message = "the login session expires soon, and no region is set to refresh it in";
    let help = "set `region` in the profile, or AWS_REGION";
    Diagnostic::new(Code::LoginRequired, message).help(help).into()
}
