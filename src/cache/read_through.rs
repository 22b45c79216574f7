//! Credentials of a source that the AWS CLI keeps on disk.
//!
//! It keeps those of the profile that was selected; as the source of another profile's role they
//! are asked for each time, and the role's session is kept instead.

use super::locked;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::{CacheStore, Host};
use crate::providers::Context;
use crate::secret::Secret;

/// Where credentials are kept.
pub struct Slot {
    /// The folder: the AWS CLI's only for credentials that came from AWS itself.
    pub store: CacheStore,
    /// The name of the entry: 40 hex digits.
    pub key: String,
}

/// Credentials with the text of their entry.
pub struct Fetched {
    /// The credentials.
    pub credentials: Credentials,
    /// The entry; without one they are not kept.
    pub entry: Option<Secret>,
}

/// Takes credentials from the cache, or fetches and keeps them, under a lock: whoever waited finds
/// them in the cache. `read` makes credentials of an entry's text, if it is one of theirs.
pub async fn load<H: Host>(
    context: &Context<'_, H>,
    profile: &str,
    slot: &Slot,
    read: impl Fn(&str) -> Option<Credentials>,
    fetch: impl AsyncFn() -> Result<Fetched, Error>,
) -> Result<Credentials, Error> {
    let Context { plan, options, host, .. } = *context;
    if !options.cache || !plan.hops.is_empty() {
        return Ok(fetch().await?.credentials);
    }
    if let Some(credentials) = look_up(context, slot, &read).await? {
        return Ok(credentials);
    }
    let lock = format!("session-{}", slot.key);
    let held = locked::take(host, &lock).await?;
    let outcome = once(context, profile, slot, read, fetch).await;
    locked::give_back(host, held, &lock).await;
    outcome
}

async fn once<H: Host>(
    context: &Context<'_, H>,
    profile: &str,
    slot: &Slot,
    read: impl Fn(&str) -> Option<Credentials>,
    fetch: impl AsyncFn() -> Result<Fetched, Error>,
) -> Result<Credentials, Error> {
    if let Some(credentials) = look_up(context, slot, &read).await? {
        return Ok(credentials);
    }
    let Fetched { credentials, entry } = fetch().await?;
    if let Some(entry) = entry
        && context.host.cache_write(slot.store, &slot.key, &entry).await.is_err()
    {
        locked::warn_not_saved(context.host, profile);
    }
    Ok(credentials)
}

async fn look_up<H: Host>(
    context: &Context<'_, H>,
    slot: &Slot,
    read: impl Fn(&str) -> Option<Credentials>,
) -> Result<Option<Credentials>, Error> {
    let Context { options, host, .. } = *context;
    if options.force_refresh {
        return Ok(None);
    }
    let entry = locked::read(host, slot.store, &slot.key).await?;
    let found = entry.and_then(|text| read(text.expose()));
    Ok(found.filter(|found| found.last_for(options.min_remaining, host.now_ms())))
}
