//! Credentials of the surroundings: the environment, the container, the machine.

use super::lookup::Outcome;
use super::{container, imds, permitted};
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::role::role_source::Named;
use crate::plan::select::By;
use crate::plan::{ContainerSource, EnvironmentSource, Source};
use crate::text::{Location, quoted};

const ACCESS_KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET_KEY: &str = "AWS_SECRET_ACCESS_KEY";

/// The keys of the environment: no access key is no provider, an access key alone is an error.
pub(crate) fn environment(context: &mut Context<'_>, by: Option<(&Profile, Found<'_>)>) -> Outcome {
    let env = &context.request.env;
    if env.get(ACCESS_KEY).is_none() {
        return Outcome::Nothing;
    }
    if env.get(SECRET_KEY).is_none() {
        let message = format!("`{ACCESS_KEY}` is set without `{SECRET_KEY}`");
        let help = format!("set {SECRET_KEY} as well, or unset {ACCESS_KEY}");
        context.report(Diagnostic::new(Code::StaticKeysIncomplete, message).help(help));
        return Outcome::Broken;
    }
    Outcome::Found(Source::Environment(EnvironmentSource {
        profile: by.map(|(profile, _)| profile.name.clone()),
        location: by.map(|(_, found)| context.value_at(found)),
    }))
}

/// Says that keys in the environment win over a profile that the environment names.
pub(crate) fn over_profile(context: &mut Context<'_>, by: By) {
    let By::Variable(variable) = by else { return };
    let message = format!("environment credentials override the profile set by `{variable}`");
    let help = format!(
        "unset {ACCESS_KEY} to use the profile; the AWS SDK for JavaScript uses the profile \
         either way"
    );
    context.report(Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help));
}

/// What `credential_source` names.
pub(crate) fn named<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    named: Named,
    found: Found<'a>,
) -> Outcome {
    let location = Some(context.value_at(found));
    let name = Some(profile.name.clone());
    let outcome = match named {
        Named::Environment => environment(context, Some((profile, found))),
        Named::Ec2InstanceMetadata if is_metadata_disabled(context) => Outcome::Nothing,
        Named::Ec2InstanceMetadata => Outcome::Found(imds::instance(name, location)),
        Named::EcsContainer => match container::container(context) {
            None => Outcome::Nothing,
            Some(Err(())) => Outcome::Broken,
            Some(Ok(source)) => Outcome::Found(named_by(source, name, location)),
        },
    };
    match outcome {
        Outcome::Found(source) => permitted::check(context, profile, source),
        Outcome::Nothing => nothing_there(context, profile, named, found),
        Outcome::Broken => Outcome::Broken,
    }
}

fn nothing_there<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    named: Named,
    found: Found<'a>,
) -> Outcome {
    let (message, help) = match named {
        Named::Environment => (
            format!("`credential_source` is `Environment`, but `{ACCESS_KEY}` is not set"),
            format!("set {ACCESS_KEY} and {SECRET_KEY}"),
        ),
        Named::Ec2InstanceMetadata => (
            "`credential_source` is `Ec2InstanceMetadata`, but `AWS_EC2_METADATA_DISABLED` is set"
                .to_owned(),
            "unset AWS_EC2_METADATA_DISABLED".to_owned(),
        ),
        Named::EcsContainer => (
            "`credential_source` is `EcsContainer`, but no container credentials endpoint is set"
                .to_owned(),
            "run it in a container, where AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or \
             AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
                .to_owned(),
        ),
    };
    let finding =
        context.on_value(Code::SourceHasNoCredentials, profile, found, message).help(help);
    context.report(finding);
    Outcome::Broken
}

/// The end of the default chain: the container's endpoint, else the machine's.
pub(crate) fn last<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Outcome {
    let capabilities = context.request.capabilities;
    if capabilities.metadata {
        match container::container(context) {
            Some(Ok(source)) => return Outcome::Found(source),
            Some(Err(())) => return Outcome::Broken,
            None if !is_metadata_disabled(context) => {
                return Outcome::Found(imds::instance(None, None));
            }
            None => {}
        }
    }
    let message = format!("profile {} has no credentials", quoted(&profile.name));
    let finding = context.on_profile(Code::NoCredentials, profile, message).help(
        "select a profile that has access keys or a role, or set access keys in the environment",
    );
    context.report(finding);
    Outcome::Broken
}

/// A container that a profile names.
fn named_by(source: Source, name: Option<String>, at: Option<Location>) -> Source {
    match source {
        Source::Container(ContainerSource { url, token, .. }) => {
            Source::Container(ContainerSource { profile: name, location: at, url, token })
        }
        other => other,
    }
}

fn is_metadata_disabled(context: &Context<'_>) -> bool {
    context
        .request
        .env
        .get("AWS_EC2_METADATA_DISABLED")
        .is_some_and(|word| word.eq_ignore_ascii_case("true"))
}
