//! What the surroundings must be able to do for a source to yield anything.

use super::lookup::Outcome;
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::{Capabilities, Source};

/// Lets a source pass if the surroundings can ask it.
pub(crate) fn check<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    source: Source,
) -> Outcome {
    let capabilities = context.request.capabilities;
    let (able, needs, key, location) = match &source {
        Source::Process { location, .. } => (
            capabilities.process,
            "`credential_process` runs a program",
            "credential_process",
            Some(location),
        ),
        Source::WebIdentity { location, .. } => (
            capabilities.files,
            "`web_identity_token_file` reads a file",
            "web_identity_token_file",
            location.as_ref(),
        ),
        Source::Sso { location, .. } => (
            capabilities.files,
            "IAM Identity Center reads the sign-in of this machine's user",
            "sso_role_name",
            Some(location),
        ),
        Source::Login { location, .. } => (
            capabilities.files,
            "`login_session` reads the sign-in of `aws login`",
            "login_session",
            Some(location),
        ),
        Source::Ec2Metadata { location, .. } | Source::Container { location, .. } => (
            capabilities.metadata,
            "`credential_source` asks a service of the machine",
            "credential_source",
            location.as_ref(),
        ),
        _ => return Outcome::Found(source),
    };
    if able {
        return Outcome::Found(source);
    }
    let finding = refused(capabilities, needs, ELSEWHERE).profile(&profile.name).key(key);
    context.report(match location {
        Some(location) => finding.at(*location),
        None => finding,
    });
    Outcome::Broken
}

/// What to do about a source that cannot be asked from a page.
pub(crate) const ELSEWHERE: &str =
    "use the profile in a terminal or in Node, or give keys that it yields there a profile here";

/// The finding about a power that is not there; `needs` says what asks for it, and `help` what to
/// do when that is not a question of trust.
pub(crate) fn refused(capabilities: Capabilities, needs: &str, help: &str) -> Diagnostic {
    if capabilities.untrusted {
        Diagnostic::new(Code::Untrusted, format!("{needs}, which an untrusted workspace may not"))
            .help("trust the workspace if you know who wrote its configuration")
    } else {
        Diagnostic::new(Code::NotSupportedHere, format!("{needs}, which cannot be done here"))
            .help(help)
    }
}
