//! Locks and cache reads that do not stop a run if they fail.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{CacheStore, Host, unless_aborted};
use crate::secret::Secret;

/// Acquires a lock, and returns whether it is held. Locks only prevent duplicate calls and prompts,
/// so if one fails, the run continues without it. The AWS CLI never uses locks.
///
/// # Errors
/// `aborted`.
pub(crate) async fn acquire(host: &impl Host, name: &str) -> Result<bool, Error> {
    Ok(unless_aborted(host.lock(name).await)?.is_some())
}

/// Releases a lock if it is held.
pub(crate) async fn release(host: &impl Host, held: bool, name: &str) {
    if held {
        host.unlock(name).await;
    }
}

/// Reads a cache entry; `None` if it is missing or cannot be read.
///
/// # Errors
/// `aborted`.
pub(crate) async fn read(
    host: &impl Host,
    store: CacheStore,
    key: &str,
) -> Result<Option<Secret>, Error> {
    Ok(unless_aborted(host.cache_read(store, key).await)?.flatten())
}

/// Warns that later runs cannot reuse the session of a profile.
pub(crate) fn warn_not_saved(host: &impl Host, profile: &str) {
    let message = "the session could not be cached: the next run calls STS again";
    let diagnostic = Diagnostic::new(Code::CacheNotSaved, message).profile(profile);
    host.warn(diagnostic.help("make the cache directory writable and check for free disk space"));
}
