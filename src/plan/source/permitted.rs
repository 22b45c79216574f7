//! The capabilities that the runtime needs for a source.

use super::lookup::Lookup;
use crate::config::Profile;
use crate::plan::Source;
use crate::plan::capability::{USE_NODE_HELP, not_permitted};
use crate::plan::checked::Checked;
use crate::plan::context::Context;

/// The source, if the runtime can get credentials from it.
pub(crate) fn check(context: &Context<'_>, profile: &Profile, source: Source) -> Checked<Lookup> {
    let capabilities = context.request.capabilities;
    let (is_available, needs) = match &source {
        Source::Process(_) => (capabilities.process, "`credential_process` needs to run a program"),
        Source::WebIdentity(_) => {
            (capabilities.files, "`web_identity_token_file` needs to read a file")
        }
        Source::Sso(_) => {
            (capabilities.sso_tokens, "IAM Identity Center needs the user's SSO token")
        }
        Source::Login(_) => {
            (capabilities.files, "`login_session` needs the login session of `aws login`")
        }
        Source::Ec2Metadata(_) | Source::Container(_) => {
            (capabilities.metadata, "`credential_source` needs the metadata service")
        }
        Source::Static(_) | Source::Environment(_) => {
            return Checked::clean(Lookup::Found(source));
        }
    };
    if is_available {
        return Checked::clean(Lookup::Found(source));
    }
    let diagnostic =
        not_permitted(capabilities, needs, USE_NODE_HELP).profile(&profile.name).key(source.key());
    Checked::new(Lookup::Invalid, [diagnostic.at(source.location())])
}
