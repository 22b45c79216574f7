//! The context in which credentials are loaded.

use crate::cache::Options;
use crate::cache::read_through::{CacheSlot, FetchedCredentials, ReadThrough};
use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::{Plan, Request};

/// The context in which a source loads its credentials.
pub struct Context<'a, H> {
    /// Both files.
    pub profiles: &'a Profiles,
    /// The request for a plan.
    pub request: &'a Request,
    /// The plan with the source.
    pub plan: &'a Plan,
    /// How the cache is used.
    pub options: &'a Options,
    /// The host.
    pub host: &'a H,
}

impl<H: Host> Context<'_, H> {
    /// Reads the credentials of a profile through the AWS CLI's cache. The AWS CLI caches only
    /// those of the selected profile; if they are the source of another profile's role, they are
    /// fetched each time, and the role session is cached instead.
    pub(super) async fn read_through(
        &self,
        profile: &str,
        slot: CacheSlot,
        read: impl Fn(&str) -> Option<Credentials>,
        fetch: impl AsyncFn() -> Result<FetchedCredentials, Error>,
    ) -> Result<Credentials, Error> {
        if !self.plan.hops.is_empty() {
            return Ok(fetch().await?.credentials);
        }
        ReadThrough { profile, slot, options: self.options, host: self.host }
            .load(read, fetch)
            .await
    }
}
