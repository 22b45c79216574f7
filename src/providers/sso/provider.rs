//! The credentials of a role in IAM Identity Center.

use super::login_required::{commands, login_required, portal_name};
use super::token::Token;
use super::token_store::Tokens;
use super::{oidc, portal};
use crate::cache::read_through::{CacheSlot, FetchedCredentials};
use crate::cache::{self, locked};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error, Severity};
use crate::host::{CacheStore, Host};
use crate::plan::SsoSource;
use crate::providers::Context;
use crate::timestamp;

/// How long before its expiration a token is refreshed, in milliseconds, as in the AWS CLI.
const REFRESH_MS: i64 = 15 * 60 * 1000;

/// Loads the role's credentials: from the AWS CLI's cache, or new ones for the token.
///
/// # Errors
/// `sso-login-required`, `sso-access-denied`, `sso-rejected`, `sso-unreachable` and `aborted`.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &SsoSource,
) -> Result<Credentials, Error> {
    let SsoSource { token_key, oidc_endpoint, oidc_endpoint_overridden, .. } = source;
    let sso =
        Sso { source, tokens: Tokens::new(token_key, oidc_endpoint, *oidc_endpoint_overridden) };
    let read = |text: &str| cache::read_portal(&source.account_id, text);
    context
        .read_through(&source.profile, sso.slot(), read, async || {
            let token = sso.token(context.host).await?;
            let credentials = portal::role_credentials(context.host, source, &token).await?;
            let entry = cache::write_portal(&source.account_id, &credentials);
            Ok(FetchedCredentials { credentials, entry })
        })
        .await
}

/// A source and its token.
struct Sso<'a> {
    source: &'a SsoSource,
    tokens: Tokens<'a>,
}

impl Sso<'_> {
    /// Where the role's credentials are cached: in the directory shared with the AWS CLI only if
    /// neither service has a custom endpoint.
    fn slot(&self) -> CacheSlot {
        let SsoSource { cache_key, endpoint, endpoint_overridden, oidc_endpoint, .. } = self.source;
        if !endpoint_overridden && !self.tokens.are_own() {
            return CacheSlot { store: CacheStore::AwsCli, key: cache_key.clone() };
        }
        let key = cache::rolehop_key(&format!("{endpoint} {oidc_endpoint}"), cache_key);
        CacheSlot { store: CacheStore::Rolehop, key }
    }

    /// A token that has not expired; refreshed if it soon expires and can be refreshed.
    async fn token(&self, host: &impl Host) -> Result<Token, Error> {
        let found = self.tokens.read(host).await?;
        let Some(token) = found else {
            let message = format!("no SSO token found for `{}`", portal_name(self.source));
            return Err(login_required(self.source, message));
        };
        let expires_soon = !token.is_valid_for(REFRESH_MS, host.now_ms());
        let token = match self.source.session {
            Some(_) if expires_soon => self.refreshed(host).await?.unwrap_or(token),
            _ => token,
        };
        if token.is_valid_for(1, host.now_ms()) {
            return Ok(token);
        }
        Err(login_required(
            self.source,
            format!("the SSO token for `{}` has expired", portal_name(self.source)),
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
        match oidc::refresh(host, &self.source.oidc_endpoint, refresh).await {
            Ok(grant) => {
                let refreshed = token.refreshed(grant, host.now_ms());
                self.tokens.write(host, &refreshed, &self.source.profile).await;
                Ok(Some(refreshed))
            }
            Err(error) if error.code == Code::Aborted => Err(error),
            Err(error) if token.is_valid_for(1, now_ms) => {
                host.warn(self.not_refreshed(&token, &error));
                Ok(Some(token))
            }
            Err(error) if error.code == Code::SsoUnreachable => Err(error),
            Err(error) => {
                let portal = portal_name(self.source);
                let message =
                    format!("the SSO token for `{portal}` has expired: {}", error.message);
                Err(login_required(self.source, message))
            }
        }
    }

    fn not_refreshed(&self, token: &Token, error: &Error) -> Diagnostic {
        let message = format!(
            "the SSO token for `{}` expires at {} and could not be refreshed: {}",
            portal_name(self.source),
            timestamp::format_z(token.expires_at),
            error.message
        );
        Diagnostic::new(Code::SsoLoginRequired, message)
            .severity(Severity::Warning)
            .profile(&self.source.profile)
            .help(commands(self.source))
    }
}
