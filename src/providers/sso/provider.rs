//! The credentials of a role in IAM Identity Center.

use super::portal;
use super::sign_in::SignIn;
use crate::cache;
use crate::cache::read_through::{CacheSlot, FetchedCredentials};
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::{CacheStore, Host};
use crate::plan::SsoSource;
use crate::providers::Context;

/// Loads the role's credentials: from the AWS CLI's cache, or new ones for the token.
///
/// # Errors
/// `sso-login-required`, `sso-access-denied`, `sso-rejected`, `sso-unreachable` and `aborted`.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &SsoSource,
) -> Result<Credentials, Error> {
    let sign_in = SignIn::from(source);
    let read = |text: &str| cache::read_portal(&source.account_id, text);
    context
        .read_through(&source.profile, slot(source, &sign_in), read, async || {
            let token = sign_in.token(context.host).await?;
            let credentials =
                portal::role_credentials(context.host, source, &sign_in, &token).await?;
            let entry = cache::write_portal(&source.account_id, &credentials);
            Ok(FetchedCredentials { credentials, entry })
        })
        .await
}

/// Where the role's credentials are cached: in the directory shared with the AWS CLI only if neither
/// service has a custom endpoint.
fn slot(source: &SsoSource, sign_in: &SignIn<'_>) -> CacheSlot {
    let SsoSource { cache_key, endpoint, endpoint_overridden, oidc_endpoint, .. } = source;
    if !endpoint_overridden && !sign_in.is_own() {
        return CacheSlot { store: CacheStore::AwsCli, key: cache_key.clone() };
    }
    let key = cache::rolehop_key(&format!("{endpoint} {oidc_endpoint}"), cache_key);
    CacheSlot { store: CacheStore::Rolehop, key }
}
