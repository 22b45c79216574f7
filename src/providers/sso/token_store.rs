//! Token stores.

use super::token::Token;
use crate::cache;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{CacheStore, Host, HostDiagnostics, not_supported};
use crate::secret::Secret;

/// The stored token of one portal. A token from a custom endpoint is stored in rolehop's own
/// directory: it must not replace the AWS CLI's.
pub(crate) struct Tokens<'a> {
    shared: &'a str,
    own: Option<String>,
}

impl<'a> Tokens<'a> {
    /// `token_key` is the AWS CLI's name of the token.
    pub(crate) fn new(token_key: &'a str, oidc_endpoint: &str, overridden: bool) -> Self {
        let own = overridden.then(|| cache::rolehop_key(oidc_endpoint, token_key));
        Self { shared: token_key, own }
    }

    /// Whether tokens are written to rolehop's own directory.
    pub(crate) fn are_own(&self) -> bool {
        self.own.is_some()
    }

    /// A name that is unique among all tokens.
    pub(crate) fn key(&self) -> &str {
        self.own.as_deref().unwrap_or(self.shared)
    }

    /// The token. If rolehop and the AWS CLI both have one, the one that expires later.
    pub(crate) async fn read(&self, host: &impl Host) -> Result<Option<Token>, Error> {
        let shared = read(host, CacheStore::Sso, self.shared).await?;
        let Some(own) = &self.own else { return Ok(shared) };
        let own = read(host, CacheStore::RolehopSso, own).await?;
        Ok(own.into_iter().chain(shared).max_by_key(|token| token.expires_at))
    }

    /// Stores a refreshed token. Warns if that fails, because the old token may no longer be valid.
    pub(crate) async fn write(&self, host: &impl Host, token: &Token, profile: Option<&str>) {
        if self.save(host, token).await.is_err() {
            let message =
                "the refreshed SSO token could not be saved: you may need to sign in again";
            let mut diagnostic = Diagnostic::new(Code::CacheNotSaved, message)
                .help("make `~/.aws/sso/cache` writable and check for free disk space");
            diagnostic.profile = profile.map(str::to_owned);
            host.warn(diagnostic);
        }
    }

    /// Stores a token.
    ///
    /// # Errors
    /// `file-failed`, `aborted`.
    pub(crate) async fn save(&self, host: &impl Host, token: &Token) -> Result<(), Error> {
        let store = if self.are_own() { CacheStore::RolehopSso } else { CacheStore::Sso };
        let text = token.to_json().unwrap_or_default();
        let saved = host.cache_write(store, self.key(), &text).await;
        saved.map_err(|error| {
            let help = "make `~/.aws/sso/cache` writable and check for free disk space";
            let diagnostic = |message| Diagnostic::new(Code::FileFailed, message).help(help);
            error.report(HostDiagnostics {
                unsupported: not_supported(NO_FILES),
                timed_out: diagnostic("saving the SSO token timed out"),
                failed: diagnostic("the SSO token could not be saved"),
                is_retryable: false,
            })
        })
    }
}

const NO_FILES: &str = "SSO tokens are files, and this runtime has no file access";

/// Reads the token of an entry; `None` if it is missing or invalid and can be replaced.
async fn read(host: &impl Host, store: CacheStore, key: &str) -> Result<Option<Token>, Error> {
    Ok(text(host, store, key).await?.and_then(|text| Token::parse(text.expose())))
}

/// Reads the text of an entry.
pub(crate) async fn text(
    host: &impl Host,
    store: CacheStore,
    key: &str,
) -> Result<Option<Secret>, Error> {
    host.cache_read(store, key).await.map_err(|error| {
        let help = "check the permissions of `~/.aws/sso/cache`";
        error.report(HostDiagnostics {
            unsupported: not_supported(NO_FILES),
            ..HostDiagnostics::of_file("the SSO token", Code::FileFailed, help)
        })
    })
}
