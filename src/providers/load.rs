//! The credentials of a plan's source.

use super::context::Context;
use super::{container, environment, imds, login, process, sso, static_keys, web_identity};
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::Source;

/// The credentials of the plan's source.
///
/// # Errors
/// What each source documents, with the setting that led to it.
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
    outcome.map_err(|error| place(error, source))
}

/// The error with the setting that led to it. The environment alone may have.
fn place(error: Error, source: &Source) -> Error {
    match (source.profile(), source.location()) {
        (Some(profile), Some(at)) => {
            error.map_primary(|it| it.profile(profile).key(source.key()).at(at))
        }
        _ => error,
    }
}
