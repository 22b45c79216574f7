//! Credentials of the runtime: the environment, the container, the EC2 instance.

use super::lookup::Lookup;
use super::{container, imds, permitted};
use crate::config::{Environment, Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::plan::role::role_source::CredentialSource;
use crate::plan::settings::flag::is_true;
use crate::plan::{ContainerSource, EnvironmentSource, Source};
use crate::text::{Location, quoted};
use crate::timestamp;

pub(crate) const ACCESS_KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET_KEY: &str = "AWS_SECRET_ACCESS_KEY";
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";

/// The access keys of the environment: not configured without an access key ID, invalid without a
/// secret access key. `named_by` is the setting that names the environment, if there is one.
pub(crate) fn environment(
    context: &Context<'_>,
    named_by: Option<(&Profile, SettingRef<'_>)>,
) -> Checked<Lookup> {
    let env = &context.request.env;
    if env.get(ACCESS_KEY).is_none() {
        return Checked::clean(Lookup::NotConfigured);
    }
    if env.get(SECRET_KEY).is_none() {
        let message = format!("`{ACCESS_KEY}` is set without `{SECRET_KEY}`");
        let help = format!("set {SECRET_KEY} as well, or unset {ACCESS_KEY}");
        let diagnostic = Diagnostic::new(Code::StaticKeysIncomplete, message).help(help);
        return Checked::new(Lookup::Invalid, [diagnostic]);
    }
    Checked::new(Lookup::Found(keys(context, named_by)), invalid_expiration(env))
}

fn keys(context: &Context<'_>, named_by: Option<(&Profile, SettingRef<'_>)>) -> Source {
    Source::Environment(EnvironmentSource {
        profile: named_by.map(|(profile, _)| profile.name.to_string()),
        location: named_by.map(|(_, found)| context.value_at(found)),
    })
}

/// Takes a source that is not configured here as present in the environment of the profile, which is
/// not known.
fn or_elsewhere(context: &Context<'_>, lookup: Lookup, source: impl FnOnce() -> Source) -> Lookup {
    match lookup {
        Lookup::NotConfigured if context.request.env_elsewhere => Lookup::Found(source()),
        lookup => lookup,
    }
}

/// The expiration of the keys, if it is not a time: the AWS CLI fails at it.
fn invalid_expiration(env: &Environment) -> Option<Diagnostic> {
    let value = env.get(EXPIRATION).filter(|value| timestamp::parse(value).is_none())?;
    let message =
        format!("`{EXPIRATION}` {} is not a time with a time zone and is ignored", quoted(value));
    let help = "use a time such as `2030-01-01T01:00:00Z`, or unset it: the AWS CLI fails at it";
    Some(Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help))
}

/// The credentials that `credential_source` names.
pub(crate) fn credential_source<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    (source, found): (CredentialSource, SettingRef<'a>),
) -> Checked<Lookup> {
    let location = Some(context.value_at(found));
    let name = Some(profile.name.to_string());
    let lookup = match source {
        CredentialSource::Environment => environment(context, Some((profile, found)))
            .map(|lookup| or_elsewhere(context, lookup, || keys(context, Some((profile, found))))),
        CredentialSource::Ec2InstanceMetadata if is_metadata_disabled(context) => {
            Checked::clean(Lookup::NotConfigured)
        }
        CredentialSource::Ec2InstanceMetadata => {
            Checked::clean(Lookup::Found(imds::instance(name, location)))
        }
        CredentialSource::EcsContainer => container::container(context).map(|lookup| {
            named_by(or_elsewhere(context, lookup, container::of_ecs), name, location)
        }),
    };
    lookup.and_then(|lookup| match lookup {
        Lookup::Found(source) => permitted::check(context, profile, source),
        Lookup::NotConfigured => {
            Checked::new(Lookup::Invalid, [not_available(context, profile, source, found)])
        }
        Lookup::Invalid => Checked::clean(Lookup::Invalid),
    })
}

fn not_available(
    context: &Context<'_>,
    profile: &Profile,
    source: CredentialSource,
    found: SettingRef<'_>,
) -> Diagnostic {
    let (message, help) = match source {
        CredentialSource::Environment => (
            format!("`credential_source` is `Environment`, but `{ACCESS_KEY}` is not set"),
            format!("set {ACCESS_KEY} and {SECRET_KEY}"),
        ),
        CredentialSource::Ec2InstanceMetadata => (
            "`credential_source` is `Ec2InstanceMetadata`, but `AWS_EC2_METADATA_DISABLED` is set"
                .to_owned(),
            "unset AWS_EC2_METADATA_DISABLED".to_owned(),
        ),
        CredentialSource::EcsContainer => (
            "`credential_source` is `EcsContainer`, but no container credentials endpoint is set"
                .to_owned(),
            "run it in a container, where AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or \
             AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
                .to_owned(),
        ),
    };
    context.on_value(Code::SourceHasNoCredentials, profile, found, message).help(help)
}

/// The end of the default chain: the container credentials endpoint or, without one, the EC2
/// instance metadata service.
pub(crate) fn last(context: &Context<'_>, profile: &Profile) -> Checked<Lookup> {
    let none = || Checked::new(Lookup::Invalid, [no_credentials(context, profile)]);
    if !context.request.capabilities.metadata {
        return none();
    }
    container::container(context).and_then(|lookup| match lookup {
        Lookup::NotConfigured if is_metadata_disabled(context) => none(),
        Lookup::NotConfigured => Checked::clean(Lookup::Found(imds::instance(None, None))),
        lookup => Checked::clean(lookup),
    })
}

fn no_credentials(context: &Context<'_>, profile: &Profile) -> Diagnostic {
    let message = format!("profile {} has no credentials", quoted(&profile.name));
    context.on_profile(Code::NoCredentials, profile, message).help(
        "select a profile that has access keys or a role, or set access keys in the environment",
    )
}

/// Adds the setting that names a container's endpoint.
fn named_by(lookup: Lookup, profile: Option<String>, location: Option<Location>) -> Lookup {
    match lookup {
        Lookup::Found(Source::Container(source)) => {
            Lookup::Found(Source::Container(ContainerSource { profile, location, ..source }))
        }
        lookup => lookup,
    }
}

fn is_metadata_disabled(context: &Context<'_>) -> bool {
    context.request.env.get("AWS_EC2_METADATA_DISABLED").is_some_and(is_true)
}
