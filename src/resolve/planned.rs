//! A plan with its input.

use std::rc::Rc;

use super::run::resolve;
use crate::cache::Options;
use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::{self, Plan, Request};

/// A plan with the profiles and the request that it was made from: what is shown is what runs.
///
/// The profiles are a snapshot: later edits do not change the run.
#[derive(Debug)]
pub struct Planned {
    profiles: Rc<Profiles>,
    request: Request,
    plan: Plan,
}

impl Planned {
    /// Plans the calls for the requested profile.
    ///
    /// # Errors
    /// Those of [`plan::plan`].
    pub fn new(profiles: Rc<Profiles>, request: Request) -> Result<Self, Error> {
        let plan = plan::plan(&profiles, &request)?;
        Ok(Self { profiles, request, plan })
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The credentials of the plan.
    ///
    /// # Errors
    /// Those of [`resolve`].
    pub async fn resolve(&self, options: &Options, host: &impl Host) -> Result<Credentials, Error> {
        resolve(&self.profiles, &self.request, &self.plan, options, host).await
    }
}
