//! IAM Identity Center: a person's sign-in, kept on disk and shared with the AWS CLI, for a role's
//! credentials.
//!
//! ```text
//! ~/.aws/sso/cache ─▶ sign-in ─(ends soon: CreateToken)─▶ sign-in ─GetRoleCredentials─▶ credentials
//! ```
//!
//! The rules are the AWS CLI's. A sign-in of an `sso_session` is renewed when it ends within a
//! quarter of an hour; that of a profile without one never is.

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::host::{CacheStore, Host};
use crate::plan::Source;
use crate::resolve::locks;
use crate::{cache, timestamp};

use super::kept::{self, Fetched, Slot};
use super::{Context, word};

pub mod login;
pub mod logout;
mod oidc;
mod portal;
mod store;
mod token;

use store::Tokens;
use token::Token;

/// How long before its end a sign-in is renewed, in milliseconds, as the AWS CLI does.
const RENEWAL_MS: i64 = 15 * 60 * 1000;

/// The parts of [`Source::Sso`].
struct Sso<'a> {
    profile: &'a str,
    session: Option<&'a str>,
    start_url: &'a str,
    account_id: &'a str,
    role_name: &'a str,
    cache_key: &'a str,
    endpoint: &'a str,
    endpoint_overridden: bool,
    oidc_endpoint: &'a str,
    tokens: Tokens<'a>,
}

/// The role's credentials: those in the AWS CLI's cache, or new ones for the sign-in.
///
/// # Errors
/// `sso-login-required`, `sso-access-denied`, `sso-rejected`, `sso-unreachable` and `aborted`.
pub(super) async fn load<H: Host>(context: &Context<'_, H>) -> Result<Credentials, Error> {
    let Some(sso) = Sso::of(&context.plan.source) else {
        return Err(Diagnostic::new(Code::Internal, "the source is another one").into());
    };
    let read = |text: &str| cache::read_portal(sso.account_id, text);
    kept::load(context, sso.profile, &sso.slot(), read, async || {
        let token = sso.token(context.host).await?;
        let credentials = portal::role_credentials(context.host, &sso, &token).await?;
        let entry = cache::write_portal(sso.account_id, &credentials);
        Ok(Fetched { credentials, entry })
    })
    .await
}

impl<'a> Sso<'a> {
    fn of(source: &'a Source) -> Option<Self> {
        let Source::Sso {
            profile,
            session,
            start_url,
            account_id,
            role_name,
            cache_key,
            token_key,
            endpoint,
            endpoint_overridden,
            oidc_endpoint,
            oidc_endpoint_overridden,
            ..
        } = source
        else {
            return None;
        };
        Some(Self {
            profile,
            session: session.as_deref(),
            start_url,
            account_id,
            role_name,
            cache_key,
            endpoint,
            endpoint_overridden: *endpoint_overridden,
            oidc_endpoint,
            tokens: Tokens::new(token_key, oidc_endpoint, *oidc_endpoint_overridden),
        })
    }

    /// Where the role's credentials are kept: in the folder that the AWS CLI shares only if both
    /// services that had a hand in them are AWS's own.
    fn slot(&self) -> Slot {
        if !self.endpoint_overridden && !self.tokens.are_own() {
            return Slot { store: CacheStore::AwsCli, key: self.cache_key.to_owned() };
        }
        let endpoints = format!("{} {}", self.endpoint, self.oidc_endpoint);
        let key = cache::rolehop_key(&endpoints, self.cache_key);
        Slot { store: CacheStore::Rolehop, key }
    }

    /// A sign-in that has not ended, renewed if it would soon and that is possible.
    async fn token(&self, host: &impl Host) -> Result<Token, Error> {
        let found = self.tokens.read(host).await?;
        let Some(token) = found else {
            let message = format!("there is no sign-in to `{}`", self.portal());
            return Err(self.login_required(message));
        };
        let ends_soon = !token.last_for(RENEWAL_MS, host.now_ms());
        let token = match self.session {
            Some(_) if ends_soon => self.renewed(host).await?.unwrap_or(token),
            _ => token,
        };
        if token.last_for(1, host.now_ms()) {
            return Ok(token);
        }
        Err(self.login_required(format!("the sign-in to `{}` has ended", self.portal())))
    }

    /// Renews the sign-in, under a lock: whoever waited finds it renewed. `None` when it cannot be
    /// renewed, and the old one is as good as it is.
    async fn renewed(&self, host: &impl Host) -> Result<Option<Token>, Error> {
        let lock = format!("sso-{}", self.tokens.key());
        let held = locks::take(host, &lock).await?;
        let outcome = self.renewed_once(host).await;
        locks::give_back(host, held, &lock).await;
        outcome
    }

    async fn renewed_once(&self, host: &impl Host) -> Result<Option<Token>, Error> {
        let Some(token) = self.tokens.read(host).await? else { return Ok(None) };
        let now_ms = host.now_ms();
        if token.last_for(RENEWAL_MS, now_ms) {
            return Ok(Some(token));
        }
        let Some(renewal) = token.renewal(now_ms) else { return Ok(Some(token)) };
        match oidc::renew(host, self.oidc_endpoint, renewal).await {
            Ok(grant) => {
                let renewed = token.renewed(grant, host.now_ms());
                self.tokens.write(host, &renewed, self.profile).await;
                Ok(Some(renewed))
            }
            Err(error) if error.code == Code::Aborted => Err(error),
            Err(error) if token.last_for(1, now_ms) => {
                host.warn(self.not_renewed(&token, &error));
                Ok(Some(token))
            }
            Err(error) if error.code == Code::SsoUnreachable => Err(error),
            Err(error) => {
                let portal = self.portal();
                let message = format!("the sign-in to `{portal}` has ended: {}", error.message);
                Err(self.login_required(message))
            }
        }
    }

    fn not_renewed(&self, token: &Token, error: &Error) -> Diagnostic {
        let message = format!(
            "the sign-in to `{}` ends at {} and could not be renewed: {}",
            self.portal(),
            timestamp::format_z(token.expires_at),
            error.message
        );
        Diagnostic::new(Code::SsoLoginRequired, message)
            .severity(Severity::Warning)
            .profile(self.profile)
            .help(self.commands())
    }

    fn login_required(&self, message: String) -> Error {
        Diagnostic::new(Code::SsoLoginRequired, message).help(self.commands()).into()
    }

    /// The start URL, as it may be shown.
    fn portal(&self) -> String {
        crate::text::one_line(self.start_url, 200)
    }

    /// What signs in, in either program.
    fn commands(&self) -> String {
        let profile = word(self.profile);
        let theirs = match self.session {
            Some(session) => format!("--sso-session {}", word(session)),
            None => format!("--profile {profile}"),
        };
        format!("run `rolehop login --profile {profile}` or `aws sso login {theirs}`")
    }
}
