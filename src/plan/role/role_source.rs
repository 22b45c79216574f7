//! Where the caller's credentials for a role come from.

use std::iter::successors;

use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::suggest::nearest_word;
use crate::text::{quoted, sanitize};

/// A value of `credential_source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialSource {
    Environment,
    Ec2InstanceMetadata,
    EcsContainer,
}

/// Its values in the config; the AWS CLI compares them case-sensitively.
const CREDENTIAL_SOURCES: [(&str, CredentialSource); 3] = [
    ("Environment", CredentialSource::Environment),
    ("Ec2InstanceMetadata", CredentialSource::Ec2InstanceMetadata),
    ("EcsContainer", CredentialSource::EcsContainer),
];

/// Where the credentials that assume the role of a profile come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RoleSource<'a> {
    /// `source_profile`: another profile, or the same one with its own keys.
    Profile(&'a Profile, SettingRef<'a>),
    /// `credential_source`.
    CredentialSource(CredentialSource, SettingRef<'a>),
    /// The settings are invalid; the diagnostics say why.
    Invalid,
}

/// Whether a profile has a role to assume. With `web_identity_token_file`, even an empty one, it is a
/// web identity profile instead.
pub(crate) fn is_role(profile: &Profile) -> bool {
    profile.has("role_arn") && !profile.has("web_identity_token_file")
}

/// Whether a profile has static keys, or one of them, in either file.
pub(crate) fn has_static(profile: &Profile) -> bool {
    profile.has("aws_access_key_id") || profile.has("aws_secret_access_key")
}

/// Whether a profile that is the source of another has a role to assume: static keys take precedence
/// over its role.
pub(crate) fn is_role_as_source(profile: &Profile) -> bool {
    is_role(profile) && !has_static(profile)
}

/// Where the credentials that assume the role of `profile` come from.
pub(crate) fn role_source<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
) -> Checked<RoleSource<'a>> {
    let source_profile = profile.get("source_profile");
    let credential_source = profile.get("credential_source");
    match (source_profile, credential_source) {
        (Some(found), None) => source_of_profile(context, profile, found),
        (None, Some(found)) => source_of_runtime(context, profile, found),
        (Some(source_profile), Some(credential_source)) => {
            conflict(context, profile, source_profile, credential_source)
        }
        (None, None) => Checked::new(RoleSource::Invalid, [missing(context, profile)]),
    }
}

fn source_of_profile<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    found: SettingRef<'a>,
) -> Checked<RoleSource<'a>> {
    let name = text(found);
    if let Some(source) = context.profiles.get(name) {
        return Checked::clean(RoleSource::Profile(source, found));
    }
    let message =
        format!("`source_profile` {} is not in the config or credentials file", quoted(name));
    let diagnostic = context.on_value(Code::SourceProfileNotFound, profile, found, message);
    let is_source = |name: &str| !leads_to_cycle(context, profile, name);
    let diagnostic = match context.names.nearest_where(name, is_source) {
        Some(nearest) => context.suggest(diagnostic, found, nearest),
        None => diagnostic.help("use a profile from the config or credentials file"),
    };
    Checked::new(RoleSource::Invalid, [diagnostic])
}

/// The maximum length of a chain that is followed for a suggestion.
const FOLLOWED: usize = 32;

/// Whether the chain of `profile` would form a cycle, or be too long to tell, with the source `name`.
fn leads_to_cycle(context: &Context<'_>, profile: &Profile, name: &str) -> bool {
    let source = |at: &&Profile| context.profiles.get(at.text("source_profile")?);
    let chain = successors(context.profiles.get(name), source);
    let mut roles = chain.take_while(|at| is_role_as_source(at)).take(FOLLOWED).enumerate();
    roles.any(|(at, role)| role.name == profile.name || at + 1 == FOLLOWED)
}

fn source_of_runtime<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    found: SettingRef<'a>,
) -> Checked<RoleSource<'a>> {
    let value = text(found);
    if let Some((_, source)) = CREDENTIAL_SOURCES.iter().find(|(name, _)| *name == value) {
        return Checked::clean(RoleSource::CredentialSource(*source, found));
    }
    let message = format!("unknown `credential_source` {}", quoted(value));
    let diagnostic = context.on_value(Code::CredentialSourceUnknown, profile, found, message);
    let diagnostic = match nearest_word(value, &CREDENTIAL_SOURCES.map(|(name, _)| name)) {
        Some(nearest) => context
            .suggest(diagnostic, found, nearest)
            .help(format!("did you mean `{nearest}`? the value is case-sensitive")),
        None => diagnostic.help("use `Environment`, `Ec2InstanceMetadata` or `EcsContainer`"),
    };
    Checked::new(RoleSource::Invalid, [diagnostic])
}

fn conflict<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    source_profile: SettingRef<'a>,
    credential_source: SettingRef<'a>,
) -> Checked<RoleSource<'a>> {
    let message = "both `source_profile` and `credential_source` are set";
    let help = "keep the one with the credentials that may assume the role, and remove the other";
    let conflict =
        context.on_value(Code::SourceConflict, profile, source_profile, message).help(help);
    // Each of the two can also be wrong by itself.
    let mut diagnostics = vec![conflict];
    source_of_runtime(context, profile, credential_source).append_to(&mut diagnostics);
    source_of_profile(context, profile, source_profile).append_to(&mut diagnostics);
    Checked { value: RoleSource::Invalid, diagnostics }
}

fn missing(context: &Context<'_>, profile: &Profile) -> Diagnostic {
    let message = "`role_arn` is set without `source_profile` or `credential_source`";
    let help = if has_static(profile) {
        format!(
            "to assume the role with the profile's own keys, add `source_profile = {}`",
            sanitize(&profile.name)
        )
    } else {
        "add `source_profile = NAME` or `credential_source = Environment` to say whose \
         credentials assume the role"
            .to_owned()
    };
    let diagnostic = match profile.get("role_arn") {
        Some(found) => context.on_value(Code::SourceMissing, profile, found, message),
        None => context.on_profile(Code::SourceMissing, profile, message),
    };
    diagnostic.help(help)
}
