//! The user's sign-in to an access portal: its token, and how to sign in again.

use super::oidc;
use super::token::Token;
use super::token_store::Tokens;
use crate::cache::locked;
use crate::diagnostic::{Code, Diagnostic, Error, Severity};
use crate::host::Host;
use crate::plan::{SsoLoginTarget, SsoSource};
use crate::text::{one_line, shell_quote};
use crate::timestamp;

/// How long before its expiration a token is refreshed, in milliseconds, as in the AWS CLI.
const REFRESH_MS: i64 = 15 * 60 * 1000;

/// An access portal and where its token is stored.
pub(crate) struct SignIn<'a> {
    profile: Option<&'a str>,
    session: Option<&'a str>,
    start_url: &'a str,
    oidc_endpoint: &'a str,
    tokens: Tokens<'a>,
}

impl<'a> From<&'a SsoSource> for SignIn<'a> {
    fn from(source: &'a SsoSource) -> Self {
        let SsoSource { token_key, oidc_endpoint, oidc_endpoint_overridden, .. } = source;
        Self {
            profile: Some(&source.profile),
            session: source.session.as_deref(),
            start_url: &source.start_url,
            oidc_endpoint,
            tokens: Tokens::new(token_key, oidc_endpoint, *oidc_endpoint_overridden),
        }
    }
}

impl<'a> From<&'a SsoLoginTarget> for SignIn<'a> {
    fn from(target: &'a SsoLoginTarget) -> Self {
        let SsoLoginTarget { token_key, oidc_endpoint, oidc_endpoint_overridden, .. } = target;
        Self {
            profile: target.profile.as_deref(),
            session: target.session.as_deref(),
            start_url: &target.start_url,
            oidc_endpoint,
            tokens: Tokens::new(token_key, oidc_endpoint, *oidc_endpoint_overridden),
        }
    }
}

impl SignIn<'_> {
    /// Whether the token is stored in rolehop's own directory, because the OIDC service has a custom
    /// endpoint.
    pub(super) fn is_own(&self) -> bool {
        self.tokens.are_own()
    }

    /// A token that has not expired; refreshed if it soon expires and can be refreshed.
    ///
    /// # Errors
    /// `sso-login-required`, `sso-unreachable`, `file-failed`, `aborted`.
    pub(crate) async fn token(&self, host: &impl Host) -> Result<Token, Error> {
        let found = self.tokens.read(host).await?;
        let Some(token) = found else {
            return Err(self.required(format!("no SSO token found for `{}`", self.portal_name())));
        };
        let expires_soon = !token.is_valid_for(REFRESH_MS, host.now_ms());
        let token = match self.session {
            Some(_) if expires_soon => self.refreshed(host).await?.unwrap_or(token),
            _ => token,
        };
        if token.is_valid_for(1, host.now_ms()) {
            return Ok(token);
        }
        Err(self.required(format!("the SSO token for `{}` has expired", self.portal_name())))
    }

    /// The error for a token that the portal rejected.
    pub(crate) fn rejected(&self) -> Error {
        self.required(format!(
            "the SSO token for `{}` was rejected: it has expired or was revoked",
            self.portal_name()
        ))
    }

    /// Refreshes the token under a lock: a process that waited for the lock finds it refreshed.
    /// `None` if it cannot be refreshed; the old token is still valid until it expires.
    async fn refreshed(&self, host: &impl Host) -> Result<Option<Token>, Error> {
        let lock = format!("sso-{}", self.tokens.key());
        let held = locked::acquire(host, &lock).await?;
        let outcome = self.refreshed_once(host).await;
        locked::release(host, held, &lock).await;
        outcome
    }

    async fn refreshed_once(&self, host: &impl Host) -> Result<Option<Token>, Error> {
        let Some(token) = self.tokens.read(host).await? else { return Ok(None) };
        let now_ms = host.now_ms();
        if token.is_valid_for(REFRESH_MS, now_ms) {
            return Ok(Some(token));
        }
        let Some(refresh) = token.refresh(now_ms) else { return Ok(Some(token)) };
        match oidc::refresh(host, self.oidc_endpoint, refresh).await {
            Ok(Ok(grant)) => {
                let refreshed = token.refreshed(grant, host.now_ms());
                self.tokens.write(host, &refreshed, self.profile).await;
                Ok(Some(refreshed))
            }
            Err(error) if error.code == Code::Aborted => Err(error),
            Ok(Err(error)) | Err(error) if token.is_valid_for(1, now_ms) => {
                host.warn(self.not_refreshed(&token, &error));
                Ok(Some(token))
            }
            Err(error) => Err(error),
            Ok(Err(error)) => {
                let portal = self.portal_name();
                let message =
                    format!("the SSO token for `{portal}` has expired: {}", error.message);
                Err(self.required(message))
            }
        }
    }

    fn not_refreshed(&self, token: &Token, error: &Error) -> Diagnostic {
        let message = format!(
            "the SSO token for `{}` expires at {} and could not be refreshed: {}",
            self.portal_name(),
            timestamp::format_z(token.expires_at),
            error.message
        );
        let mut diagnostic = Diagnostic::new(Code::SsoLoginRequired, message)
            .severity(Severity::Warning)
            .help(self.commands());
        diagnostic.profile = self.profile.map(str::to_owned);
        diagnostic
    }

    /// The error for a missing token, or one that is no longer valid.
    fn required(&self, message: String) -> Error {
        Diagnostic::new(Code::SsoLoginRequired, message).help(self.commands()).into()
    }

    /// The start URL, safe to display.
    fn portal_name(&self) -> String {
        one_line(self.start_url, 200)
    }

    /// The commands to sign in, of either program.
    fn commands(&self) -> String {
        let of_session =
            || format!("--sso-session {}", shell_quote(self.session.unwrap_or_default()));
        let of_profile = |profile: &str| format!("--profile {}", shell_quote(profile));
        let rolehop = self.profile.map_or_else(of_session, of_profile);
        let aws_cli = match (self.session, self.profile) {
            (None, Some(profile)) => of_profile(profile),
            _ => of_session(),
        };
        format!("run `rolehop login {rolehop}` or `aws sso login {aws_cli}`")
    }
}
