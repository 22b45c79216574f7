//! Credentials that the AWS CLI caches on disk, read through the cache.

use super::Options;
use super::locked;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::{CacheStore, Host};
use crate::secret::Secret;

/// Where credentials are cached.
pub(crate) struct CacheSlot {
    /// The directory: the AWS CLI's only for credentials that came from AWS itself.
    pub(crate) store: CacheStore,
    /// The name of the entry: 40 hex digits.
    pub(crate) key: String,
}

/// Credentials with the text of their cache entry.
pub(crate) struct FetchedCredentials {
    /// The credentials.
    pub(crate) credentials: Credentials,
    /// The entry; `None` if they are not to be cached.
    pub(crate) entry: Option<Secret>,
}

/// Reads credentials from the cache, or fetches and caches them.
pub(crate) struct ReadThrough<'a, H> {
    /// The profile of the credentials, for warnings.
    pub(crate) profile: &'a str,
    /// Where they are cached.
    pub(crate) slot: CacheSlot,
    /// How the cache is used.
    pub(crate) options: &'a Options,
    /// The host.
    pub(crate) host: &'a H,
}

impl<H: Host> ReadThrough<'_, H> {
    /// Reads the credentials from the cache, or fetches and caches them under a lock, so that a run
    /// that waited for the lock finds them in the cache. `read` parses the text of an entry, and
    /// returns `None` for an entry with other credentials.
    ///
    /// # Errors
    /// Those of `fetch`, and `aborted`.
    pub(crate) async fn load(
        &self,
        read: impl Fn(&str) -> Option<Credentials>,
        fetch: impl AsyncFn() -> Result<FetchedCredentials, Error>,
    ) -> Result<Credentials, Error> {
        if !self.options.cache {
            return Ok(fetch().await?.credentials);
        }
        if let Some(credentials) = self.look_up(&read).await? {
            return Ok(credentials);
        }
        let lock = format!("session-{}", self.slot.key);
        let held = locked::acquire(self.host, &lock).await?;
        let outcome = self.fetch_under_lock(read, fetch).await;
        locked::release(self.host, held, &lock).await;
        outcome
    }

    async fn fetch_under_lock(
        &self,
        read: impl Fn(&str) -> Option<Credentials>,
        fetch: impl AsyncFn() -> Result<FetchedCredentials, Error>,
    ) -> Result<Credentials, Error> {
        if let Some(credentials) = self.look_up(&read).await? {
            return Ok(credentials);
        }
        let FetchedCredentials { credentials, entry } = fetch().await?;
        let CacheSlot { store, key } = &self.slot;
        if let Some(entry) = entry
            && self.host.cache_write(*store, key, &entry).await.is_err()
        {
            locked::warn_not_saved(self.host, self.profile);
        }
        Ok(credentials)
    }

    async fn look_up(
        &self,
        read: &impl Fn(&str) -> Option<Credentials>,
    ) -> Result<Option<Credentials>, Error> {
        if self.options.force_refresh {
            return Ok(None);
        }
        let entry = locked::read(self.host, self.slot.store, &self.slot.key).await?;
        let found = entry.and_then(|text| read(text.expose()));
        let now_ms = self.host.now_ms();
        Ok(found.filter(|found| found.last_for(self.options.min_remaining_seconds, now_ms)))
    }
}
