//! What the surroundings must be able to do for a source to yield anything.

use super::lookup::Outcome;
use crate::config::Profile;
use crate::plan::Source;
use crate::plan::capability::{USE_NODE_HELP, not_permitted};
use crate::plan::context::Context;

/// Lets a source pass if the surroundings can ask it.
pub(crate) fn check<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    source: Source,
) -> Outcome {
    let capabilities = context.request.capabilities;
    let (able, needs) = match &source {
        Source::Process(_) => (capabilities.process, "`credential_process` needs to run a program"),
        Source::WebIdentity(_) => {
            (capabilities.files, "`web_identity_token_file` needs to read a file")
        }
        Source::Sso(_) => (capabilities.files, "IAM Identity Center needs the user's SSO token"),
        Source::Login(_) => {
            (capabilities.files, "`login_session` needs the login session of `aws login`")
        }
        Source::Ec2Metadata(_) | Source::Container(_) => {
            (capabilities.metadata, "`credential_source` needs the metadata service")
        }
        Source::Static(_) | Source::Environment(_) => return Outcome::Found(source),
    };
    if able {
        return Outcome::Found(source);
    }
    let finding =
        not_permitted(capabilities, needs, USE_NODE_HELP).profile(&profile.name).key(source.key());
    context.report(match source.location() {
        Some(location) => finding.at(location),
        None => finding,
    });
    Outcome::Broken
}
