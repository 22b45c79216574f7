//! Locks and the cache, for whom they are a help and never a condition.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{CacheStore, Host, HostError};
use crate::secret::Secret;

/// Takes a lock; says whether it is held. Locks spare calls and prompts, no more: where they
/// fail, the run goes on without, as the AWS CLI always does.
///
/// # Errors
/// `aborted`.
pub(crate) async fn take(host: &impl Host, name: &str) -> Result<bool, Error> {
    match host.lock(name).await {
        Ok(()) => Ok(true),
        Err(HostError::Aborted) => Err(Error::aborted()),
        Err(_) => Ok(false),
    }
}

/// Gives a lock back that is held.
pub(crate) async fn give_back(host: &impl Host, held: bool, name: &str) {
    if held {
        host.unlock(name).await;
    }
}

/// Reads a cache entry. One that cannot be read is none.
///
/// # Errors
/// `aborted`.
pub(crate) async fn read(
    host: &impl Host,
    store: CacheStore,
    key: &str,
) -> Result<Option<Secret>, Error> {
    match host.cache_read(store, key).await {
        Ok(entry) => Ok(entry),
        Err(HostError::Aborted) => Err(Error::aborted()),
        Err(_) => Ok(None),
    }
}

/// Says that the session of a profile is lost to the next run.
pub(crate) fn warn_not_saved(host: &impl Host, profile: &str) {
    let message = "the session could not be cached: the next run calls STS again";
    let diagnostic = Diagnostic::new(Code::CacheNotSaved, message).profile(profile);
    host.warn(diagnostic.help("make the cache directory writable and check for free disk space"));
}
