//! What credentials are fetched with.

use crate::cache::Options;
use crate::cache::read_through::{CacheSlot, FetchedCredentials, ReadThrough};
use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::{Plan, Request};

/// What a source is asked with.
pub struct Context<'a, H> {
    /// Both files.
    pub profiles: &'a Profiles,
    /// What was asked of them.
    pub request: &'a Request,
    /// The plan whose source it is.
    pub plan: &'a Plan,
    /// How the plan is run.
    pub options: &'a Options,
    /// The surroundings.
    pub host: &'a H,
}

impl<H: Host> Context<'_, H> {
    /// Credentials of a profile that the AWS CLI keeps in its cache, or fetched ones. It keeps those
    /// of the profile that was selected; as the source of another profile's role they are fetched
    /// each time, and the role's session is kept instead.
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
