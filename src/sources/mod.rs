//! Where first credentials come from: static keys, the environment, processes.
//!
//! The plan has decided which; here they are fetched, and only here are secrets read.

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::host::Host;
use crate::plan::{Plan, Request, Source};
use crate::profiles::Profiles;
use crate::text::Location;

mod environment;
mod process;
mod static_keys;

/// The credentials of the plan's source.
///
/// # Errors
/// What each source documents; `not-supported-here` for those that are not built yet.
pub async fn load(
    profiles: &Profiles,
    request: &Request,
    plan: &Plan,
    host: &impl Host,
) -> Result<Credentials, Error> {
    match &plan.source {
        Source::Static { profile, file, .. } => static_keys::load(profiles, profile, *file),
        Source::Environment { .. } => environment::load(&request.env, host.now_ms()),
        Source::Process { profile, location, .. } => {
            let outcome = process::load(profiles, request, plan, profile, host).await;
            outcome.map_err(|error| place(error, profile, "credential_process", location))
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
        Source::Sso { profile, location, .. } => {
            ("IAM Identity Center", Some(profile), Some(location))
        }
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
        Source::Static { .. } | Source::Environment { .. } | Source::Process { .. } => {
            ("this source", None, None)
        }
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
