//! The credentials of a plan's source.

use super::context::Context;
use super::{container, environment, imds, login, process, sso, static_keys, web_identity};
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::Source;

/// Loads the credentials of the plan's source.
///
/// # Errors
/// Those of the source, with the setting that selected it.
pub async fn load<H: Host>(context: &Context<'_, H>) -> Result<Credentials, Error> {
    let source = &context.plan.source;
    let outcome = match source {
        Source::Static(keys) => static_keys::load(context.profiles, keys),
        Source::Environment(_) => environment::load(&context.request.env, context.host.now_ms()),
        Source::Process(process) => process::run::load(context, process).await,
        Source::Sso(sso) => sso::provider::load(context, sso).await,
        Source::WebIdentity(identity) => web_identity::load(context, identity).await,
        Source::Container(container) => container::load(context, container).await,
        Source::Ec2Metadata(metadata) => imds::load(context, metadata).await,
        Source::Login(login) => login::provider::load(context, login).await,
    };
    outcome.map_err(|error| with_setting(error, source))
}

/// Adds the setting that selected the source to an error. The environment can also select one.
fn with_setting(error: Error, source: &Source) -> Error {
    match (source.profile(), source.location()) {
        (Some(profile), Some(at)) => {
            error.map_primary(|it| it.profile(profile).key(source.key()).at(at))
        }
        _ => error,
    }
}
