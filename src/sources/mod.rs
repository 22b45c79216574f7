//! Where first credentials come from.
//!
//! The plan has decided which; here they are fetched, and only here are secrets read. There is a
//! module for each protocol; [`kept`] is the shared cache for those that the AWS CLI keeps, and
//! [`exchange`] the sending of requests that are not signed.

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::host::Host;
use crate::plan::{Plan, Request, Source};
use crate::profiles::Profiles;
use crate::resolve::Options;
use crate::text::Location;

mod environment;
pub(crate) mod exchange;
mod kept;
mod process;
pub(crate) mod recursion;
pub mod sso;
mod static_keys;

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

/// The credentials of the plan's source.
///
/// # Errors
/// What each source documents; `not-supported-here` for those that are not built yet.
pub async fn load<H: Host>(context: &Context<'_, H>) -> Result<Credentials, Error> {
    let Context { profiles, request, plan, host, .. } = *context;
    match &plan.source {
        Source::Static { profile, file, .. } => static_keys::load(profiles, profile, *file),
        Source::Environment { .. } => environment::load(&request.env, host.now_ms()),
        Source::Process { profile, location, .. } => {
            let outcome = process::load(profiles, request, plan, profile, host).await;
            outcome.map_err(|error| place(error, profile, "credential_process", location))
        }
        Source::Sso { profile, location, .. } => {
            let outcome = sso::load(context).await;
            outcome.map_err(|error| place(error, profile, "sso_role_name", location))
        }
        other => Err(not_built(other)),
    }
}

/// The error with the setting that led to it.
fn place(error: Error, profile: &str, key: &str, location: &Location) -> Error {
    let Some(diagnostic) = error.diagnostics.first() else { return error };
    let placed = diagnostic.clone().profile(profile).key(key).at(*location);
    Error { retryable: error.retryable, ..Error::new(placed) }
}

fn not_built(source: &Source) -> Error {
    let (what, profile, location) = match source {
        Source::WebIdentity { profile, location, .. } => {
            ("web identity", profile.as_ref(), location.as_ref())
        }
        Source::Ec2Metadata { profile, location } => {
            ("the EC2 metadata service", profile.as_ref(), location.as_ref())
        }
        Source::Container { profile, location } => {
            ("the container credentials endpoint", profile.as_ref(), location.as_ref())
        }
        Source::Login { profile, location, .. } => ("`aws login`", Some(profile), Some(location)),
        Source::Static { .. }
        | Source::Environment { .. }
        | Source::Process { .. }
        | Source::Sso { .. } => ("this source", None, None),
    };
    let message = format!("credentials of {what} cannot be had here yet");
    let help = "get them with the AWS CLI: `aws configure export-credentials --format env`";
    let mut diagnostic = Diagnostic::new(Code::NotSupportedHere, message).help(help);
    if let Some(profile) = profile {
        diagnostic = diagnostic.profile(profile);
    }
    if let Some(location) = location {
        diagnostic = diagnostic.at(*location);
    }
    diagnostic.into()
}
