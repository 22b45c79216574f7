//! The credentials of a plan's source.

use super::{container, environment, imds, login, process, sso, static_keys, web_identity};
use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::{Plan, Request, Source};
use crate::resolve::Options;
use crate::text::Location;

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
/// What each source documents.
pub async fn load<H: Host>(context: &Context<'_, H>) -> Result<Credentials, Error> {
    let Context { profiles, request, plan, host, .. } = *context;
    match &plan.source {
        Source::Static { profile, file, .. } => static_keys::load(profiles, profile, *file),
        Source::Environment { .. } => environment::load(&request.env, host.now_ms()),
        Source::Process { profile, location, .. } => {
            let outcome = process::run::load(profiles, request, plan, profile, host).await;
            outcome.map_err(|error| place(error, profile, "credential_process", location))
        }
        Source::Sso { profile, location, .. } => {
            let outcome = sso::provider::load(context).await;
            outcome.map_err(|error| place(error, profile, "sso_role_name", location))
        }
        Source::WebIdentity { profile, location, .. } => {
            let outcome = web_identity::load(context).await;
            outcome.map_err(|error| {
                place_if_set(error, profile.as_ref(), "web_identity_token_file", location.as_ref())
            })
        }
        Source::Container { profile, location, .. } => {
            let outcome = container::load(context).await;
            outcome.map_err(|error| {
                place_if_set(error, profile.as_ref(), "credential_source", location.as_ref())
            })
        }
        Source::Ec2Metadata { profile, location, .. } => {
            let outcome = imds::load(context).await;
            outcome.map_err(|error| {
                place_if_set(error, profile.as_ref(), "credential_source", location.as_ref())
            })
        }
        Source::Login { profile, location, .. } => {
            let outcome = login::provider::load(context).await;
            outcome.map_err(|error| place(error, profile, "login_session", location))
        }
    }
}

/// The error with the setting that led to it.
fn place(error: Error, profile: &str, key: &str, location: &Location) -> Error {
    let Some(diagnostic) = error.diagnostics.first() else { return error };
    let placed = diagnostic.clone().profile(profile).key(key).at(*location);
    Error { retryable: error.retryable, ..Error::new(placed) }
}

/// As [`place`]; the environment alone may have led to it.
fn place_if_set(
    error: Error,
    profile: Option<&String>,
    key: &str,
    location: Option<&Location>,
) -> Error {
    match profile.zip(location) {
        Some((profile, location)) => place(error, profile, key, location),
        None => error,
    }
}

/// A name as a shell takes it.
pub(crate) fn word(name: &str) -> String {
    let name = crate::text::one_line(name, 200);
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:@+,=".contains(c);
    if !name.is_empty() && name.chars().all(is_plain) {
        return name;
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_commands() {
        let cases = [
            ("dev", "dev"),
            ("team/dev@x", "team/dev@x"),
            ("my team", "'my team'"),
            ("o'neil", "'o'\\''neil'"),
            ("$(id)", "'$(id)'"),
            ("", "''"),
        ];
        for (name, expected) in cases {
            assert_eq!(word(name), expected, "{name}");
        }
    }
}
