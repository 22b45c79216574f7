//! The credentials of a role in IAM Identity Center.

use crate::cache::{self, locked};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error, Severity};
use crate::host::{CacheStore, Host};
use crate::plan::Source;
use crate::timestamp;

use crate::cache::read_through::{self, Fetched, Slot};
use crate::providers::{Context, word};

use super::token::Token;
use super::token_store::Tokens;
use super::{oidc, portal};

/// How long before its end a sign-in is renewed, in milliseconds, as the AWS CLI does.
const RENEWAL_MS: i64 = 15 * 60 * 1000;

/// The parts of [`Source::Sso`].
pub(super) struct Sso<'a> {
    pub(super) profile: &'a str,
    pub(super) session: Option<&'a str>,
    pub(super) start_url: &'a str,
    pub(super) account_id: &'a str,
    pub(super) role_name: &'a str,
    pub(super) cache_key: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) endpoint_overridden: bool,
    pub(super) oidc_endpoint: &'a str,
    pub(super) tokens: Tokens<'a>,
}

/// The role's credentials: those in the AWS CLI's cache, or new ones for the sign-in.
///
/// # Errors
/// `sso-login-required`, `sso-access-denied`, `sso-rejected`, `sso-unreachable` and `aborted`.
pub(crate) async fn load<H: Host>(context: &Context<'_, H>) -> Result<Credentials, Error> {
    let Some(sso) = Sso::of(&context.plan.source) else {
        return Err(Diagnostic::new(Code::Internal, "the source is another one").into());
    };
    let read = |text: &str| cache::read_portal(sso.account_id, text);
    read_through::load(context, sso.profile, &sso.slot(), read, async || {
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
        let held = locked::take(host, &lock).await?;
        let outcome = self.renewed_once(host).await;
        locked::give_back(host, held, &lock).await;
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

    pub(super) fn login_required(&self, message: String) -> Error {
        Diagnostic::new(Code::SsoLoginRequired, message).help(self.commands()).into()
    }

    /// The start URL, as it may be shown.
    pub(super) fn portal(&self) -> String {
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
